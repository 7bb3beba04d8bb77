// Edits a rich text on the page or in the inspector. The library (Squire) handles keys; what may be pasted and kept is
// decided here and on the server.

import { $, $$, closest } from "../core/dom.js";
import { saveCaret } from "./caret.js";
import { readHtml } from "../paste/html-reader.js";
import { build } from "../paste/element-builder.js";
import { readText } from "../paste/text-reader.js";
import { breakLine, applyShorthand, undoTyping } from "./rich-text-keys.js";
import { elementsOf, htmlOf } from "./rich-text-value.js";

/** @type {Record<string, string>} */
const MARKS = { bold: "B", italic: "I", h2: "H2", h3: "H3", h4: "H4", ul: "UL", ol: "OL", quote: "BLOCKQUOTE", link: "A" };
const ADDRESS = /^https?:\/\/\S+$/i;
// Shortcuts of the library that are disabled, because the page or the browser uses these keys.
const UNUSED_KEYS = ["b", "i", "d", "k", "z", "y", "Shift-z", "Shift-Z", "[", "]", "Shift-5", "Shift-6"].flatMap((key) => [`Ctrl-${key}`, `Meta-${key}`]);

/** Loads the library into a window. It can edit only texts in that window's document. @param {ContentWindow} window_ @param {string} address */
export function loadLibrary(window_, address) {
  if (window_.Squire) return Promise.resolve();
  window_.squireLoading ??= new Promise((resolve, reject) => {
    const script = window_.document.createElement("script");
    script.nonce = $("script[nonce]", window_.document)?.nonce || "";
    script.src = address;
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => {
      window_.squireLoading = undefined;
      reject(new Error("The text editor could not be loaded."));
    });
    window_.document.head.append(script);
  });
  return window_.squireLoading;
}

export class RichText {
  /** @type {DocumentFragment | null} */
  #pending = null;
  /** The buttons that format this text. @type {FormatTools | null} */
  tools = null;
  isDropping = false;
  /** @type {[string, EventListener][]} */
  listeners = [];
  #undoable = { canUndo: false, canRedo: false };

  /** @param {HTMLElement} element @param {{ onInput: () => unknown, onState: (rich: RichText) => unknown }} options */
  constructor(element, { onInput, onState }) {
    this.element = element;
    this.document = element.ownerDocument;
    this.window = /** @type {ContentWindow} */ (element.ownerDocument.defaultView);
    element.richText = this;
    this.#listen({
      keydown: (/** @type {KeyboardEvent} */ event) => undoTyping(this, event) || applyShorthand(this, event),
      beforeinput: (/** @type {InputEvent} */ event) => breakLine(this, event),
      paste: (/** @type {ClipboardEvent} */ event) => this.#pasted(event),
      drop: () => this.#dropped(),
    });
    const html = element.innerHTML;
    const isActive = this.document.activeElement === element;
    const caret = saveCaret(element);
    const Squire = /** @type {NonNullable<Window["Squire"]>} */ (this.window.Squire);
    this.squire = new Squire(element, {
      blockTag: "P",
      undo: { documentSizeThreshold: 1_000_000, undoLimit: 100 },
      /** @param {string} source */
      sanitizeToDOMFragment: (/** @type {string} */ source) => this.#takePending() || (this.isDropping ? build(readHtml(source), this.document) : elementsOf(source, this.document)),
      didError: reportError,
    });
    ["PageUp", "PageDown", ...UNUSED_KEYS].forEach((key) => this.squire.setKeyHandler(key, null));
    this.squire.setHTML(html);
    this.squire.addEventListener("undoStateChange", ({ detail }) => { this.#undoable = detail; });
    this.squire.addEventListener("input", onInput);
    for (const type of ["pathChange", "select", "cursor", "input"]) this.squire.addEventListener(type, () => onState(this));
    // The library requires a focus event.
    if (isActive) element.blur();
    const range = isActive && caret();
    if (range) this.squire.setSelection(range);
    if (isActive) element.focus({ preventScroll: true });
  }

  get value() { return htmlOf(this.element); }
  get canUndo() { return this.#undoable.canUndo; }
  get canRedo() { return this.#undoable.canRedo; }
  get range() { return this.squire.getSelection(); }

  // True if the caret's line is empty, so that a character typed there may be a shortcut for a menu.
  get isAtEmptyLine() {
    const block = this.block;
    return this.range.collapsed && (!block || !block.textContent.replace(/[\s\u200b]/g, ""));
  }

  destroy() {
    for (const [type, listener] of this.listeners) this.element.removeEventListener(type, listener, true);
    this.squire.destroy();
    delete this.element.richText;
    this.element.removeAttribute("contenteditable");
  }

  /** @param {Range} range */
  select(range) {
    this.squire.focus();
    this.squire.setSelection(range);
  }

  selectAll() {
    const range = this.document.createRange();
    range.selectNodeContents(this.element);
    this.select(range);
  }

  /** @param {string} name */
  has(name) { return this.squire.hasFormat(MARKS[name]); }

  /** Toggles a format of the selection. @param {string} name */
  toggle(name) {
    const { squire } = this;
    const isOn = this.has(name);
    if (/^h\d$/.test(name)) this.#retag(isOn ? "p" : name);
    else if (name === "bold") squire[isOn ? "removeBold" : "bold"]();
    else if (name === "italic") squire[isOn ? "removeItalic" : "italic"]();
    else if (name === "ul") squire[isOn ? "removeList" : "makeUnorderedList"]();
    else if (name === "ol") squire[isOn ? "removeList" : "makeOrderedList"]();
    else if (name === "quote") squire[isOn ? "removeQuote" : "increaseQuoteLevel"]();
    return !isOn;
  }

  // The link around the caret.
  get link() {
    const { commonAncestorContainer: node } = this.range;
    const link = closest(elementOf(node), "a");
    return link && this.element.contains(link) && link !== this.element ? link : null;
  }

  /** Sets the link of the selection, of the link around the caret, or of new text. @param {string} address @param {string} [text] */
  setLink(address, text = address) {
    const { link, squire } = this;
    if (link && this.range.collapsed) this.#selectContents(link);
    else if (this.range.collapsed) squire.insertHTML(`<a href="${escaped(address)}">${escaped(text)}</a>`);
    if (!this.range.collapsed) squire.makeLink(address);
    squire.focus();
  }

  removeLink() {
    if (this.link && this.range.collapsed) this.#selectContents(this.link);
    this.squire.removeLink();
  }

  /** @param {DocumentFragment} fragment */
  insert(fragment) {
    this.#pending = fragment;
    this.squire.insertHTML("", true);
  }

  /** @param {HTMLElement} element */
  #selectContents(element) {
    const range = this.document.createRange();
    range.selectNodeContents(element);
    this.squire.setSelection(range);
  }

  /** Adds listeners that run before the library's. @param {Record<string, (event: any) => unknown>} listeners */
  #listen(listeners) {
    this.listeners = Object.entries(listeners);
    for (const [type, listener] of this.listeners) this.element.addEventListener(type, listener, true);
  }

  #dropped() {
    this.isDropping = true;
    setTimeout(() => { this.isDropping = false; });
  }

  #takePending() {
    const fragment = this.#pending;
    this.#pending = null;
    return fragment;
  }

  // The paragraph, heading or list item around the caret.
  get block() {
    const { startContainer: node } = this.range;
    const block = closest(elementOf(node), "p, div, li, h2, h3, h4, blockquote, pre");
    return block && block !== this.element && this.element.contains(block) ? block : null;
  }

  /** @param {string} tag */
  #retag(tag) {
    this.squire.modifyBlocks((fragment) => {
      for (const block of $$("p, div, h2, h3, h4", fragment)) {
        if (block.closest("li") || block.querySelector("p, div, ul, ol, blockquote")) continue;
        const fresh = this.document.createElement(tag);
        fresh.append(...block.childNodes);
        block.replaceWith(fresh);
      }
      return fragment;
    });
    this.squire.focus();
  }

  get keepsLines() { return this.element.matches("[class*=verse]"); }

  /** @param {ClipboardEvent} event */
  #pasted(event) {
    const html = event.clipboardData?.getData("text/html");
    const text = event.clipboardData?.getData("text/plain") || "";
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!this.range.collapsed && ADDRESS.test(text.trim())) return this.setLink(text.trim());
    const blocks = html ? readHtml(html) : [];
    /** @type {TextBlock[]} */
    const read = blocks.length ? blocks : readText(text, { keepsLines: this.keepsLines });
    if (read.length) this.insert(build(read, this.document));
  }
}

/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** @param {Node} node */
const elementOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement);
