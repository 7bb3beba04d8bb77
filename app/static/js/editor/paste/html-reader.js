// Reduces pasted HTML to what a text may contain: paragraphs, headings, lists, quotes, emphasis and links. The HTML is
// parsed in an inert document, in which nothing runs or loads, and none of its nodes is reused.

import { parseHtml } from "../core/dom.js";
import { addressOf, headingLevel, isQuote, isHiddenContent, levelOf, marksOf, styleOf, wordItem } from "./html-styles.js";

/** @param {string} names */
const set = (names) => new Set(names.split(" "));
const DROPPED = set("script style head title meta link template noscript svg math object embed iframe canvas video audio map select textarea input button label datalist img picture source");
const BLOCKS = set("address article aside blockquote body center caption dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup li main nav ol p pre section summary table tbody td tfoot th thead tr ul");
const PLAIN = { strong: false, em: false, u: false, s: false, code: false };
const SPACE = "[ \\t\\r\\n\\f\\u00a0]";
// Word and browsers use no-break spaces for consecutive spaces. Next to these characters, no-break spaces are intended.
const LONE_NO_BREAK = /(?<![«\d])\u00a0(?![;:!?»%€])/g;

/**
 * The blocks of text in an HTML fragment, in order: { tag, runs, quote, items }. `items` are the list items around a block.
 * @param {string} html
 */
export function readHtml(html) {
  const page = parseHtml(html);
  const reader = new Reader(page.querySelector("h1, .MsoTitle") ? 1 : 0);
  reader.walk(page.body, { marks: PLAIN, href: "", tag: "p", quote: false, items: [], list: null });
  return withoutSpacing(reader.blocks);
}

class Reader {
  /** @type {TextBlock[]} */
  blocks = [];
  /** @type {TextBlock | null} */
  #open = null;
  #count = 0;

  /** @param {number} shift */
  constructor(shift) {
    this.shift = shift;
  }

  /** @param {Element} parent @param {Context} context */
  walk(parent, context) {
    for (const node of parent.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) this.#text(/** @type {Text} */ (node).data, context);
      else if (node.nodeType === Node.ELEMENT_NODE) this.#element(/** @type {HTMLElement} */ (node), context);
    }
    if (parent.localName === "body") this.#close();
  }

  /** @param {HTMLElement} element @param {Context} context */
  #element(element, context) {
    const tag = element.localName;
    const style = styleOf(element);
    if (DROPPED.has(tag) || isHiddenContent(element, style)) return;
    if (tag === "br") return this.#break(element, style, context);
    if (tag === "hr") return this.#rule(context);
    const marks = marksOf(element, style, context.marks);
    const href = tag === "a" ? addressOf(element) : context.href;
    if (context.isCell || (!BLOCKS.has(tag) && style.display !== "block")) return this.walk(element, { ...context, marks, href });
    if (/^t[dh]$/.test(tag) && isOneLine(element)) return this.#cell(element, { ...context, marks, isCell: true });
    this.#close();
    this.walk(element, { ...this.#inside(element, style, context), marks, href });
    this.#close();
  }

  /** @param {HTMLElement} element @param {Record<string, string>} style @param {Context} context */
  #inside(element, style, context) {
    const tag = element.localName;
    const inner = { ...context, isVerbatim: context.isVerbatim || tag === "pre" || /^(?:pre|break-spaces)/.test(style["white-space"] || "") };
    const level = headingLevel(element);
    const word = wordItem(element, style);
    if (level) inner.tag = `h${Math.min(4, Math.max(2, level + this.shift))}`;
    if (tag === "pre") inner.tag = "pre";
    if (isQuote(element)) inner.quote = true;
    if (word) inner.items = this.#wordPath(word);
    if (/^[uo]l$/.test(tag)) {
      // Google Docs nests lists directly inside lists. The inner list belongs to the preceding item.
      inner.items = context.list?.last || context.items;
      inner.list = { id: (this.#count += 1), kind: tag, start: Number(element.getAttribute("start")) || 1 };
    }
    if (tag === "li") {
      const list = context.list || { kind: "ul", start: 1 };
      const around = levelOf(element) > context.items.length + 1 ? this.#itemsBefore(levelOf(element)) : context.items;
      list.last = inner.items = [...around, { list, id: (this.#count += 1) }];
      inner.list = null;
    }
    return inner;
  }

  /** @param {{ level: number, list: List }} options */
  #wordPath({ level, list }) {
    return [...this.#itemsBefore(level), { list, id: (this.#count += 1) }];
  }

  /** The ancestors of a list item of which only the level is known. @param {number} level */
  #itemsBefore(level) { return (this.blocks.at(-1)?.items || []).slice(0, level - 1); }

  /** A table row becomes a line with its cells in sequence. @param {HTMLElement} element @param {Context} context */
  #cell(element, context) {
    if (!element.textContent.trim()) return;
    if (this.#open?.runs.length) this.#run(" · ", { ...context, marks: PLAIN, href: "" });
    this.walk(element, context);
  }

  /** @param {string} data @param {Context} context */
  #text(data, context) {
    if (context.isVerbatim) return this.#verbatim(data.replace(/\r\n?/g, "\n"), context);
    const text = data.replace(new RegExp(`${SPACE}*[ \\t\\r\\n\\f]${SPACE}*|\\u00a0{2,}`, "g"), " ").replace(LONE_NO_BREAK, " ");
    if (text !== " ") return this.#run(text, context);
    if (this.#open?.runs.length) this.#run(text, context);
    else if (data.includes("\u00a0")) this.#current(context);
  }

  /** @param {string} data @param {Context} context */
  #verbatim(data, context) {
    if (context.tag === "pre") return this.#run(data, context);
    data.split("\n").forEach((line, at) => {
      if (at) this.#current(context).runs.push({ isBreak: true });
      this.#run(line, context);
    });
  }

  /** @param {string} text @param {Context} context */
  #run(text, context) {
    if (!text) return;
    const marks = { ...context.marks };
    if (/^h\d$/.test(context.tag)) marks.strong = false;
    if (context.href) marks.u = false;
    this.#current(context).runs.push({ text, href: context.href, ...marks });
  }

  /** @param {Element} element @param {Record<string, string>} style @param {Context} context */
  #break(element, style, context) {
    if (element.className !== "Apple-interchange-newline" && !style["page-break-before"]) this.#current(context).runs.push({ isBreak: true });
  }

  /** @param {Context} context */
  #rule(context) {
    this.#close();
    this.blocks.push({ tag: "hr", runs: [], quote: context.quote, items: [] });
  }

  /** @param {Context} options */
  #current({ tag, quote, items }) {
    this.#open ??= { tag, quote, items, runs: [] };
    return this.#open;
  }

  #close() {
    if (this.#open) this.blocks.push({ ...this.#open, runs: trimmed(this.#open.runs, this.#open.tag) });
    this.#open = null;
  }
}

/** True for a cell with a single line of text. @param {Element} cell */
function isOneLine(cell) {
  return !cell.querySelector("table, ul, ol, blockquote, pre, h1, h2, h3, h4, h5, h6") && cell.querySelectorAll("p, div").length < 2;
}

/**
 * Collapses spaces, removes spaces at both ends of lines, and removes line breaks at both ends of the text.
 * @param {Run[]} runs @param {string} tag
 */
function trimmed(runs, tag) {
  if (tag === "pre") return runs;
  /** @type {Run[]} */
  const result = [];
  for (const run of runs) {
    const before = result.at(-1);
    if (run.isBreak) {
      if (before?.text) before.text = before.text.trimEnd();
      if (before) result.push(run);
      continue;
    }
    const text = !before || before.isBreak || before.text?.endsWith(" ") ? run.text.replace(/^ +/, "") : run.text;
    if (text) result.push({ ...run, text });
  }
  while (result.length && !result.at(-1)?.text?.trim()) result.pop();
  const last = result.at(-1);
  if (last?.text) last.text = last.text.trimEnd();
  return result;
}

/**
 * Keeps occasional blank lines, but removes them if they separate most paragraphs and therefore only add space.
 * @param {TextBlock[]} blocks
 */
function withoutSpacing(blocks) {
  /** @param {TextBlock | undefined} [block] */
  const isBlank = (block) => block && block.tag !== "hr" && !block.runs.length;
  /** @param {TextBlock | undefined} [block] */
  const isProse = (block) => block && block.tag === "p" && !block.items.length && !isBlank(block);
  /** @param {TextBlock} block @param {number} at */
  const isPause = (block, at) => isBlank(block) && isProse(blocks[at - 1]) && isProse(blocks.slice(at).find((one) => !isBlank(one)));
  const pauses = blocks.filter(isPause).length;
  const isRoom = pauses > 1 && pauses * 2 >= blocks.filter(isProse).length - 1;
  return blocks.filter((block, at) => !isBlank(block) || (isPause(block, at) && !isRoom));
}
