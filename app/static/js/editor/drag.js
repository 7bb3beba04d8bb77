// Dragging: from the palette onto the page, and blocks about the page, by mouse, pen or finger. A finger first holds
// a block for a moment, since without that it scrolls; the grip in the toolbar drags at once.

import { ENTRY, whatOf } from "./adding.js";
import { $ } from "./dom.js";
import { hideMark, showMark } from "./dropmark.js";

const SLACK = 5;
const SCROLL_BAND = 48;
const HOLD = 350;
const TREMBLE = 10;

export class Drag {
  #drag = null;
  #hold = null;

  constructor({ canvas, places, onInsert, onMove }) {
    Object.assign(this, { canvas, places, onInsert, onMove });
    document.addEventListener("pointerdown", (event) => this.#mayBegin(event) && (this.#fromPalette(event) || this.#fromGrip(event)));
    canvas.onLoad((frame) => {
      frame.addEventListener("pointerdown", (event) => this.#mayBegin(event) && this.#fromCanvas(event));
      // What has been lifted by a finger moves instead of the page.
      frame.addEventListener("touchmove", (event) => this.isUnderWay && event.cancelable && event.preventDefault(), { passive: false });
      frame.addEventListener("contextmenu", (event) => (this.#hold || this.isUnderWay) && event.preventDefault());
      this.#follow(frame, true);
    });
    this.#follow(document, false);
  }

  get isUnderWay() { return !!this.#drag?.moved; }

  #follow(target, isFrame) {
    target.addEventListener("pointermove", (event) => this.#move(event, isFrame));
    target.addEventListener("pointerup", (event) => this.#end(event));
    target.addEventListener("pointercancel", ({ pointerId }) => {
      this.#letGo(pointerId);
      if (pointerId === this.#drag?.pointer) this.#stop();
    });
    target.addEventListener("keydown", (event) => event.key === "Escape" && this.#drag && this.#stop());
    // A drag that ends on its own palette entry must not count as a click.
    target.addEventListener("click", (event) => {
      if (this.justDragged) { event.stopPropagation(); event.preventDefault(); }
      this.justDragged = false;
    }, true);
  }

  // A second finger means something else, such as making the page larger. A first one says that what was dragged before
  // has come to its end, though nobody told us.
  #mayBegin(event) {
    this.#letGo();
    if (!event.isPrimary) return false;
    if (this.#drag) this.#stop();
    return true;
  }

  #fromPalette(event) {
    const entry = event.target.closest(ENTRY);
    if (!entry || event.button !== 0 || event.pointerType === "touch") return;
    const { component, options } = whatOf(entry);
    this.#start(event, false, { type: component, options, label: $(".ed-entry__label", entry).textContent.trim() });
    entry.setPointerCapture(event.pointerId);
    return true;
  }

  #fromGrip(event) {
    const grip = event.target.closest("[data-grip]");
    const block = this.canvas.block(this.canvas.selected);
    if (!grip || event.button !== 0 || !this.#mayDrag(block)) return;
    event.preventDefault();
    this.#start(event, false, this.#of(block));
    grip.setPointerCapture(event.pointerId);
  }

  #fromCanvas(event) {
    const block = event.target.closest("[data-block-id]");
    if (event.button !== 0 || !this.#mayDrag(block) || block.contains(this.canvas.editing)) return;
    if (event.pointerType === "touch") this.#holdThenLift(event, block);
    else this.#start(event, true, this.#of(block));
  }

  #mayDrag(block) {
    const rules = this.canvas.rules[block?.dataset.blockType];
    return !!block && !document.body.hasAttribute("data-read-only") && (!rules || rules.permissions.includes("drag"));
  }

  #of(block) {
    const { selection } = this.canvas;
    const isOneOfMany = selection.length > 1 && selection.includes(block.dataset.blockId);
    const blocks = isOneOfMany ? selection.map((id) => this.canvas.block(id)) : [block];
    return { type: block.dataset.blockType, blocks, label: isOneOfMany ? `${blocks.length} parts` : this.canvas.label(block) };
  }

  #holdThenLift(event, block) {
    const timer = setTimeout(() => {
      this.#hold = null;
      this.#start(event, true, this.#of(block));
      this.#lift(event, true);
      this.#drag.at = this.#drag.from;
      this.#aim(this.#drag.at);
      navigator.vibrate?.(12);
    }, HOLD);
    this.#hold = { timer, pointer: event.pointerId, x: event.clientX, y: event.clientY };
  }

  // The finger moved, or left, before it had held for long enough: it scrolls or taps.
  #letGo(pointer = this.#hold?.pointer) {
    if (pointer !== this.#hold?.pointer) return;
    clearTimeout(this.#hold?.timer);
    this.#hold = null;
  }

  #start(event, isFrame, what) {
    this.#drag = { ...what, pointer: event.pointerId, from: this.#point(event, isFrame), moved: false, place: null };
  }

  // The pointer in the window's coordinates, whichever document the event came from.
  #point(event, isFrame) {
    if (!isFrame) return { x: event.clientX, y: event.clientY };
    const frame = this.canvas.frame.getBoundingClientRect();
    return { x: frame.left + event.clientX * this.canvas.scale, y: frame.top + event.clientY * this.canvas.scale };
  }

  #move(event, isFrame) {
    const drag = this.#drag;
    if (this.#hold && Math.hypot(event.clientX - this.#hold.x, event.clientY - this.#hold.y) > TREMBLE) this.#letGo(event.pointerId);
    if (!drag || event.pointerId !== drag.pointer) return;
    const point = this.#point(event, isFrame);
    if (!drag.moved && Math.hypot(point.x - drag.from.x, point.y - drag.from.y) < SLACK) return;
    if (!drag.moved) this.#lift(event, isFrame);
    drag.at = point;
    this.ghost.style.transform = `translate(${point.x + 12}px, ${point.y + 12}px)`;
    this.#aim(point);
  }

  #lift(event, isFrame) {
    const drag = this.#drag;
    drag.moved = true;
    document.body.classList.add("is-dragging");
    this.canvas.document.documentElement.setAttribute("data-dragging", "");
    if (isFrame) this.canvas.document.documentElement.setPointerCapture?.(event.pointerId);
    this.ghost = document.createElement("div");
    this.ghost.className = "ed-ghost";
    this.ghost.textContent = drag.label;
    document.body.append(this.ghost);
    this.scroller = setInterval(() => this.#scroll(), 16);
  }

  #aim(point) {
    const drag = this.#drag;
    const inFrame = this.canvas.toFrame(point.x, point.y);
    const spot = inFrame && this.places.at(inFrame, drag.type, drag.blocks);
    drag.place = spot?.slot ? spot : null;
    this.ghost.classList.toggle("is-refused", !!inFrame && !drag.place);
    this.ghost.textContent = !drag.place && spot?.refused ? spot.refused : drag.label;
    if (drag.place) showMark(this.canvas, this.places, drag.place);
    else hideMark();
  }

  #scroll() {
    const at = this.#drag?.at && this.canvas.toFrame(this.#drag.at.x, this.#drag.at.y);
    if (!at) return;
    const height = this.canvas.window.innerHeight;
    const step = at.y < SCROLL_BAND ? at.y - SCROLL_BAND : Math.max(0, at.y - height + SCROLL_BAND);
    if (!step) return;
    this.canvas.window.scrollBy(0, step / 3);
    this.#aim(this.#drag.at);
  }

  #end(event) {
    this.#letGo(event.pointerId);
    const drag = this.#drag;
    if (!drag || event.pointerId !== drag.pointer) return;
    this.#stop();
    if (!drag.moved) return;
    this.justDragged = true;
    setTimeout(() => { this.justDragged = false; });
    if (!drag.place) return;
    const { slot, after } = drag.place;
    if (drag.blocks) this.onMove(drag.blocks.map(({ dataset }) => dataset.blockId), { slot, after });
    else this.onInsert(drag.type, { slot, after }, drag.options);
  }

  #stop() {
    this.#letGo();
    this.#drag = null;
    clearInterval(this.scroller);
    this.ghost?.remove();
    hideMark();
    document.body.classList.remove("is-dragging");
    this.canvas.document?.documentElement.removeAttribute("data-dragging");
  }
}
