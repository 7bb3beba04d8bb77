// Moving by key: what is picked up goes from place to place with the arrows, and to where it is dropped with Enter. Only
// the mark moves until then, so that Escape leaves everything as it was, also for others.

import { announce, get } from "../core/dom.js";
import { hideMark, showMark } from "../canvas/drop-indicator.js";

const KEEP = ["Shift", "Control", "Alt", "Meta"];
/** @type {KeyboardMove | null} */
let mode = null;

/** @param {Editor} editor */
export function pickUp(editor) {
  if (mode) return;
  const blocks = editor.blocks;
  const refusal = blocks.some(({ dataset }) => editor.rules[dataset.blockType]?.permissions.includes("drag") === false);
  if (refusal) return announce("This part can’t be moved.");
  mode = new KeyboardMove(editor, blocks);
}

class KeyboardMove {
  /** @type {MoveTarget[]} */
  spots = [];
  at = -1;
  home = 0;
  banner = document.createElement("p");

  /** @param {Editor} editor @param {HTMLElement[]} blocks */
  constructor(editor, blocks) {
    this.editor = editor;
    this.ids = blocks.map(({ dataset }) => dataset.blockId);
    this.#look();
    this.at = this.home;
    this.name = blocks.length > 1 ? `${blocks.length} parts` : editor.canvas.label(blocks[0]);
    this.ending = new AbortController();
    const { signal } = this.ending;
    for (const target of [document, editor.canvas.document]) {
      target.addEventListener("keydown", (event) => this.#key(event), { capture: true, signal });
      target.addEventListener("pointerdown", () => this.#end("Left where it was."), { capture: true, signal });
    }
    editor.canvas.window.addEventListener("scroll", () => this.#draw(), { passive: true, signal });
    this.#banner();
    this.#draw();
    announce(`Picked up ${this.name}. Arrow keys move it, Enter drops it, Escape puts it back.`);
  }

  get blocks() { return this.editor.canvas.blocksOf(this.ids); }

  // The page may have changed since the last key: somebody else works on it.
  #look() {
    const before = this.spots[this.at];
    const { spots, home } = this.editor.places.all(this.blocks);
    this.spots = spots;
    this.home = home;
    const same = before && spots.findIndex(({ slot, after }) => slot === before.slot && after === before.after);
    if (before) this.at = same < 0 ? home : same;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (KEEP.includes(event.key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#look();
    if (this.blocks.length < this.ids.length) return this.#end("What you picked up is gone. Someone may have deleted it.");
    const { spots, at } = this;
    /** @type {Record<string, number>} */
    const steps = {
      ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: spots.length - 1,
      ArrowRight: this.#level(1), ArrowLeft: this.#level(-1),
    };
    if (event.key in steps) this.#go(steps[event.key]);
    else if (event.key === "Enter" || event.key === " ") this.#drop();
    else if (event.key === "Escape" || event.key === "Tab") this.#end("Left where it was.");
  }

  /** The next place that lies deeper, or the one right after what it is in. @param {number} step */
  #level(step) {
    const { spots, at } = this;
    const here = spots[at]?.depth;
    if (step > 0) return spots.findIndex(({ depth }, number) => number > at && depth > here);
    return spots.findIndex(({ depth }, number) => number > at && depth < here);
  }

  /** @param {number} to */
  #go(to) {
    if (!this.spots[to]) return announce("There’s no other place that way.");
    this.at = to;
    this.#draw();
    const { slotElement, number, count } = this.spots[to];
    const where = `Position ${number} of ${count} in ${this.editor.places.slotName(slotElement)}`;
    announce(to === this.home ? `${where}, where it was` : where);
  }

  #draw() {
    const spot = this.spots[this.at];
    if (!spot) return hideMark();
    const { canvas, places } = this.editor;
    const line = () => places.lineOf(spot, this.at === this.home ? [] : this.blocks);
    const { top } = line();
    const height = canvas.window.innerHeight;
    if (top < 40 || top > height - 80) canvas.window.scrollBy(0, top - height / 2);
    showMark(canvas, places, { ...spot, line: line() });
  }

  #drop() {
    const spot = this.spots[this.at];
    if (!spot || this.at === this.home) return this.#end("Left where it was.");
    this.#end("");
    this.editor.gestures.move(this.ids, { slot: spot.slot, after: spot.after });
  }

  /** @param {string} words */
  #end(words) {
    this.ending.abort();
    mode = null;
    hideMark();
    document.body.classList.remove("is-dragging");
    this.banner.remove();
    announce(words);
  }

  #banner() {
    document.body.classList.add("is-dragging");
    this.banner.className = "ed-moving";
    this.banner.innerHTML = "<strong></strong> <span>↑ ↓ another place</span> <span>→ further in</span> <span>← further out</span> <span>Enter drops it</span> <span>Esc puts it back</span>";
    get("strong", this.banner).textContent = `Moving ${this.name}`;
    get("#overlay").append(this.banner);
  }
}
