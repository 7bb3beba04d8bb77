// Rich text fields of the inspector. Until the library is loaded, they accept plain text.

import { $$, get } from "../core/dom.js";
import { elementsOf, htmlOf } from "../text/rich-text-value.js";

/**
 * Makes a panel's rich text fields editable, and returns those that are new. Calls `changed` with each new value.
 * @param {HTMLElement} panel @param {Editor} editor @param {(field: HTMLElement, value: string) => void} changed
 */
export function startRichFields(panel, editor, changed) {
  /** @param {HTMLElement} field */
  const isNew = (field) => !get("[data-name]", field).richField;
  return editor.isReadOnly ? [] : $$("[data-rich]", panel).filter(isNew).map((field) => new RichField(field, editor, changed));
}

class RichField {
  /** @type {Promise<RichText | null> | null} */
  #loading = null;
  isReleased = false;

  /** @param {HTMLElement} field @param {Editor} editor @param {(field: HTMLElement, value: string) => void} changed */
  constructor(field, editor, changed) {
    this.editor = editor;
    this.changed = changed;
    this.element = get("[data-name]", field);
    this.tools = /** @type {FormatTools} */ (get("[role=toolbar]", field));
    this.element.richField = this;
    this.sent = htmlOf(this.element);
    this.tools.prepare = () => this.#prepare();
    this.element.addEventListener("focus", () => this.#prepare());
    this.element.addEventListener("input", () => this.#send());
    this.element.addEventListener("paste", (event) => {
      if (event.defaultPrevented) return;
      event.preventDefault();
      document.execCommand("insertText", false, event.clipboardData?.getData("text/plain"));
    });
  }

  /** Shows a value that was typed elsewhere. @param {string} value */
  show(value) {
    if (this.element.richText) this.element.richText.squire.setHTML(value);
    else this.element.replaceChildren(elementsOf(value, document));
    this.sent = htmlOf(this.element);
  }

  async release() {
    this.isReleased = true;
    const rich = await this.#loading;
    if (rich) this.editor.format.detach(rich);
    rich?.destroy();
  }

  async #prepare() {
    this.#loading ??= this.#attach().catch(() => (this.#loading = null));
    const rich = await this.#loading;
    if (rich && !this.isReleased) this.editor.format.attach(rich, this.tools);
    return rich;
  }

  async #attach() {
    const { RichText, loadLibrary } = await import("../text/rich-text.js");
    await loadLibrary(window, document.body.dataset.squire);
    return new RichText(this.element, { onInput: () => this.#send(), onState: /** @param {RichText} rich */ (rich) => this.editor.format.update(rich) });
  }

  #send() {
    const value = htmlOf(this.element);
    if (value === this.sent) return;
    this.sent = value;
    this.changed(this.element, value);
  }
}

/** @param {HTMLElement} field @param {string} value */
export function showValue(field, value) {
  if (field.richField) field.richField.show(value);
  else /** @type {FormField} */ (field).value = value;
}
