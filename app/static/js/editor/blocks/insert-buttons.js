// Buttons that add a block: a "+" in the gap under the pointer, and one above and one below the selection.

import { command } from "../core/commands.js";
import { get, lazily } from "../core/dom.js";
import { childBlocks } from "../canvas/block-elements.js";

export const loadInsertMenu = lazily(() => import("./insert-menu.js"));

export class InsertButtons {
  /** @type {Gap | null} */
  #gap = null;
  /** @type {number | null} */
  #frameRequest = null;

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.hover = get("#gap");
    this.line = get("#gap-line");
    this.before = get("#gap-before");
    this.after = get("#gap-after");
    this.hover.addEventListener("click", () => this.#openMenu(this.#gap, this.hover.getBoundingClientRect()));
    this.hover.addEventListener("pointerleave", () => this.#hide());
    this.before.addEventListener("click", () => this.add("before", this.before.getBoundingClientRect()));
    this.after.addEventListener("click", () => this.add("after", this.after.getBoundingClientRect()));
    editor.canvas.onLoad((frame) => {
      frame.addEventListener("pointermove", (event) => this.#trackPointer(event));
      frame.addEventListener("pointerdown", () => this.#hide());
      frame.documentElement.addEventListener("pointerleave", () => setTimeout(() => !this.hover.matches(":hover") && this.#hide()));
      editor.canvas.window.addEventListener("scroll", () => this.#hide(), { passive: true });
    });
    editor.canvas.onReposition((block) => this.#placeAtSelection(block));
  }

  /**
   * Opens the insert menu for the position above or below the selection, or for the end of the page if there is none.
   * @param {string} side @param {DOMRect | undefined} [rect]
   */
  add(side, rect) {
    const { canvas, block } = this.editor;
    const slot = block?.parentElement || get("[data-slot=root]", canvas.document);
    const blocks = childBlocks(slot);
    const before = side === "after" ? block || blocks.at(-1) : block && blocks[blocks.indexOf(block) - 1];
    return this.#openMenu({ slot, after: before?.dataset.blockId || "" }, rect || this.#visibleRect(block || slot));
  }

  /** The visible part of an element, in window coordinates. @param {HTMLElement} element */
  #visibleRect(element) {
    const box = this.editor.canvas.toWindow(element.getBoundingClientRect());
    const stage = this.editor.canvas.overlay.getBoundingClientRect();
    const top = Math.min(Math.max(box.top, stage.top), stage.bottom);
    return new DOMRect(box.left, top, box.width, Math.min(Math.max(box.bottom, top), stage.bottom) - top);
  }

  /** @param {Gap | null} gap @param {DOMRect} rect */
  async #openMenu(gap, rect) {
    if (!gap) return;
    this.#hide();
    const { editor } = this;
    const { chooseComponent } = await loadInsertMenu();
    const component = await chooseComponent({ editor, ...gap, rect });
    if (component) return editor.inPlace.insert(component, { slot: gap.slot.dataset.slot, after: gap.after });
    if (editor.inPlace.element) editor.inPlace.session?.focus({});
    else editor.canvas.focus(editor.selected);
  }

  /** @param {PointerEvent} options */
  #trackPointer({ pointerType, clientX: x, clientY: y, buttons }) {
    const { editor } = this;
    if (pointerType !== "mouse" || buttons || editor.isReadOnly || editor.inPlace.element || document.body.classList.contains("is-dragging")) return this.#hide();
    this.#frameRequest ??= requestAnimationFrame(() => {
      this.#frameRequest = null;
      this.#show(editor.places.gapAt(x, y));
    });
  }

  /** @param {(Gap & { line: Box }) | null} gap */
  #show(gap) {
    if (!gap) return this.#hide();
    this.#gap = gap;
    const line = this.editor.canvas.toOverlay(gap.line);
    this.hover.hidden = this.line.hidden = false;
    const isUpright = line.height > line.width;
    move(this.line, line.left - (isUpright ? 1 : 0), line.top - (isUpright ? 0 : 1), isUpright ? { height: line.height, width: 2 } : { width: line.width, height: 2 });
    const size = this.hover.offsetWidth;
    move(this.hover, line.left + line.width / 2 - size / 2, line.top + line.height / 2 - size / 2);
  }

  #hide() {
    this.#gap = null;
    this.hover.hidden = this.line.hidden = true;
  }

  /**
   * Places the two buttons at the selection. Unlike the button in the gap, they can be reached with Tab and by touch.
   * @param {HTMLElement | null} block
   */
  #placeAtSelection(block) {
    const { canvas, places, isReadOnly, inPlace } = this.editor;
    const slot = block?.parentElement;
    const isHidden = !block || !slot?.dataset.slot || isReadOnly || !!inPlace?.element || places.isFull(slot);
    this.before.hidden = this.after.hidden = isHidden;
    if (isHidden) return;
    const box = canvas.toOverlay(block.getBoundingClientRect());
    const size = this.after.offsetWidth;
    const end = Math.min(box.left + box.width, canvas.overlay.clientWidth);
    const isRow = places.isRow(childBlocks(slot));
    const [x, y] = [end - size - 4, box.top + box.height / 2 - size / 2];
    /** @param {number} top */
    const clamped = (top) => Math.min(Math.max(top, 0), canvas.overlay.clientHeight - size);
    move(this.before, isRow ? box.left - size / 2 : x, clamped(isRow ? y : box.top - size / 2));
    move(this.after, isRow ? end - size / 2 : x, clamped(isRow ? y : box.top + box.height - size / 2));
  }
}

/**
 * @param {HTMLElement} element @param {number} left @param {number} top
 * @param {{ height?: number, width?: number }} [size]
 */
function move(element, left, top, size = {}) {
  element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  for (const [name, value] of Object.entries(size)) element.style.setProperty(name, `${Math.round(value)}px`);
}

/** @param {Editor} editor */
export function startInsertButtons(editor) {
  const gaps = new InsertButtons(editor);
  /** @param {string} name @param {string} title @param {string[]} keys @param {string} side */
  const add = (name, title, keys, side) => command(name, { title, group: "Add", keys, changes: true, run: () => gaps.add(side) });
  add("insert", "Add something below", ["/"], "after");
  add("insert-above", "Add something above", ["Alt+/"], "before");
  return gaps;
}
