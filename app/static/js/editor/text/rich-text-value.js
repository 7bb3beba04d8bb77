// Converts a rich text's value to editable elements and back. Allows only what the server keeps.

import { $$, parseHtml } from "../core/dom.js";

const TAGS = new Set("p br strong b em i u s a ul ol li blockquote h2 h3 h4 code pre hr".split(" "));
const DROPPED = new Set("script style template noscript svg math iframe object".split(" "));
const ADDRESS = /^(?:https?:|mailto:|tel:|page:|\/(?!\/)|#)/i;
// The library inserts no-break spaces when text is deleted. Before punctuation and after numbers, they are intended.
const PADDING = /(?<=[^\s>«\d;])&nbsp;(?=[^\s<&;:!?»%€])/g;

/** @param {string} html @param {Document} document_ */
export function elementsOf(html, document_) {
  const page = parseHtml(html);
  const fragment = document_.createDocumentFragment();
  copy(page.body, fragment, document_, false);
  return fragment;
}

/** @param {Node} from @param {ParentNode} to @param {Document} document_ @param {boolean} isVerbatim */
function copy(from, to, document_, isVerbatim) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) {
      const { data } = /** @type {Text} */ (node);
      to.append(isVerbatim ? data : data.replace(/[\r\n]+/g, " "));
    }
    if (node.nodeType === Node.ELEMENT_NODE) copyElement(/** @type {HTMLElement} */ (node), to, document_, isVerbatim);
  }
}

/** @param {HTMLElement} node @param {ParentNode} to @param {Document} document_ @param {boolean} isVerbatim */
function copyElement(node, to, document_, isVerbatim) {
  if (DROPPED.has(node.localName)) return;
  const isAllowed = TAGS.has(node.localName);
  const element = isAllowed ? document_.createElement(node.localName) : to;
  if (isAllowed) {
    copyAttributes(/** @type {HTMLElement} */ (element), node);
    to.append(/** @type {HTMLElement} */ (element));
  }
  copy(node, element, document_, isVerbatim || node.localName === "pre");
}

/**
 * Copies attributes. A link to a page has the page's current URL on the canvas, but the page's id in the value.
 * @param {HTMLElement} element @param {HTMLElement} source
 */
function copyAttributes(element, source) {
  if (source.localName === "ol" && source.getAttribute("start")) element.setAttribute("start", source.getAttribute("start") || "1");
  if (source.localName !== "a") return;
  const address = source.dataset.page ? `page:${source.dataset.page}` : (source.getAttribute("href") || "").trim();
  if (ADDRESS.test(address)) element.setAttribute("href", address);
  if (source.title) element.title = source.title;
}

/** @param {HTMLElement} root */
export function htmlOf(root) {
  const html = root.innerHTML.replace(/\u200b/g, "").replace(PADDING, " ");
  if (!root.textContent.replace(/[\s\u200b]/g, "") && !/<(?:li|hr)/i.test(html)) return "";
  return /<div|<(?:ul|ol)[^>]*>\s*<(?:ul|ol)|<\/li>\s*<(?:ul|ol)/i.test(html) ? normalised(html) : html;
}

/**
 * Normalises the library's output: its wrapper elements for lines, and lists nested directly in lists.
 * @param {string} html
 */
function normalised(html) {
  const { body } = parseHtml(html);
  for (const box of $$("div", body).reverse()) {
    const line = box.closest("li, h2, h3, h4, pre, p");
    if (line) {
      if (box.nextSibling && !/^(?:UL|OL)$/.test(box.nextSibling.nodeName)) box.after(body.ownerDocument.createElement("br"));
      box.replaceWith(...box.childNodes);
    } else if (!box.textContent && box.querySelector("hr")) {
      box.replaceWith(/** @type {HTMLHRElement} */ (box.querySelector("hr")));
    } else {
      const paragraph = body.ownerDocument.createElement("p");
      paragraph.append(...box.childNodes);
      box.replaceWith(paragraph);
    }
  }
  for (const list of $$(":is(ul, ol) > :is(ul, ol)", body)) list.previousElementSibling?.append(list);
  return body.innerHTML;
}
