// Marks words on the page by the browser's own highlights, so that nothing of the page changes.

import { $$ } from "../core/dom.js";

const WITHIN_A_LINE = new Set(["A", "ABBR", "B", "CITE", "CODE", "EM", "I", "S", "SPAN", "STRONG", "U"]);

export class Highlights {
  /** @param {Canvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
  }

  /**
   * hits: { block, field, words, nth }; `current` is the one among them that one is at.
   * @param {Hit[]} hits @param {Hit | null} current
   */
  show(hits, current) {
    const { window: frame } = this.canvas;
    if (!frame?.CSS.highlights) return null;
    const found = hits.flatMap((hit) => {
      const range = this.#rangeOf(hit);
      return range ? [{ hit, range }] : [];
    });
    const now = found.find(({ hit }) => hit === current)?.range || null;
    frame.CSS.highlights.set("found", new frame.Highlight(...found.map(({ range }) => range)));
    const marked = new frame.Highlight(...(now ? [now] : []));
    marked.priority = 1;
    frame.CSS.highlights.set("found-now", marked);
    return now;
  }

  clear() {
    const { window: frame } = this.canvas;
    frame?.CSS.highlights?.delete("found");
    frame?.CSS.highlights?.delete("found-now");
  }

  /** Where the words stand: in the element that shows the field, or else anywhere in the block. @param {Hit} options */
  #rangeOf({ block, field, words, nth }) {
    const root = this.canvas.field(block, field) || this.canvas.block(block);
    if (!root) return null;
    const text = new BlockText(root);
    let at = -1;
    for (let count = 0; count <= nth; count += 1) {
      const next = text.words.indexOf(words, at < 0 ? 0 : at + words.length);
      if (next < 0) break;
      at = next;
    }
    return at < 0 ? null : text.range(at, at + words.length);
  }
}

/** The words of an element as the server counts them: without blocks inside it, each paragraph on a line of its own. */
class BlockText {
  words = "";
  /** @type {{ at: number, node: Text }[]} */
  #spots = [];

  /** @param {HTMLElement} root */
  constructor(root) {
    this.document = root.ownerDocument;
    this.inner = new Set($$("[data-block-id]", root));
    this.#read(root);
  }

  /** The range of these characters. @param {number} start @param {number} end */
  range(start, end) {
    const from = this.#spots.findLast(({ at }) => at <= start);
    const to = this.#spots.findLast(({ at }) => at < end);
    if (!from || !to) return null;
    const range = this.document.createRange();
    range.setStart(from.node, start - from.at);
    range.setEnd(to.node, end - to.at);
    return range;
  }

  /** @param {HTMLElement} element */
  #read(element) {
    for (const child of element.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) this.#readText(/** @type {Text} */ (child));
      else if (child.nodeType === Node.ELEMENT_NODE) this.#readElement(/** @type {HTMLElement} */ (child));
    }
  }

  /** @param {Text} node */
  #readText(node) {
    this.#spots.push({ at: this.words.length, node });
    this.words += node.data.replaceAll("\n", " ");
  }

  /** @param {HTMLElement} element */
  #readElement(element) {
    if (this.inner.has(element)) return;
    const isLine = !WITHIN_A_LINE.has(element.tagName);
    if (isLine) this.words += "\n";
    this.#read(element);
    if (isLine) this.words += "\n";
  }
}
