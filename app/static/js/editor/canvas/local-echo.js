// Shows the effect of an operation immediately (optimistic update). The server's response replaces this echo; after a
// reload, the echoes of pending operations are painted again on top of the server's state.

import { $, $$, get, parseHtml, place } from "../core/dom.js";
import { blockId } from "../core/block-ids.js";
import { slotOf } from "./block-elements.js";
import * as outline from "./outline.js";

export class LocalEcho {
  /** @param {Canvas} canvas @param {Samples} samples */
  constructor(canvas, samples) {
    this.canvas = canvas;
    this.samples = samples;
  }

  /**
   * The ids that the server will give to the blocks of a new component, by the path of each block in the sample.
   * @param {string} component @param {string} operationId
   */
  async insertIds(component, operationId) {
    const paths = this.samples.paths(component);
    return Object.fromEntries(await Promise.all(paths.map(async ([path, type]) => [path, await blockId(type, operationId, path)])));
  }

  /** The ids of the copies of these blocks and of all blocks inside them, by the id of the original. @param {string[]} ids @param {string} operationId */
  async duplicateIds(ids, operationId) {
    const blocks = this.canvas.blocksOf(ids);
    const all = blocks.flatMap((block) => [block, ...$$("[data-block-id]", block)]);
    const pairs = all.map(async ({ dataset }) => [dataset.blockId, await blockId(dataset.blockType, operationId, dataset.blockId)]);
    return Object.fromEntries(await Promise.all(pairs));
  }

  /** @param {Echo | null | undefined} [echo] */
  paint(echo) {
    /** @type {Record<string, (step: any) => void>} */
    const painters = { move: this.#move, remove: this.#remove, insert: this.#insert, duplicate: this.#duplicate, paste: this.#paste, update: this.#update };
    if (echo?.do === "many") return echo.steps.forEach((step) => this.paint(step));
    if (echo) painters[echo.do]?.call(this, echo);
    this.canvas.placeToolbar();
  }

  /** @param {StepOf<"move">} options */
  #move({ id, slot, after }) {
    place(this.canvas.block(id), this.canvas.slot(slot), this.canvas.block(after));
    outline.moveRow(id, { slot, after });
  }

  /** @param {StepOf<"remove">} options */
  #remove({ id }) {
    this.canvas.block(id)?.remove();
    outline.removeRow(id);
  }

  /** @param {StepOf<"insert">} options */
  #insert({ component, slot, after, ids }) {
    const sample = this.samples.create(component, ids, this.canvas.document);
    if (!sample || this.canvas.block(sample.block.dataset.blockId)) return;
    place(sample.block, this.canvas.slot(slot), this.canvas.block(after));
    outline.putRow(sample.row, { slot, after });
  }

  /** @param {StepOf<"duplicate">} options */
  #duplicate({ id, ids, after = id }) {
    const block = this.canvas.block(id);
    if (!block || this.canvas.block(ids[id])) return;
    const copy = /** @type {HTMLElement} */ (block.cloneNode(true));
    replaceIds(copy, ids);
    place(copy, block.parentElement, this.canvas.block(after));
    const copiedRow = /** @type {HTMLElement | undefined} */ (outline.row(id)?.cloneNode(true));
    if (!copiedRow) return;
    replaceIds(copiedRow, ids);
    outline.putRow(copiedRow, { slot: slotOf(block).dataset.slot, after });
  }

  /** Pastes the elements of blocks that were copied on this page. @param {StepOf<"paste">} options */
  #paste({ html, row, ids, slot, after }) {
    /** @param {string} text */
    const parse = (text) => /** @type {HTMLElement} */ (parseHtml(text).body.firstElementChild);
    const copy = this.canvas.document.importNode(parse(html), true);
    replaceIds(copy, ids);
    if (this.canvas.block(copy.dataset.blockId)) return;
    place(copy, this.canvas.slot(slot), this.canvas.block(after));
    if (!row) return;
    const copiedRow = document.importNode(parse(row), true);
    replaceIds(copiedRow, ids);
    outline.putRow(copiedRow, { slot, after });
  }

  /** @param {UpdateEcho} options */
  #update({ id, path, value, kind }) {
    const field = this.canvas.field(id, path);
    if (!field || field.isContentEditable) return;
    RENDERERS[kind](field, value);
  }
}

/**
 * Functions that show a value on the page, by the kind of text.
 * @type {Record<string, (field: HTMLElement, value: string) => void>}
 */
const RENDERERS = {
  text: (field, value) => { field.textContent = value; },
  textarea: (field, value) => field.replaceChildren(...withLineBreaks(value, field.ownerDocument)),
  richtext: (field, value) => { field.innerHTML = value; },
};

/** @param {string} value @param {Document} document_ */
function withLineBreaks(value, document_) {
  return value.split("\n").flatMap((line, at) => (at ? [document_.createElement("br"), line] : [line]));
}

/** Replaces block ids in a copied element's attributes, and resets its selection state. @param {HTMLElement} element @param {NewIds} ids */
function replaceIds(element, ids) {
  const names = ["blockId", "slot", "outlineBlock", "outlineSlot", "select"];
  for (const one of [element, ...$$("*", element)]) {
    for (const name of names) {
      const value = one.dataset?.[name];
      if (!value) continue;
      const [owner, slot] = name.toLowerCase().endsWith("slot") ? splitAddress(value) : [value, ""];
      if (ids[owner]) one.dataset[name] = ids[owner] + slot;
    }
    one.removeAttribute("data-selected");
    if (one.dataset?.blockId) one.removeAttribute("tabindex");
    if (one.hasAttribute("aria-selected")) {
      one.setAttribute("aria-selected", "false");
      one.tabIndex = -1;
    }
  }
}

/** Splits "<block id>:<slot>" before the last colon, since ids may contain colons and slot names may not. @param {string} address */
function splitAddress(address) {
  const at = address.lastIndexOf(":");
  return [address.slice(0, at), address.slice(at)];
}

// The samples, which show how each component looks when it has just been added. They are fetched once.
export class Samples {
  /** @type {Map<string, HTMLTemplateElement>} */
  #samples = new Map();

  /** @param {Document} examples */
  load(examples) {
    for (const template of $$("template[data-sample]", examples)) this.#samples.set(template.dataset.sample || "", template);
  }

  /**
   * The blocks of a sample as [path, type] pairs. Paths such as "0" or "0/content/1" are placeholders for ids.
   * @param {string} component
   */
  paths(component) {
    const template = this.#samples.get(component);
    const blocks = template ? $$("[data-block-id]", template.content) : [];
    return blocks.map(({ dataset }) => [dataset.blockId.replace("sample:", ""), dataset.blockType]);
  }

  /** Creates a new block and its outline row from a sample. @param {string} component @param {NewIds} ids @param {Document} document_ */
  create(component, ids, document_) {
    const template = this.#samples.get(component);
    if (!template) return null;
    const named = template.innerHTML.replaceAll(/sample:([\w/]+)/g, (/** @type {string} */ _, /** @type {string} */ path) => ids[path] || "");
    const copy = get("template", parseHtml(`<template>${named}</template>`)).content;
    const row = $("[data-outline-block]", copy);
    row?.remove();
    const block = /** @type {HTMLElement} */ (document_.importNode(copy, true).firstElementChild);
    return { block, row: row && document.importNode(row, true) };
  }
}
