// The server's answer: what brings the canvas and the outline from the revision that they show to a newer one. It
// always describes how things are in the end, so that it may come twice. What the author is working on right now, and
// what has an operation under way, waits for a later answer.

import { $, $$, announce, closest, notify, parseHtml, place } from "../core/dom.js";
import * as outline from "./outline.js";
import { addRules, blockStyles } from "./block-elements.js";

/** @typedef {{ block: string, into: string, after: string }} InsertData */

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;

export class Patches {
  /** @type {Map<string, number>} */
  #late = new Map();

  /** @param {{ canvas: Canvas, inspector: Inspector, unacknowledged: () => Operation[] }} options */
  constructor({ canvas, inspector, unacknowledged }) {
    this.canvas = canvas;
    this.inspector = inspector;
    this.unacknowledged = unacknowledged;
  }

  // Blocks whose newest look was left out of an answer; they are asked for again.
  get late() {
    for (const id of this.#late.keys()) if (!this.canvas.block(id)) this.#late.delete(id);
    return [...this.#late.keys()];
  }

  /**
   * The revision that the author sees of a block; older than the page's while its newest look was left out.
   * @param {string} id
   */
  baseOf(id) {
    let base = Number(this.canvas.revision);
    for (let block = this.canvas.block(id); block; block = closest(block.parentElement, "[data-block-id]")) {
      base = Math.min(base, this.#late.get(block.dataset.blockId) ?? base);
    }
    return base;
  }

  /** The same of several and all that they hold, which goes where they go. @param {string[]} ids */
  baseOfAll(ids) {
    const blocks = this.canvas.blocksOf(ids);
    const all = blocks.flatMap((block) => [block, ...$$("[data-block-id]", block)]);
    return Math.min(Number(this.canvas.revision), ...(this.#late.size ? all.map(({ dataset }) => this.baseOf(dataset.blockId)) : []));
  }

  /** What is shown of a block is as old as this revision. @param {string} id @param {number} revision */
  markStale(id, revision) { this.#late.set(id, Math.min(revision, this.#late.get(id) ?? revision)); }

  /**
   * `follows`: whether the selection goes where the answer says; `isSaid`: whether what was done has been announced already.
   * Returns false where the answer can't be applied and the page has to be shown anew.
   * @param {string} text @param {{ follows?: boolean, isSaid?: boolean }} [options]
   */
  apply(text, { follows = true, isSaid = false } = {}) {
    const answer = parseHtml(text);
    const facts = $("[data-answer]", answer)?.dataset;
    if (!facts || "reload" in facts) return false;
    const { canvas } = this;
    addStyles($$("template[data-style]", answer), canvas);
    const focused = canvas.focusedBlock;
    const isInOutline = outline.hasFocus();
    const patches = $$("template[data-patch]", answer);
    // An answer that was overtaken by a newer one has nothing left to show.
    const isOld = Number(facts.revision) < Number(canvas.revision);
    if (!isOld) {
      for (const template of patches) this.#patch(template, answer);
      canvas.reached(facts.revision);
    }
    const wanted = follows ? facts.select : canvas.selected;
    const isSomethingNew = follows && wanted !== canvas.selected;
    const all = follows && (facts.selection ? JSON.parse(facts.selection) : [wanted]);
    canvas.select(wanted, { scroll: isSomethingNew, ...(all && { all }) });
    if (isInOutline && !outline.hasFocus()) outline.focusSelected();
    if (focused) canvas.focus(follows || !canvas.block(focused) ? wanted : focused);
    else if (isSomethingNew && isNowhere(canvas)) canvas.focus(wanted);
    const part = $("template[data-part=inspector]", answer);
    if (part || follows) this.#inspect(facts.select, part);
    if (!isSaid) announce(facts.announce);
    if (facts.skipped) notify(facts.skipped, { kind: "info" });
    return true;
  }

  /** @param {string} id @param {HTMLTemplateElement | null} part */
  #inspect(id, part) {
    if (this.canvas.selection.length > 1) this.inspector.showFor(this.canvas.selection);
    else if (id === this.canvas.selected) this.inspector.show(id, part?.innerHTML);
  }

  /** @param {HTMLTemplateElement} template @param {Document} answer */
  #patch(template, answer) {
    const { patch, block } = template.dataset;
    if (patch === "remove") {
      this.#late.delete(block);
      this.canvas.block(block)?.remove();
      return outline.removeRow(block);
    }
    if (this.#isBusy(block, patch)) return this.markStale(block, Number(this.canvas.revision));
    this.#late.delete(block);
    const twin = $(`template[data-outline][data-block="${CSS.escape(block)}"]`, answer);
    if (patch === "move") this.#move(/** @type {InsertData} */ (/** @type {unknown} */ (template.dataset)));
    else if (patch === "insert") this.#put(template, twin);
    else this.#morph(template, twin);
  }

  /** @param {InsertData} data */
  #move({ block, into: slot, after }) {
    place(this.canvas.block(block), this.canvas.slot(slot), this.canvas.block(after));
    outline.moveRow(block, { slot, after });
  }

  /** @param {HTMLTemplateElement} template @param {HTMLTemplateElement | null} twin */
  #put(template, twin) {
    const { canvas } = this;
    const { block, into: slot, after } = /** @type {InsertData} */ (/** @type {unknown} */ (template.dataset));
    const fragment = canvas.document.importNode(template.content, true);
    const root = /** @type {HTMLElement | null} */ (fragment.firstElementChild);
    if (!root) return;
    const existing = canvas.block(block);
    // What comes inside it may stand elsewhere so far.
    for (const one of $$("[data-block-id]", root)) {
      const stray = canvas.block(one.dataset.blockId);
      if (stray && !existing?.contains(stray)) stray.remove();
    }
    place(existing || root, canvas.slot(slot), canvas.block(after));
    if (existing) this.#look(existing, template.innerHTML);
    if (twin) outline.putRow(contentOf(twin), { slot, after });
  }

  /** @param {HTMLTemplateElement} template @param {HTMLTemplateElement | null} twin */
  #morph(template, twin) {
    const existing = this.canvas.block(template.dataset.block);
    if (existing) this.#look(existing, template.innerHTML);
    if (twin) outline.putHead(template.dataset.block, contentOf(twin));
  }

  /** @param {HTMLElement} element @param {string} html */
  #look(element, html) {
    this.canvas.window.htmx.swap({ target: element, text: html, swap: "outerMorph" });
  }

  /**
   * Whether it, or something inside, is being edited or has an operation that is not acknowledged: so what was just taken
   * away does not come back. What only moves leaves alone what is inside.
   * @param {string} id @param {string} patch
   */
  #isBusy(id, patch) {
    const element = this.canvas.block(id);
    const under = this.unacknowledged();
    if (!element) return under.some(({ echo, touches, inside }) => takesAway(echo) && [...touches, ...inside].includes(id));
    const touched = new Set(under.flatMap(({ touches }) => touches));
    if (patch === "move") return touched.has(id);
    if (element.contains(this.canvas.editing)) return true;
    return touched.size > 0 && [element, ...$$("[data-block-id]", element)].some((one) => touched.has(one.dataset.blockId));
  }
}

/** @param {Echo | null} echo */
const takesAway = (echo) => (echo?.do === "many" ? echo.steps : [echo]).some((step) => step?.do === "remove");

/** The outline's row that a template holds. @param {HTMLTemplateElement} template */
const contentOf = (template) => /** @type {HTMLElement} */ (document.importNode(template.content, true).firstElementChild);

// What others changed, and what an answer left out: fetched when it is known of, and again where that fails.
export class RemoteChanges {
  /** @type {Set<string>} */
  #owed = new Set();
  #wait = FIRST_WAIT;
  #timer = 0;

  /** @param {Editor} editor @param {{ answers: Patches, refusals: { reloadPage(): Promise<void> } }} options */
  constructor(editor, { answers, refusals }) {
    this.editor = editor;
    this.answers = answers;
    this.refusals = refusals;
  }

  /** @param {string[]} [ids] */
  async fetch(ids = []) {
    const { canvas, pageUrl, inPlace } = this.editor;
    ids.forEach((id) => this.#owed.add(id));
    const asked = [...this.#owed];
    const query = new URLSearchParams([["shown_revision", canvas.revision], ["selected", canvas.selected], ...asked.map((id) => ["also", id])]);
    const response = await fetch(`${pageUrl}/changes?${query}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    const text = response?.status === 200 ? await response.text().catch(() => null) : "";
    if (!response || response.status >= 500 || text === null) return this.#again();
    clearTimeout(this.#timer);
    this.#wait = FIRST_WAIT;
    asked.forEach((id) => this.#owed.delete(id));
    if (text && !this.answers.apply(text, { follows: false, isSaid: true })) await this.refusals.reloadPage();
    inPlace.leaveDeletedText({ isByOthers: true });
  }

  #again() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.fetch(), this.#wait * (0.7 + Math.random() * 0.6));
    this.#wait = Math.min(LONGEST_WAIT, this.#wait * 2);
  }
}

/**
 * The focus is nowhere in particular, or still on what was added: then it goes where the selection goes.
 * @param {Canvas} options
 */
function isNowhere({ frame }) {
  const { activeElement } = document;
  return activeElement === document.body || activeElement === frame || !!activeElement?.matches("[data-component]");
}

/** @param {HTMLTemplateElement[]} templates @param {Canvas} canvas */
export function addStyles(templates, canvas) {
  addRules(blockStyles(canvas.document), templates.map((template) => template.content.textContent).join("\n"));
}
