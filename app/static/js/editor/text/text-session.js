// An editing session of one text of the page: remembers its original value and sends changes to the server.

import { oneLine } from "../paste/text-reader.js";
import { textKind } from "../core/text-kinds.js";
import { caretRange, readPlain, writePlain } from "./editable-texts.js";

const GENERIC_TAGS = /^(?:DIV|P|SPAN|FIGCAPTION|BLOCKQUOTE|CITE|SMALL)$/;

export class TextSession {
  isChanged = false;
  canRedo = false;
  /** @type {string | undefined} */
  sent;
  /** @type {(event: InputEvent) => void} */
  onInput = () => {};
  /** @type {(event: ClipboardEvent) => void} */
  onPaste = () => {};
  /** @type {Map<string, string | null>} */
  #before = new Map();

  /** @param {EditableText} text @param {Editor} editor */
  constructor(text, editor) {
    this.element = text.element;
    this.block = text.block;
    this.id = text.id;
    this.path = text.path;
    this.kind = text.kind;
    this.label = text.label;
    this.editor = editor;
    this.original = this.element.innerHTML;
    this.#setAttributes();
    this.open();
    this.sent = this.initial = this.value;
    this.updatePlaceholder();
    const rejected = editor.rejectedTexts.lastValue(this);
    if (rejected !== undefined) this.replaceValue(rejected);
  }

  get value() { return readPlain(this.element); }
  get isAtEmptyLine() { return this.value === ""; }
  get window() { return /** @type {ContentWindow} */ (this.element.ownerDocument.defaultView); }

  open() {
    this.element.contentEditable = "plaintext-only";
    this.onInput = (event) => {
      this.canRedo = event.inputType === "historyUndo";
      this.changed();
    };
    this.onPaste = (event) => {
      if (textKind(this.kind).isMultiline) return;
      event.preventDefault();
      this.write(oneLine(event.clipboardData?.getData("text/plain") || ""));
    };
    this.element.addEventListener("input", /** @type {EventListener} */ (this.onInput));
    this.element.addEventListener("paste", this.onPaste);
  }

  /** @param {{ point?: Point | null, isAll?: boolean }} options */
  focus({ point, isAll }) {
    this.window.focus();
    this.element.focus({ preventScroll: true });
    const range = caretRange(this.element, point);
    if (isAll) range.selectNodeContents(this.element);
    this.select(range);
  }

  /** @param {Range} range */
  select(range) {
    const selection = /** @type {Selection} */ (this.window.getSelection());
    selection.removeAllRanges();
    selection.addRange(range);
  }

  selectWord() {
    const selection = /** @type {Selection} */ (this.window.getSelection());
    selection.modify("move", "backward", "word");
    selection.modify("extend", "forward", "word");
  }

  /** Inserts text as if typed, so that the browser can undo it. @param {string} text */
  write(text) {
    this.element.ownerDocument.execCommand("insertText", false, text);
  }

  /** @param {string} value */
  replaceValue(value) { writePlain(this.element, value); }

  changed() {
    const { value, editor, id, path, kind } = this;
    if (value === this.sent) return;
    this.sent = value;
    this.isChanged = true;
    this.updatePlaceholder();
    editor.gestures.update(id, path, value, { group: editor.typingGroups.group(id, path), kind, isTyped: true });
    editor.inspector.mirror(id, path, value);
  }

  /** "native" if there is typing in this text, which the browser can undo; otherwise false. @returns {false | "native"} */
  undo() { return this.value === this.initial ? false : "native"; }
  /** @returns {false | "native"} */
  redo() { return this.canRedo ? "native" : false; }

  close() {
    if (this.element.isConnected) this.changed();
    this.detach();
    for (const [name, value] of this.#before) {
      if (value === null) this.element.removeAttribute(name);
      else this.element.setAttribute(name, value);
    }
    if (!this.isChanged && this.element.innerHTML !== this.original) this.element.innerHTML = this.original;
  }

  detach() {
    this.element.removeEventListener("input", /** @type {EventListener} */ (this.onInput));
    this.element.removeEventListener("paste", this.onPaste);
    if (this.isChanged) writePlain(this.element, this.value);
  }

  // Shows the field's label as a placeholder while it is empty.
  updatePlaceholder() { this.element.toggleAttribute("data-empty", this.value === ""); }

  #setAttributes() {
    const { element, kind, label } = this;
    /** @type {Record<string, string | null>} */
    const marks = { contenteditable: null, "data-editing": kind, "data-empty": null };
    if (GENERIC_TAGS.test(element.nodeName)) {
      Object.assign(marks, { role: "textbox", "aria-label": label || "Text", "aria-multiline": String(textKind(kind).isMultiline) });
    }
    for (const [name, value] of Object.entries(marks)) {
      this.#before.set(name, element.getAttribute(name));
      if (value !== null) element.setAttribute(name, value);
    }
  }
}
