// A rich text's value as elements to edit, and back. Only what the server keeps comes in, so that nothing else is ever shown.

import { $$ } from "./dom.js";

const TAGS = new Set("p br strong b em i u s a ul ol li blockquote h2 h3 h4 code pre hr".split(" "));
const UNREAD = new Set("script style template noscript svg math iframe object".split(" "));
const ADDRESS = /^(?:https?:|mailto:|tel:|page:|\/(?!\/)|#)/i;
// The library keeps words apart with it when something between them goes. Before signs and after numbers it is meant.
const PADDING = /(?<=[^\s>«\d;])&nbsp;(?=[^\s<&;:!?»%€])/g;

export function elementsOf(html, document_) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fragment = document_.createDocumentFragment();
  copy(page.body, fragment, document_, false);
  return fragment;
}

function copy(from, to, document_, isVerbatim) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) to.append(isVerbatim ? node.data : node.data.replace(/[\r\n]+/g, " "));
    if (node.nodeType !== Node.ELEMENT_NODE || UNREAD.has(node.localName)) continue;
    const isKept = TAGS.has(node.localName);
    const element = isKept ? document_.createElement(node.localName) : to;
    if (isKept) {
      dress(element, node);
      to.append(element);
    }
    copy(node, element, document_, isVerbatim || node.localName === "pre");
  }
}

// The canvas shows where a link to a page leads today; its value is the page itself.
function dress(element, source) {
  if (source.localName === "ol" && source.getAttribute("start")) element.setAttribute("start", source.getAttribute("start"));
  if (source.localName !== "a") return;
  const address = source.dataset.page ? `page:${source.dataset.page}` : (source.getAttribute("href") || "").trim();
  if (ADDRESS.test(address)) element.setAttribute("href", address);
  if (source.title) element.title = source.title;
}

export function htmlOf(root) {
  const html = root.innerHTML.replace(/\u200b/g, "").replace(PADDING, " ");
  if (!root.textContent.replace(/[\s\u200b]/g, "") && !/<(?:li|hr)/i.test(html)) return "";
  return /<div|<(?:ul|ol)[^>]*>\s*<(?:ul|ol)|<\/li>\s*<(?:ul|ol)/i.test(html) ? mended(html) : html;
}

// The library divides lines with its own boxes here and there, and puts a list right inside a list.
function mended(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const box of $$("div", body).reverse()) {
    const line = box.closest("li, h2, h3, h4, pre, p");
    if (line) {
      if (box.nextSibling && !/^(?:UL|OL)$/.test(box.nextSibling.nodeName)) box.after(body.ownerDocument.createElement("br"));
      box.replaceWith(...box.childNodes);
    } else if (box.querySelector("hr") && !box.textContent) {
      box.replaceWith(box.querySelector("hr"));
    } else {
      const paragraph = body.ownerDocument.createElement("p");
      paragraph.append(...box.childNodes);
      box.replaceWith(paragraph);
    }
  }
  for (const list of $$(":is(ul, ol) > :is(ul, ol)", body)) list.previousElementSibling?.append(list);
  return body.innerHTML;
}
