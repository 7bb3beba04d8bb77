// The page being edited, in its frame: finding blocks, selecting them, and the frame around the selection.

import { $, $$, get, parseHtml } from "../core/dom.js";
import * as outline from "./outline.js";
import { hiddenWords } from "./screen-sizes.js";
import { addRules, blockStyles } from "./block-elements.js";

export class Canvas {
  selected = "";
  /** @type {string[]} */
  selection = [];
  /** @type {HTMLElement | null} */
  typedIn = null;
  scale = 1;
  isLoaded = false;
  /** @type {((frame: Document) => unknown)[]} */
  listeners = [];
  /** @type {((block: HTMLElement | null) => void)[]} */
  placers = [];
  newest = 0;
  /** @type {number | null} */
  #placing = null;

  /** @param {HTMLIFrameElement} frame @param {HTMLElement} overlay @param {Rules} rules */
  constructor(frame, overlay, rules) {
    this.frame = frame;
    this.overlay = overlay;
    this.rules = rules;
    this.toolbar = get("#toolbar");
    frame.addEventListener("load", () => this.#loaded());
    if (this.document?.readyState === "complete" && this.document.body?.dataset.revision) this.#loaded();
    new ResizeObserver(() => this.fit()).observe(get(".ed-stage"));
  }

  get document() { return /** @type {Document} */ (this.frame.contentDocument); }
  get window() { return /** @type {ContentWindow} */ (this.frame.contentWindow); }
  get revision() { return this.document?.body?.dataset.revision || ""; }

  // Shows the page as the server has it, from its first byte on.
  reload() {
    this.isLoaded = false;
    this.window.location.reload();
  }

  /**
   * Called with the selected block whenever what floats around it is put in its place.
   * @param {(block: HTMLElement | null) => void} listener
   */
  onPlace(listener) { this.placers.push(listener); }

  /** The page now shows this revision. @param {number | string} revision */
  reached(revision) {
    this.newest = Math.max(this.newest, Number(revision));
    this.document.body.dataset.revision = String(revision);
  }

  /** @param {(frame: Document) => unknown} listener */
  onLoad(listener) {
    this.listeners.push(listener);
    if (this.isLoaded) listener(this.document);
  }

  // An answer that came while the page was being loaded again went into the old one: then once more.
  #loaded() {
    if (Number(this.revision) < this.newest) return this.reload();
    this.isLoaded = true;
    this.window.addEventListener("scroll", () => this.placeToolbar(), { passive: true });
    this.window.addEventListener("resize", () => this.placeToolbar());
    this.listeners.forEach((listener) => listener(this.document));
    this.fit();
    this.select(this.selected, { scroll: false });
  }

  /**
   * Shows another state of the page, such as the server's after a refusal, and keeps place and selection.
   * @param {string} html
   */
  show(html) {
    const fresh = parseHtml(html);
    const main = $("[data-slot=root]", fresh);
    const root = this.slot("root");
    if (!main || !root) return this.reload();
    // What is there already stays: parts that are on their way, and the examples of new ones, have their rules there.
    addRules(blockStyles(this.document), $("#block-styles", fresh)?.textContent || "");
    this.window.htmx.swap({ target: root, text: main.outerHTML, swap: "outerMorph" });
    this.reached(fresh.body.dataset.revision);
    this.select(this.selected, { scroll: false });
  }

  // The element that the author is typing in, on the page itself.
  get editing() { return this.typedIn?.isConnected ? this.typedIn : null; }

  // The block that has the focus, where one has.
  get focusedBlock() { return /** @type {HTMLElement | null} */ (this.document?.activeElement)?.dataset?.blockId || ""; }

  /** @param {string | undefined} [id] */
  block(id) { return id ? $(`[data-block-id="${CSS.escape(id)}"]`, this.document) : null; }
  /** The blocks of these ids that are still there. @param {string[]} ids */
  blocksOf(ids) { return ids.map((id) => this.block(id)).filter((block) => block !== null); }

  /** @param {string} address */
  slot(address) { return $(`[data-slot="${CSS.escape(address)}"]`, this.document); }
  /** The element that shows a field of a block, not one of a block inside it. @param {string} id @param {string} path */
  field(id, path) {
    const block = this.block(id);
    if (!block) return null;
    const marked = `[data-field="${CSS.escape(path)}"]`;
    return [...(block.matches(marked) ? [block] : []), ...$$(marked, block)].find((one) => one.closest("[data-block-id]") === block) || null;
  }

  /** @param {ParentNode} [within] */
  blocks(within = this.document) { return $$("[data-block-id]", within); }
  /** What lies in these blocks, and goes where they go. @param {string[]} ids */
  inside(ids) {
    return this.blocksOf(ids).flatMap((block) => this.blocks(block)).map(({ dataset }) => dataset.blockId);
  }

  /** @param {HTMLElement | null | undefined} [element] */
  label(element) {
    if (!element) return "";
    const { blockType, blockName } = element.dataset;
    return blockName ? `Shared: ${blockName}` : this.rules[blockType]?.label || blockType || "";
  }

  /**
   * `all`: the ids of everything that is selected with it. Without them, what is selected with it stays so.
   * @param {string} id @param {{ scroll?: boolean, all?: string[] | false }} [options]
   */
  select(id, { scroll = true, all } = {}) {
    const element = this.block(id);
    const wanted = all || (this.selection.includes(id) ? this.selection : [id]);
    const selection = element ? wanted.filter((one) => this.block(one)) : [];
    for (const one of this.selection) if (!selection.includes(one)) this.block(one)?.removeAttribute("data-selected");
    if (this.selected !== id) this.block(this.selected)?.removeAttribute("tabindex");
    this.selected = element ? id : "";
    this.selection = selection;
    for (const one of selection) this.block(one)?.setAttribute("data-selected", "");
    if (element) element.tabIndex = 0;
    outline.mark(this.selected, selection);
    if (element && scroll) this.reveal(element);
    this.placeToolbar();
    return element;
  }

  /** The keyboard's and the screen reader's place on the page. Only what is selected can be focused. @param {string} id */
  focus(id) {
    const element = this.block(id);
    if (!element || element.contains(this.editing)) return;
    element.tabIndex = id === this.selected ? 0 : -1;
    element.focus({ preventScroll: true });
  }

  /** @param {HTMLElement} element */
  reveal(element) {
    const { top, bottom } = element.getBoundingClientRect();
    const height = this.window.innerHeight;
    if (bottom < 40 || top > height - 40) {
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      element.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    }
  }

  // Wide pages are shown smaller rather than cut off.
  fit() {
    const sheet = get(".ed-sheet");
    const room = sheet.clientWidth;
    /** @type {Record<string, number>} */
    const widths = { phone: 390, tablet: 768, desktop: Math.max(1024, room) };
    const wanted = widths[sheet.dataset.viewport || "desktop"];
    const isSmall = matchMedia("(max-width: 700px)").matches;
    const width = isSmall ? room : wanted;
    this.scale = Math.min(1, room / width);
    sheet.style.setProperty("--canvas-width", `${width}px`);
    sheet.style.setProperty("--canvas-scale", String(this.scale));
    this.placeToolbar();
  }

  /** From the frame's own coordinates to those of the overlay. @param {Box} rect */
  toOverlay(rect) {
    const frame = this.frame.getBoundingClientRect();
    const overlay = this.overlay.getBoundingClientRect();
    return {
      left: frame.left - overlay.left + rect.left * this.scale,
      top: frame.top - overlay.top + rect.top * this.scale,
      width: rect.width * this.scale,
      height: rect.height * this.scale,
    };
  }

  /** From the frame's own coordinates to those of the window. @param {Box} rect */
  toWindow(rect) {
    const frame = this.frame.getBoundingClientRect();
    const [left, top] = [frame.left + rect.left * this.scale, frame.top + rect.top * this.scale];
    return new DOMRect(left, top, rect.width * this.scale, rect.height * this.scale);
  }

  /**
   * From the window's coordinates to those of the frame; null when the point is outside of it.
   * @param {number} x @param {number} y
   */
  toFrame(x, y) {
    const frame = this.frame.getBoundingClientRect();
    const isInside = x >= frame.left && x <= frame.right && y >= frame.top && y <= frame.bottom;
    return isInside ? { x: (x - frame.left) / this.scale, y: (y - frame.top) / this.scale } : null;
  }

  // Measuring makes the browser lay the page out, so it waits until everything has changed.
  placeToolbar() {
    this.#placing ??= requestAnimationFrame(() => {
      this.#placing = null;
      this.#place();
    });
  }

  #place() {
    const element = this.block(this.selected);
    this.toolbar.hidden = !element;
    this.placers.forEach((listener) => listener(element));
    if (!element) return;
    const count = this.selection.length;
    get("[data-toolbar-name]", this.toolbar).textContent = count > 1 ? `${count} parts` : [this.label(element), hiddenWords(element)].filter(Boolean).join(" · ");
    this.toolbar.dataset.type = element.dataset.blockType;
    const spot = this.toOverlay(element.getBoundingClientRect());
    const height = this.toolbar.offsetHeight;
    const room = this.overlay.clientHeight;
    const above = spot.top - height - 4;
    const below = spot.top + spot.height + 4;
    const inside = Math.min(Math.max(spot.top + 4, 4), room - height - 4);
    const top = above >= 4 ? above : below + height <= room ? below : inside;
    const left = Math.min(Math.max(spot.left, 4), this.overlay.clientWidth - this.toolbar.offsetWidth - 4);
    this.toolbar.style.transform = `translate(${Math.round(Math.max(left, 4))}px, ${Math.round(top)}px)`;
    this.toolbar.classList.toggle("is-away", spot.top + spot.height < 0 || spot.top > room);
  }
}
