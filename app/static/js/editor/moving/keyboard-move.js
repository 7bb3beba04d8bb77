// Keyboard drag and drop: arrow keys move the drop indicator from position to position, Enter moves the blocks there.
// Until then, nothing changes for anyone, so Escape simply cancels.

import { announce, get } from "../core/dom.js";
import { hideDropIndicator, showDropIndicator } from "../canvas/drop-indicator.js";

const MODIFIER_KEYS = ["Shift", "Control", "Alt", "Meta"];
/** @type {KeyboardMove | null} */
let current = null;

/** @param {Editor} editor */
export function pickUp(editor) {
  if (current) return;
  const blocks = editor.blocks;
  const refusal = blocks.some(({ dataset }) => editor.rules[dataset.blockType]?.permissions.includes("drag") === false);
  if (refusal) return announce("This part can’t be moved.");
  current = new KeyboardMove(editor, blocks);
}

class KeyboardMove {
  /** @type {MoveTarget[]} */
  targets = [];
  at = -1;
  home = 0;
  banner = document.createElement("p");

  /** @param {Editor} editor @param {HTMLElement[]} blocks */
  constructor(editor, blocks) {
    this.editor = editor;
    this.ids = blocks.map(({ dataset }) => dataset.blockId);
    this.#updateTargets();
    this.at = this.home;
    this.name = blocks.length > 1 ? `${blocks.length} parts` : editor.canvas.label(blocks[0]);
    this.abortController = new AbortController();
    const { signal } = this.abortController;
    for (const target of [document, editor.canvas.document]) {
      target.addEventListener("keydown", (event) => this.#key(event), { capture: true, signal });
      target.addEventListener("pointerdown", () => this.#end("Put back where it was."), { capture: true, signal });
    }
    editor.canvas.window.addEventListener("scroll", () => this.#draw(), { passive: true, signal });
    this.#showBanner();
    this.#draw();
    announce(`Picked up ${this.name}. Arrow keys move it, Enter drops it, Escape puts it back.`);
  }

  get blocks() { return this.editor.canvas.blocksOf(this.ids); }

  // Computes the positions again: others may have changed the page since the last key.
  #updateTargets() {
    const before = this.targets[this.at];
    const { targets, home } = this.editor.places.allTargets(this.blocks);
    this.targets = targets;
    this.home = home;
    const same = before && targets.findIndex(({ slot, after }) => slot === before.slot && after === before.after);
    if (before) this.at = same < 0 ? home : same;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (MODIFIER_KEYS.includes(event.key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#updateTargets();
    if (this.blocks.length < this.ids.length) return this.#end("What you picked up is gone. Someone may have deleted it.");
    const { targets, at } = this;
    /** @type {Record<string, number>} */
    const steps = {
      ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: targets.length - 1,
      ArrowRight: this.#level(1), ArrowLeft: this.#level(-1),
    };
    if (event.key in steps) this.#go(steps[event.key]);
    else if (event.key === "Enter" || event.key === " ") this.#drop();
    else if (event.key === "Escape" || event.key === "Tab") this.#end("Put back where it was.");
  }

  /** The index of the next position that is nested more deeply (`step` 1) or less deeply (`step` -1). @param {number} step */
  #level(step) {
    const { targets, at } = this;
    const here = targets[at]?.depth;
    if (step > 0) return targets.findIndex(({ depth }, number) => number > at && depth > here);
    return targets.findIndex(({ depth }, number) => number > at && depth < here);
  }

  /** @param {number} to */
  #go(to) {
    if (!this.targets[to]) return announce("There’s no other place that way.");
    this.at = to;
    this.#draw();
    const { slotElement, number, count } = this.targets[to];
    const where = `Position ${number} of ${count} in ${this.editor.places.slotName(slotElement)}`;
    announce(to === this.home ? `${where}, where it was` : where);
  }

  #draw() {
    const target = this.targets[this.at];
    if (!target) return hideDropIndicator();
    const { canvas, places } = this.editor;
    const line = () => places.indicatorLine(target, this.at === this.home ? [] : this.blocks);
    const { top } = line();
    const height = canvas.window.innerHeight;
    if (top < 40 || top > height - 80) canvas.window.scrollBy(0, top - height / 2);
    showDropIndicator(canvas, places, { ...target, line: line() });
  }

  #drop() {
    const target = this.targets[this.at];
    if (!target || this.at === this.home) return this.#end("Put back where it was.");
    this.#end("");
    this.editor.gestures.move(this.ids, { slot: target.slot, after: target.after });
  }

  /** @param {string} message */
  #end(message) {
    this.abortController.abort();
    current = null;
    hideDropIndicator();
    document.body.classList.remove("is-dragging");
    this.banner.remove();
    announce(message);
  }

  #showBanner() {
    document.body.classList.add("is-dragging");
    this.banner.className = "ed-moving";
    this.banner.innerHTML = "<strong></strong> <span>↑ ↓ another place</span> <span>→ further in</span> <span>← further out</span> <span>Enter drops it</span> <span>Esc puts it back</span>";
    get("strong", this.banner).textContent = `Moving ${this.name}`;
    get("#overlay").append(this.banner);
  }
}
