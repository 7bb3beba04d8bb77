// Texts with formatting in the field panel. Until the library is there they take plain typing.

import { $, $$ } from "./dom.js";
import { elementsOf, htmlOf } from "./richtext-value.js";

// Makes those of a panel editable that are not yet, and answers with them; `changed` gets each new value.
export function startRichFields(panel, editor, changed) {
  const isNew = (field) => !$("[data-name]", field).richField;
  return editor.isReadOnly ? [] : $$("[data-rich]", panel).filter(isNew).map((field) => new RichField(field, editor, changed));
}

class RichField {
  #coming = null;

  constructor(field, editor, changed) {
    Object.assign(this, { editor, changed, element: $("[data-name]", field), tools: $("[role=toolbar]", field) });
    this.element.richField = this;
    this.sent = htmlOf(this.element);
    this.tools.prepare = () => this.#prepare();
    this.element.addEventListener("focus", () => this.#prepare());
    this.element.addEventListener("input", () => this.#send());
    this.element.addEventListener("paste", (event) => {
      if (event.defaultPrevented) return;
      event.preventDefault();
      document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
    });
  }

  // Shows a value that was typed elsewhere.
  show(value) {
    if (this.element.richText) this.element.richText.squire.setHTML(value);
    else this.element.replaceChildren(elementsOf(value, document));
    this.sent = htmlOf(this.element);
  }

  async letGo() {
    this.isGone = true;
    const rich = await this.#coming;
    if (rich) this.editor.format.detach(rich);
    rich?.destroy();
  }

  async #prepare() {
    this.#coming ??= this.#attach().catch(() => (this.#coming = null));
    const rich = await this.#coming;
    if (rich && !this.isGone) this.editor.format.attach(rich, this.tools);
    return rich;
  }

  async #attach() {
    const { RichText, loadLibrary } = await import("./richtext.js");
    await loadLibrary(window, document.body.dataset.squire);
    return new RichText(this.element, { onInput: () => this.#send(), onState: (rich) => this.editor.format.update(rich) });
  }

  #send() {
    const value = htmlOf(this.element);
    if (value === this.sent) return;
    this.sent = value;
    this.changed(this.element, value);
  }
}

export function showValue(field, value) {
  if (field.richField) field.richField.show(value);
  else field.value = value;
}
