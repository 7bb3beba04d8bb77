// Drag and drop from the palette onto the page, and of blocks on the page, with a mouse, pen or finger. A touch drag starts with
// a long press, because a touch otherwise scrolls; the grip in the toolbar drags immediately.

import { ENTRY, entryOf } from "../blocks/palette.js";
import { closest, get } from "../core/dom.js";
import { hideDropIndicator, showDropIndicator } from "../canvas/drop-indicator.js";

const DRAG_THRESHOLD_PX = 5;
const SCROLL_BAND_PX = 48;
const LONG_PRESS_MS = 350;
const LONG_PRESS_TOLERANCE_PX = 10;
const SCROLL_INTERVAL_MS = 16;

export class Drag {
  /** @type {(Dragged & { pointer: number, from: Point, at?: Point, moved: boolean, place: Position | null }) | null} */
  #drag = null;
  /** @type {(Point & { timer: ReturnType<typeof setTimeout>, pointer: number }) | null} */
  #longPress = null;
  justDragged = false;
  #ghost = document.createElement("div");
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #scroller;

  /** @param {{ canvas: Canvas, places: Placement, onInsert: (type: string, place: Position, options: object) => void, onMove: (ids: string[], place: Position) => void }} options */
  constructor({ canvas, places, onInsert, onMove }) {
    this.canvas = canvas;
    this.places = places;
    this.onInsert = onInsert;
    this.onMove = onMove;
    document.addEventListener("pointerdown", (event) => this.#mayStart(event) && (this.#fromPalette(event) || this.#fromGrip(event)));
    canvas.onLoad((frame) => {
      frame.addEventListener("pointerdown", (event) => this.#mayStart(event) && this.#fromCanvas(event));
      // During a touch drag, the page must not scroll.
      frame.addEventListener("touchmove", (event) => this.isUnderWay && event.cancelable && event.preventDefault(), { passive: false });
      frame.addEventListener("contextmenu", (event) => (this.#longPress || this.isUnderWay) && event.preventDefault());
      this.#follow(frame, true);
    });
    this.#follow(document, false);
  }

  get isUnderWay() { return !!this.#drag?.moved; }

  /** @param {Document} target @param {boolean} isFrame */
  #follow(target, isFrame) {
    target.addEventListener("pointermove", (event) => this.#move(event, isFrame));
    target.addEventListener("pointerup", (event) => this.#end(event));
    target.addEventListener("pointercancel", ({ pointerId }) => {
      this.#cancelLongPress(pointerId);
      if (pointerId === this.#drag?.pointer) this.#stop();
    });
    target.addEventListener("keydown", (event) => event.key === "Escape" && this.#drag && this.#stop());
    // A drag that ends on its own palette entry must not trigger a click.
    target.addEventListener("click", (event) => {
      if (this.justDragged) { event.stopPropagation(); event.preventDefault(); }
      this.justDragged = false;
    }, true);
  }

  /**
   * Whether a drag may start: not with a second finger, which may pinch to zoom. A new primary pointer also ends a drag
   * whose pointerup was missed.
   * @param {PointerEvent} event
   */
  #mayStart(event) {
    this.#cancelLongPress();
    if (!event.isPrimary) return false;
    if (this.#drag) this.#stop();
    return true;
  }

  /** @param {PointerEvent} event */
  #fromPalette(event) {
    const entry = closest(event.target, ENTRY);
    if (!entry || event.button !== 0 || event.pointerType === "touch") return;
    const { component, options } = entryOf(entry);
    this.#start(event, false, { type: component, options, label: get(".ed-entry__label", entry).textContent.trim() });
    entry.setPointerCapture(event.pointerId);
    return true;
  }

  /** @param {PointerEvent} event */
  #fromGrip(event) {
    const grip = closest(event.target, "[data-grip]");
    const block = this.canvas.block(this.canvas.selected);
    if (!grip || !block || event.button !== 0 || !this.#mayDrag(block)) return;
    event.preventDefault();
    this.#start(event, false, this.#draggedWith(block));
    grip.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  #fromCanvas(event) {
    const block = closest(event.target, "[data-block-id]");
    if (!block || event.button !== 0 || !this.#mayDrag(block) || block.contains(this.canvas.editing)) return;
    if (event.pointerType === "touch") this.#startLongPress(event, block);
    else this.#start(event, true, this.#draggedWith(block));
  }

  /** @param {HTMLElement | null} block */
  #mayDrag(block) {
    const rules = block && this.canvas.rules[block.dataset.blockType];
    return !!block && !document.body.hasAttribute("data-read-only") && (!rules || rules.permissions.includes("drag"));
  }

  /** @param {HTMLElement} block */
  #draggedWith(block) {
    const { selection } = this.canvas;
    const isOneOfMany = selection.length > 1 && selection.includes(block.dataset.blockId);
    const blocks = isOneOfMany ? this.canvas.blocksOf(selection) : [block];
    return { type: block.dataset.blockType, blocks, label: isOneOfMany ? `${blocks.length} parts` : this.canvas.label(block) };
  }

  /** @param {PointerEvent} event @param {HTMLElement} block */
  #startLongPress(event, block) {
    const timer = setTimeout(() => {
      this.#longPress = null;
      this.#start(event, true, this.#draggedWith(block));
      this.#begin(event, true);
      if (this.#drag) this.#showTarget((this.#drag.at = this.#drag.from));
      navigator.vibrate?.(12);
    }, LONG_PRESS_MS);
    this.#longPress = { timer, pointer: event.pointerId, x: event.clientX, y: event.clientY };
  }

  // Cancels the long press: the finger moved or was lifted too early, so it scrolls or taps.
  #cancelLongPress(pointer = this.#longPress?.pointer) {
    if (pointer !== this.#longPress?.pointer) return;
    clearTimeout(this.#longPress?.timer);
    this.#longPress = null;
  }

  /** @param {PointerEvent} event @param {boolean} isFrame @param {Dragged} dragged */
  #start(event, isFrame, dragged) {
    this.#drag = { ...dragged, pointer: event.pointerId, from: this.#point(event, isFrame), moved: false, place: null };
  }

  /**
   * The pointer's position in window coordinates, whichever document the event came from.
   * @param {PointerEvent} event @param {boolean} isFrame
   */
  #point(event, isFrame) {
    if (!isFrame) return { x: event.clientX, y: event.clientY };
    const frame = this.canvas.frame.getBoundingClientRect();
    return { x: frame.left + event.clientX * this.canvas.scale, y: frame.top + event.clientY * this.canvas.scale };
  }

  /** @param {PointerEvent} event @param {boolean} isFrame */
  #move(event, isFrame) {
    const drag = this.#drag;
    if (this.#longPress && Math.hypot(event.clientX - this.#longPress.x, event.clientY - this.#longPress.y) > LONG_PRESS_TOLERANCE_PX) this.#cancelLongPress(event.pointerId);
    if (!drag || event.pointerId !== drag.pointer) return;
    const point = this.#point(event, isFrame);
    if (!drag.moved && Math.hypot(point.x - drag.from.x, point.y - drag.from.y) < DRAG_THRESHOLD_PX) return;
    if (!drag.moved) this.#begin(event, isFrame);
    drag.at = point;
    this.#ghost.style.transform = `translate(${point.x + 12}px, ${point.y + 12}px)`;
    this.#showTarget(point);
  }

  /** @param {PointerEvent} event @param {boolean} isFrame */
  #begin(event, isFrame) {
    const drag = this.#drag;
    if (!drag) return;
    drag.moved = true;
    document.body.classList.add("is-dragging");
    this.canvas.document.documentElement.setAttribute("data-dragging", "");
    if (isFrame) this.canvas.document.documentElement.setPointerCapture?.(event.pointerId);
    this.#ghost = document.createElement("div");
    this.#ghost.className = "ed-ghost";
    this.#ghost.textContent = drag.label;
    document.body.append(this.#ghost);
    this.#scroller = setInterval(() => this.#scroll(), SCROLL_INTERVAL_MS);
  }

  /** @param {Point} point */
  #showTarget(point) {
    const drag = this.#drag;
    if (!drag) return;
    const inFrame = this.canvas.toFrame(point.x, point.y);
    const drop = inFrame && this.places.dropTargetAt(inFrame, drag.type, drag.blocks);
    const target = drop?.slot ? drop : null;
    drag.place = target;
    this.#ghost.classList.toggle("is-refused", !!inFrame && !drag.place);
    this.#ghost.textContent = !drag.place && drop?.refused ? drop.refused : drag.label;
    if (target) showDropIndicator(this.canvas, this.places, target);
    else hideDropIndicator();
  }

  #scroll() {
    const point = this.#drag?.at;
    const at = point && this.canvas.toFrame(point.x, point.y);
    if (!at) return;
    const height = this.canvas.window.innerHeight;
    const step = at.y < SCROLL_BAND_PX ? at.y - SCROLL_BAND_PX : Math.max(0, at.y - height + SCROLL_BAND_PX);
    if (!step) return;
    this.canvas.window.scrollBy(0, step / 3);
    this.#showTarget(point);
  }

  /** @param {PointerEvent} event */
  #end(event) {
    this.#cancelLongPress(event.pointerId);
    const drag = this.#drag;
    if (!drag || event.pointerId !== drag.pointer) return;
    this.#stop();
    if (!drag.moved) return;
    this.justDragged = true;
    setTimeout(() => { this.justDragged = false; });
    if (!drag.place) return;
    const { slot, after } = drag.place;
    if (drag.blocks) this.onMove(drag.blocks.map(({ dataset }) => dataset.blockId), { slot, after });
    else this.onInsert(drag.type, { slot, after }, drag.options || {});
  }

  #stop() {
    this.#cancelLongPress();
    this.#drag = null;
    clearInterval(this.#scroller);
    this.#ghost.remove();
    hideDropIndicator();
    document.body.classList.remove("is-dragging");
    this.canvas.document?.documentElement.removeAttribute("data-dragging");
  }
}
