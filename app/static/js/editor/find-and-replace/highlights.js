// Highlights matches on the page with the CSS Custom Highlight API, which does not change the document.

import { $$ } from "../core/dom.js";

const INLINE_TAGS = new Set(["A", "ABBR", "B", "CITE", "CODE", "EM", "I", "S", "SPAN", "STRONG", "U"]);

export class Highlights {
  /** @param {Canvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
  }

  /**
   * Highlights hits, the current one in a style of its own. Returns the range of the current hit, or null.
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

  /** The range of a hit, in the element that shows the field or, failing that, anywhere in the block. @param {Hit} options */
  #rangeOf({ block, field, text: wanted, nth }) {
    const root = this.canvas.field(block, field) || this.canvas.block(block);
    if (!root) return null;
    const text = new BlockText(root);
    let at = -1;
    for (let count = 0; count <= nth; count += 1) {
      const next = text.value.indexOf(wanted, at < 0 ? 0 : at + wanted.length);
      if (next < 0) break;
      at = next;
    }
    return at < 0 ? null : text.range(at, at + wanted.length);
  }
}

/** The text of an element as the server extracts it: without the blocks inside, and with each paragraph on its own line. */
class BlockText {
  value = "";
  /** @type {{ at: number, node: Text }[]} */
  #textNodes = [];

  /** @param {HTMLElement} root */
  constructor(root) {
    this.document = root.ownerDocument;
    this.inner = new Set($$("[data-block-id]", root));
    this.#read(root);
  }

  /** The DOM range from one character offset to another. @param {number} start @param {number} end */
  range(start, end) {
    const from = this.#textNodes.findLast(({ at }) => at <= start);
    const to = this.#textNodes.findLast(({ at }) => at < end);
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
    this.#textNodes.push({ at: this.value.length, node });
    this.value += node.data.replaceAll("\n", " ");
  }

  /** @param {HTMLElement} element */
  #readElement(element) {
    if (this.inner.has(element)) return;
    const isParagraph = !INLINE_TAGS.has(element.tagName);
    if (isParagraph) this.value += "\n";
    this.#read(element);
    if (isParagraph) this.value += "\n";
  }
}
