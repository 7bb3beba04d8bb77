// One of the two pages being compared, in its frame. Labels the differences, and scrolls with the other page.

import { $, $$, get } from "../core/dom.js";

const MIN_WIDTH_PX = 760;
/** @type {Record<string, string>} */
const LABELS = { added: "+ Added", removed: "− Deleted", changed: "✎ Changed", moved: "↕ Moved" };

export class ComparedPage {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.name = element.dataset.side;
    this.sheet = get(".cmp-sheet", element);
    this.frame = get("iframe", element);
    /** @type {((page: ComparedPage) => void)[]} */
    this.listeners = [];
    this.watcher = new ResizeObserver(() => this.fit());
    this.watcher.observe(this.sheet);
    this.frame.addEventListener("load", () => this.#loaded());
    if (this.document?.readyState === "complete" && this.document.body?.dataset.revision) this.#loaded();
  }

  get document() { return /** @type {Document} */ (this.frame.contentDocument); }
  get window() { return /** @type {Window} */ (this.frame.contentWindow); }
  get scroller() { return /** @type {Element} */ (this.document?.scrollingElement); }

  /** @param {(page: ComparedPage) => void} listener */
  onScroll(listener) { this.listeners.push(listener); }
  stop() { this.watcher.disconnect(); }

  /** @param {string} id */
  block(id) { return this.document ? $(`[data-block-id="${CSS.escape(id)}"]`, this.document) : null; }

  #loaded() {
    if (this.isLoaded) return;
    this.isLoaded = true;
    // The page can only be viewed, so links are disabled.
    for (const name of ["click", "auxclick", "submit"]) this.document.addEventListener(name, (event) => event.preventDefault());
    this.document.addEventListener("scroll", () => this.listeners.forEach((listener) => listener(this)), { passive: true });
    this.contents = new ResizeObserver(() => this.#label());
    this.contents.observe(this.document.body);
    this.fit();
    this.#label();
  }

  // Pages are scaled down rather than shown in their phone layout.
  fit() {
    const room = this.sheet.clientWidth;
    if (!room) return;
    const width = matchMedia("(max-width: 700px)").matches ? room : Math.max(room, MIN_WIDTH_PX);
    this.sheet.style.setProperty("--frame-width", `${width}px`);
    this.sheet.style.setProperty("--frame-scale", String(room / width));
  }

  #label() {
    const { document: page } = this;
    $(".diff-labels", page)?.remove();
    const labels = page.createElement("div");
    labels.className = "diff-labels";
    labels.setAttribute("aria-hidden", "true");
    for (const block of $$("[data-diff]", page)) {
      const box = block.getBoundingClientRect();
      const label = page.createElement("span");
      label.className = "diff-label";
      label.dataset.kind = block.dataset.diff;
      label.textContent = (block.dataset.diff || "").split(" ").map((kind) => LABELS[kind]).join(", ");
      const top = box.top + this.window.scrollY;
      // The label goes above the block's corner, where it covers least, or inside if there is no space above.
      label.classList.toggle("is-inside", top < 24);
      label.style.top = `${top}px`;
      label.style.left = `${box.right + this.window.scrollX}px`;
      labels.append(label);
    }
    page.body.append(labels);
  }

  /** @param {string} id */
  mark(id) {
    for (const block of $$(".is-current", this.document)) block.classList.remove("is-current");
    this.block(id)?.classList.add("is-current");
  }

  /** @param {string} id */
  reveal(id) {
    const box = this.block(id)?.getBoundingClientRect();
    if (!box) return;
    const top = box.top + this.window.scrollY - Math.max(40, (this.window.innerHeight - box.height) / 2);
    this.scrollTo(top);
  }

  /** Scrolls without scrolling the other page. @param {number} top */
  scrollTo(top) {
    this.isScrolledByScript = true;
    this.window.scrollTo({ top, behavior: "instant" });
    this.window.requestAnimationFrame(() => this.window.requestAnimationFrame(() => { this.isScrolledByScript = false; }));
  }
}

/**
 * Synchronises scrolling: blocks that are on both pages align, and positions in between are interpolated.
 * @param {ComparedPage[]} sides
 */
export function scrollTogether(sides) {
  const [one, other] = sides;
  /** @param {ComparedPage} moved */
  const follow = (moved) => {
    const still = moved === one ? other : one;
    if (moved.isScrolledByScript || !still.scroller || !still.sheet.clientWidth) return;
    still.scrollTo(place(moved.scroller.scrollTop, anchors(moved, still)));
  };
  for (const side of sides) side.onScroll(follow);
}

/**
 * Pairs of scroll positions at which both pages show the same block. They increase on both pages.
 * @param {ComparedPage} from @param {ComparedPage} to
 */
function anchors(from, to) {
  const pairs = [[0, 0]];
  for (const block of $$("[data-block-id]", from.document)) {
    const twin = to.block(block.dataset.blockId);
    if (!twin) continue;
    const pair = [block, twin].map((each, index) => each.getBoundingClientRect().top + (index ? to : from).window.scrollY);
    if (pair.every((height, index) => height > pairs[pairs.length - 1][index])) pairs.push(pair);
  }
  pairs.push([from.scroller.scrollHeight, to.scroller.scrollHeight]);
  return pairs;
}

/** @param {number} top @param {number[][]} pairs */
function place(top, pairs) {
  const after = Math.max(1, pairs.findIndex(([height]) => height > top));
  const [[start, newStart], [end, newEnd]] = [pairs[after - 1], pairs[after]];
  return newStart + ((top - start) / Math.max(1, end - start)) * (newEnd - newStart);
}
