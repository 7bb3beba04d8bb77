// Selects several blocks: a range of siblings with Shift, any blocks with Ctrl or Cmd. The primary one (`editor.selected`)
// has the focus; ranges are extended from the anchor.

import { announce } from "../core/dom.js";
import { childBlocks, slotOf } from "../canvas/block-elements.js";
import { command } from "../core/commands.js";

/** @param {HTMLElement} block */
const idOf = (block) => block.dataset.blockId;

export class MultiSelection {
  // The block at which a range starts.
  #anchor = "";

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    /** @param {string} name @param {string} title @param {string[]} keys @param {() => unknown} run */
    const select = (name, title, keys, run, needs = "block") => command(name, { title, group: "Select", keys, needs, run });
    select("extend-down", "Extend the selection down", ["Shift+ArrowDown"], () => this.#extend(1));
    select("extend-up", "Extend the selection up", ["Shift+ArrowUp"], () => this.#extend(-1));
    select("select-all", "Select all parts beside this one", ["Mod+A"], () => this.#selectAll(), "");
  }

  /** Extends the selection on a click with a modifier key. Returns whether it did. @param {MouseEvent} event @param {string} id @param {SelectOptions} [options] */
  click(event, id, options) {
    if (!id || (!event.shiftKey && !event.ctrlKey && !event.metaKey)) return false;
    if (event.shiftKey) this.#extendTo(id, options);
    else this.#toggle(id, options);
    return true;
  }

  get #start() {
    const { canvas, selected } = this.editor;
    return canvas.block(canvas.selection.includes(this.#anchor) ? this.#anchor : selected);
  }

  /** @param {string} id @param {HTMLElement[]} blocks @param {SelectOptions} [options] */
  #choose(id, blocks, options) {
    const all = inPageOrder(blocks).map(idOf);
    this.editor.select(id, { ...options, all, isAnnounced: all.length < 2 });
    if (all.length > 1) announce(`${all.length} parts selected`);
  }

  /** Selects the range from the anchor to a block, or between the siblings that contain them. @param {string} id @param {SelectOptions} [options] */
  #extendTo(id, options) {
    const [start, target] = [this.#start, this.editor.canvas.block(id)];
    const pair = start && target && siblingAncestors(start, target);
    if (!pair) return this.editor.select(id, options);
    const [first, last] = pair;
    this.#anchor = idOf(first);
    this.#choose(idOf(last), between(first, last), options);
  }

  /** @param {string} id @param {SelectOptions} [options] */
  #toggle(id, options) {
    const { blocks, canvas } = this.editor;
    const chosen = canvas.block(id);
    if (!chosen) return;
    const rest = blocks.filter((block) => block !== chosen && !block.contains(chosen) && !chosen.contains(block));
    const isDeselected = blocks.length > 1 && blocks.includes(chosen);
    const all = isDeselected ? rest : [...rest, chosen];
    this.#anchor = isDeselected ? idOf(all[all.length - 1]) : id;
    this.#choose(this.#anchor, all, options);
  }

  /** @param {number} step */
  #extend(step) {
    const start = this.#start;
    const { block } = this.editor;
    if (!start || !block) return;
    const siblings = childBlocks(slotOf(start));
    const at = siblings.indexOf(block) < 0 ? siblings.indexOf(start) : siblings.indexOf(block);
    const next = siblings[at + step];
    if (next) this.#extendTo(idOf(next));
    else announce("There are no more parts here.");
  }

  #selectAll() {
    const { block, canvas, selected } = this.editor;
    const slot = block?.parentElement || canvas.slot("root");
    const blocks = slot ? childBlocks(slot) : [];
    if (!blocks.length) return announce("This page is empty.");
    this.#anchor = idOf(blocks[0]);
    this.#choose(block && blocks.includes(block) ? selected : this.#anchor, blocks);
  }
}

/** @param {HTMLElement[]} blocks */
function inPageOrder(blocks) {
  return [...blocks].sort((one, other) => (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
}

/** @param {HTMLElement} first @param {HTMLElement} last */
function between(first, last) {
  const siblings = childBlocks(slotOf(first));
  const [from, to] = [siblings.indexOf(first), siblings.indexOf(last)].sort((one, other) => one - other);
  return siblings.slice(from, to + 1);
}

/** The two siblings that are, or contain, these blocks; null if there are none. @param {HTMLElement} one @param {HTMLElement} other */
function siblingAncestors(one, other) {
  const others = withAncestors(other);
  for (const first of withAncestors(one)) {
    const last = others.find((block) => block.parentElement === first.parentElement);
    if (last) return [first, last];
  }
  return null;
}

/** @param {HTMLElement} block */
function withAncestors(block) {
  const chain = [];
  for (let at = /** @type {HTMLElement | null} */ (block); at; at = slotOf(at).closest("[data-block-id]")) chain.push(at);
  return chain;
}
