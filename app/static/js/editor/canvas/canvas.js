// The edited page in its frame: finds blocks, selects them, scales the page and places the toolbar.

import { $, $$, get, parseHtml } from "../core/dom.js";
import * as outline from "./outline.js";
import { hiddenLabel } from "./screen-sizes.js";
import { addRules, blockStyles } from "./block-elements.js";

export class Canvas {
  selected = "";
  /** @type {string[]} */
  selection = [];
  /** @type {HTMLElement | null} */
  editedElement = null;
  scale = 1;
  isLoaded = false;
  /** @type {((frame: Document) => unknown)[]} */
  listeners = [];
  /** @type {((block: HTMLElement | null) => void)[]} */
  repositionListeners = [];
  newestRevision = 0;
  /** @type {number | null} */
  #frameRequest = null;

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

  // Loads the whole page from the server.
  reload() {
    this.isLoaded = false;
    this.window.location.reload();
  }

  /**
   * Calls the listener with the selected block whenever the toolbar and other overlays have to be repositioned.
   * @param {(block: HTMLElement | null) => void} listener
   */
  onReposition(listener) { this.repositionListeners.push(listener); }

  /** Records the revision that the page shows now. @param {number | string} revision */
  setRevision(revision) {
    this.newestRevision = Math.max(this.newestRevision, Number(revision));
    this.document.body.dataset.revision = String(revision);
  }

  /** Calls the listener now, if the page is loaded, and after each load. @param {(frame: Document) => unknown} listener */
  onLoad(listener) {
    this.listeners.push(listener);
    if (this.isLoaded) listener(this.document);
  }

  // If a response was applied to the old document during a reload, the page has to be reloaded again.
  #loaded() {
    if (Number(this.revision) < this.newestRevision) return this.reload();
    this.isLoaded = true;
    this.window.addEventListener("scroll", () => this.placeToolbar(), { passive: true });
    this.window.addEventListener("resize", () => this.placeToolbar());
    this.listeners.forEach((listener) => listener(this.document));
    this.fit();
    this.select(this.selected, { scroll: false });
  }

  /**
   * Morphs the page into another state, such as the server's after a rejection; keeps scroll position and selection.
   * @param {string} html
   */
  show(html) {
    const fresh = parseHtml(html);
    const main = $("[data-slot=root]", fresh);
    const root = this.slot("root");
    if (!main || !root) return this.reload();
    // Only adds rules, because pending blocks and the samples of new blocks need the existing ones.
    addRules(blockStyles(this.document), $("#block-styles", fresh)?.textContent || "");
    this.window.htmx.swap({ target: root, text: main.outerHTML, swap: "outerMorph" });
    this.setRevision(fresh.body.dataset.revision);
    this.select(this.selected, { scroll: false });
  }

  // The element being edited in place, if it is still on the page.
  get editing() { return this.editedElement?.isConnected ? this.editedElement : null; }

  // The id of the block that has the focus, or "".
  get focusedBlock() { return /** @type {HTMLElement | null} */ (this.document?.activeElement)?.dataset?.blockId || ""; }

  /** @param {string | undefined} [id] */
  block(id) { return id ? $(`[data-block-id="${CSS.escape(id)}"]`, this.document) : null; }
  /** The elements of the blocks with these ids; missing blocks are left out. @param {string[]} ids */
  blocksOf(ids) { return ids.map((id) => this.block(id)).filter((block) => block !== null); }

  /** @param {string} address */
  slot(address) { return $(`[data-slot="${CSS.escape(address)}"]`, this.document); }
  /** The element that shows a field of the block itself, not of a block inside it. @param {string} id @param {string} path */
  field(id, path) {
    const block = this.block(id);
    if (!block) return null;
    const marked = `[data-field="${CSS.escape(path)}"]`;
    return [...(block.matches(marked) ? [block] : []), ...$$(marked, block)].find((one) => one.closest("[data-block-id]") === block) || null;
  }

  /** @param {ParentNode} [within] */
  blocks(within = this.document) { return $$("[data-block-id]", within); }
  /** The ids of the blocks inside these blocks. @param {string[]} ids */
  blocksInside(ids) {
    return this.blocksOf(ids).flatMap((block) => this.blocks(block)).map(({ dataset }) => dataset.blockId);
  }

  /** @param {HTMLElement | null | undefined} [element] */
  label(element) {
    if (!element) return "";
    const { blockType, blockName } = element.dataset;
    return blockName ? `Shared: ${blockName}` : this.rules[blockType]?.label || blockType || "";
  }

  /**
   * Selects a block as the primary one. `all`: the ids of the whole selection; without it, a selection that includes the
   * block is kept.
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
    outline.showSelection(this.selected, selection);
    if (element && scroll) this.reveal(element);
    this.placeToolbar();
    return element;
  }

  /** Moves the keyboard focus to a block. Only the selected block is a tab stop. @param {string} id */
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

  // Scales the page down if the chosen screen size is wider than the space available.
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

  /** Converts frame coordinates to overlay coordinates. @param {Box} rect */
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

  /** Converts frame coordinates to window coordinates. @param {Box} rect */
  toWindow(rect) {
    const frame = this.frame.getBoundingClientRect();
    const [left, top] = [frame.left + rect.left * this.scale, frame.top + rect.top * this.scale];
    return new DOMRect(left, top, rect.width * this.scale, rect.height * this.scale);
  }

  /**
   * Converts window coordinates to frame coordinates; null if the point is outside the frame.
   * @param {number} x @param {number} y
   */
  toFrame(x, y) {
    const frame = this.frame.getBoundingClientRect();
    const isInside = x >= frame.left && x <= frame.right && y >= frame.top && y <= frame.bottom;
    return isInside ? { x: (x - frame.left) / this.scale, y: (y - frame.top) / this.scale } : null;
  }

  // Measuring forces a layout, so it is done once per frame, after all changes.
  placeToolbar() {
    this.#frameRequest ??= requestAnimationFrame(() => {
      this.#frameRequest = null;
      this.#place();
    });
  }

  #place() {
    const element = this.block(this.selected);
    this.toolbar.hidden = !element;
    this.repositionListeners.forEach((listener) => listener(element));
    if (!element) return;
    const count = this.selection.length;
    get("[data-toolbar-name]", this.toolbar).textContent = count > 1 ? `${count} parts` : [this.label(element), hiddenLabel(element)].filter(Boolean).join(" · ");
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
