// Applies the server's responses, which bring the canvas and the outline from the revision that they show to a newer one.
// Patches describe the final state, so applying one twice is harmless. Blocks that are being edited, or have pending
// operations, are skipped and become stale: a later response updates them.

import { $, $$, announce, closest, notify, parseHtml, place } from "../core/dom.js";
import * as outline from "./outline.js";
import { addRules, blockStyles } from "./block-elements.js";

/** @typedef {{ block: string, into: string, after: string }} InsertData */

const MIN_RETRY_DELAY_MS = 1000;
const MAX_RETRY_DELAY_MS = 30_000;

export class Patches {
  /** The revision that each stale block shows, by the block's id. @type {Map<string, number>} */
  #stale = new Map();

  /** @param {{ canvas: Canvas, inspector: Inspector, unacknowledged: () => Operation[] }} options */
  constructor({ canvas, inspector, unacknowledged }) {
    this.canvas = canvas;
    this.inspector = inspector;
    this.unacknowledged = unacknowledged;
  }

  // The ids of blocks that show an older revision than the page and have to be fetched.
  get staleBlocks() {
    for (const id of this.#stale.keys()) if (!this.canvas.block(id)) this.#stale.delete(id);
    return [...this.#stale.keys()];
  }

  /**
   * The revision at which the canvas shows a block: older than the page's if the block or an ancestor is stale.
   * @param {string} id
   */
  baseOf(id) {
    let base = Number(this.canvas.revision);
    for (let block = this.canvas.block(id); block; block = closest(block.parentElement, "[data-block-id]")) {
      base = Math.min(base, this.#stale.get(block.dataset.blockId) ?? base);
    }
    return base;
  }

  /** The oldest revision at which the canvas shows any of these blocks or those inside them. @param {string[]} ids */
  baseOfAll(ids) {
    const blocks = this.canvas.blocksOf(ids);
    const all = blocks.flatMap((block) => [block, ...$$("[data-block-id]", block)]);
    return Math.min(Number(this.canvas.revision), ...(this.#stale.size ? all.map(({ dataset }) => this.baseOf(dataset.blockId)) : []));
  }

  /** Records that the canvas shows this revision of a block, unless an older one is already recorded. @param {string} id @param {number} revision */
  markStale(id, revision) { this.#stale.set(id, Math.min(revision, this.#stale.get(id) ?? revision)); }

  /**
   * Applies a response. `follows`: select what the response selects; `isSilent`: do not announce its message. Returns
   * false if the response can't be applied and the page has to be reloaded.
   * @param {string} text @param {{ follows?: boolean, isSilent?: boolean }} [options]
   */
  apply(text, { follows = true, isSilent = false } = {}) {
    const response = parseHtml(text);
    const data = $("[data-answer]", response)?.dataset;
    if (!data || "reload" in data) return false;
    const { canvas } = this;
    addStyles($$("template[data-style]", response), canvas);
    const focused = canvas.focusedBlock;
    const isInOutline = outline.hasFocus();
    const patches = $$("template[data-patch]", response);
    // A newer response, which included these changes, has already been applied.
    const isOutdated = Number(data.revision) < Number(canvas.revision);
    if (!isOutdated) {
      for (const template of patches) this.#patch(template, response);
      canvas.setRevision(data.revision);
    }
    const wanted = follows ? data.select : canvas.selected;
    const isSelectionNew = follows && wanted !== canvas.selected;
    const all = follows && (data.selection ? JSON.parse(data.selection) : [wanted]);
    canvas.select(wanted, { scroll: isSelectionNew, ...(all && { all }) });
    if (isInOutline && !outline.hasFocus()) outline.focusSelected();
    if (focused) canvas.focus(follows || !canvas.block(focused) ? wanted : focused);
    else if (isSelectionNew && isFocusFree(canvas)) canvas.focus(wanted);
    const panel = $("template[data-part=inspector]", response);
    if (panel || follows) this.#showInInspector(data.select, panel);
    if (!isSilent) announce(data.announce);
    if (data.skipped) notify(data.skipped, { kind: "info" });
    return true;
  }

  /** @param {string} id @param {HTMLTemplateElement | null} panel */
  #showInInspector(id, panel) {
    if (this.canvas.selection.length > 1) this.inspector.showFor(this.canvas.selection);
    else if (id === this.canvas.selected) this.inspector.show(id, panel?.innerHTML);
  }

  /** @param {HTMLTemplateElement} template @param {Document} response */
  #patch(template, response) {
    const { patch, block } = template.dataset;
    if (patch === "remove") {
      this.#stale.delete(block);
      this.canvas.block(block)?.remove();
      return outline.removeRow(block);
    }
    if (this.#isBusy(block, patch)) return this.markStale(block, Number(this.canvas.revision));
    this.#stale.delete(block);
    const outlineTemplate = $(`template[data-outline][data-block="${CSS.escape(block)}"]`, response);
    if (patch === "move") this.#move(/** @type {InsertData} */ (/** @type {unknown} */ (template.dataset)));
    else if (patch === "insert") this.#insert(template, outlineTemplate);
    else this.#morph(template, outlineTemplate);
  }

  /** @param {InsertData} data */
  #move({ block, into: slot, after }) {
    place(this.canvas.block(block), this.canvas.slot(slot), this.canvas.block(after));
    outline.moveRow(block, { slot, after });
  }

  /** @param {HTMLTemplateElement} template @param {HTMLTemplateElement | null} outlineTemplate */
  #insert(template, outlineTemplate) {
    const { canvas } = this;
    const { block, into: slot, after } = /** @type {InsertData} */ (/** @type {unknown} */ (template.dataset));
    const fragment = canvas.document.importNode(template.content, true);
    const root = /** @type {HTMLElement | null} */ (fragment.firstElementChild);
    if (!root) return;
    const existing = canvas.block(block);
    // Blocks that are now inside this one may still be elsewhere on the page.
    for (const one of $$("[data-block-id]", root)) {
      const stray = canvas.block(one.dataset.blockId);
      if (stray && !existing?.contains(stray)) stray.remove();
    }
    place(existing || root, canvas.slot(slot), canvas.block(after));
    if (existing) this.#morphInto(existing, template.innerHTML);
    if (outlineTemplate) outline.putRow(contentOf(outlineTemplate), { slot, after });
  }

  /** @param {HTMLTemplateElement} template @param {HTMLTemplateElement | null} outlineTemplate */
  #morph(template, outlineTemplate) {
    const existing = this.canvas.block(template.dataset.block);
    if (existing) this.#morphInto(existing, template.innerHTML);
    if (outlineTemplate) outline.replaceHead(template.dataset.block, contentOf(outlineTemplate));
  }

  /** @param {HTMLElement} element @param {string} html */
  #morphInto(element, html) {
    this.canvas.window.htmx.swap({ target: element, text: html, swap: "outerMorph" });
  }

  /**
   * True if the block or one inside it is being edited or has a pending operation. Also true if a pending operation
   * removed the block, so that it does not reappear. A move does not affect the blocks inside.
   * @param {string} id @param {string} patch
   */
  #isBusy(id, patch) {
    const element = this.canvas.block(id);
    const pending = this.unacknowledged();
    if (!element) return pending.some(({ echo, touches, inside }) => removesBlocks(echo) && [...touches, ...inside].includes(id));
    const touched = new Set(pending.flatMap(({ touches }) => touches));
    if (patch === "move") return touched.has(id);
    if (element.contains(this.canvas.editing)) return true;
    return touched.size > 0 && [element, ...$$("[data-block-id]", element)].some((one) => touched.has(one.dataset.blockId));
  }
}

/** @param {Echo | null} echo */
const removesBlocks = (echo) => (echo?.do === "many" ? echo.steps : [echo]).some((step) => step?.do === "remove");

/** Imports the outline row in a template. @param {HTMLTemplateElement} template */
const contentOf = (template) => /** @type {HTMLElement} */ (document.importNode(template.content, true).firstElementChild);

// Fetches other people's changes and stale blocks, and retries after failures.
export class RemoteChanges {
  /** @type {Set<string>} */
  #pending = new Set();
  #retryDelay = MIN_RETRY_DELAY_MS;
  #timer = 0;

  /** @param {Editor} editor @param {{ patches: Patches, rejections: { reloadPage(): Promise<void> } }} options */
  constructor(editor, { patches, rejections }) {
    this.editor = editor;
    this.patches = patches;
    this.rejections = rejections;
  }

  /** Fetches what has changed since the shown revision, and always these blocks. @param {string[]} [ids] */
  async fetch(ids = []) {
    const { canvas, pageUrl, inPlace } = this.editor;
    ids.forEach((id) => this.#pending.add(id));
    const requested = [...this.#pending];
    const query = new URLSearchParams([["shown_revision", canvas.revision], ["selected", canvas.selected], ...requested.map((id) => ["also", id])]);
    const response = await fetch(`${pageUrl}/changes?${query}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    const text = response?.status === 200 ? await response.text().catch(() => null) : "";
    if (!response || response.status >= 500 || text === null) return this.#retry();
    clearTimeout(this.#timer);
    this.#retryDelay = MIN_RETRY_DELAY_MS;
    requested.forEach((id) => this.#pending.delete(id));
    if (text && !this.patches.apply(text, { follows: false, isSilent: true })) await this.rejections.reloadPage();
    inPlace.endIfDeleted({ isByOthers: true });
  }

  #retry() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.fetch(), this.#retryDelay * (0.7 + Math.random() * 0.6));
    this.#retryDelay = Math.min(MAX_RETRY_DELAY_MS, this.#retryDelay * 2);
  }
}

/**
 * True if the focus may follow the selection: no element has it, or only the canvas or the palette entry just used.
 * @param {Canvas} options
 */
function isFocusFree({ frame }) {
  const { activeElement } = document;
  return activeElement === document.body || activeElement === frame || !!activeElement?.matches("[data-component]");
}

/** @param {HTMLTemplateElement[]} templates @param {Canvas} canvas */
export function addStyles(templates, canvas) {
  addRules(blockStyles(canvas.document), templates.map((template) => template.content.textContent).join("\n"));
}
