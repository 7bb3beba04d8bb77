// Marks words on the page by the browser's own highlights, so that nothing of the page changes.

import { $$ } from "./dom.js";

const WITHIN_A_LINE = new Set(["A", "ABBR", "B", "CITE", "CODE", "EM", "I", "S", "SPAN", "STRONG", "U"]);

export class Marks {
  constructor(canvas) {
    this.canvas = canvas;
  }

  // hits: { block, field, words, nth }; `current` is the one among them that one is at.
  show(hits, current) {
    const { window: frame } = this.canvas;
    if (!frame?.CSS.highlights) return null;
    const found = hits.map((hit) => [hit, this.#rangeOf(hit)]).filter(([, range]) => range);
    const now = found.find(([hit]) => hit === current)?.[1] || null;
    frame.CSS.highlights.set("found", new frame.Highlight(...found.map(([, range]) => range)));
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

  // Where the words stand: in the element that shows the field, or else anywhere in the block.
  #rangeOf({ block, field, words, nth }) {
    const root = this.canvas.field(block, field) || this.canvas.block(block);
    if (!root) return null;
    const text = textOf(root);
    let at = -1;
    for (let count = 0; count <= nth; count += 1) {
      const next = text.words.indexOf(words, at < 0 ? 0 : at + words.length);
      if (next < 0) break;
      at = next;
    }
    return at < 0 ? null : text.range(at, at + words.length);
  }
}

// The words of an element as the server counts them: without blocks inside it, each paragraph on a line of its own.
function textOf(root) {
  const document_ = root.ownerDocument;
  const inner = new Set($$("[data-block-id]", root));
  const spots = [];
  let words = "";
  const read = (element) => {
    for (const child of element.childNodes) {
      if (child.nodeType === 3) {
        spots.push({ at: words.length, node: child });
        words += child.data.replaceAll("\n", " ");
      } else if (child.nodeType === 1 && !inner.has(child)) {
        const breaks = !WITHIN_A_LINE.has(child.tagName);
        if (breaks) words += "\n";
        read(child);
        if (breaks) words += "\n";
      }
    }
  };
  read(root);
  const spotAt = (place, isEnd) => spots.findLast(({ at }) => (isEnd ? at < place : at <= place));
  return {
    words,
    range(start, end) {
      const range = document_.createRange();
      const [from, to] = [spotAt(start, false), spotAt(end, true)];
      range.setStart(from.node, start - from.at);
      range.setEnd(to.node, end - to.at);
      return range;
    },
  };
}
