// An editing session of a rich text on the page. The module is loaded when the first one is edited.

import { RichText, loadLibrary } from "./rich-text.js";
import { TextSession } from "./text-session.js";
import { caretRange } from "./editable-texts.js";

/** @param {ContentWindow} window_ */
export const prepare = (window_) => loadLibrary(window_, document.body.dataset.squire);

export class RichTextSession extends TextSession {
  /** Set by open(), which the constructor of TextSession calls: a class field would be reset after that. @type {RichText} */
  get rich() { return /** @type {RichText} */ (this.element.richText); }
  get value() { return this.rich.value; }
  get isAtEmptyLine() { return this.rich.isAtEmptyLine; }

  open() {
    new RichText(this.element, {
      onInput: () => this.sent !== undefined && this.changed(),
      /** @param {RichText} rich */
      onState: (rich) => this.editor.format.update(rich),
    });
    this.editor.format.attach(this.rich);
  }

  /** @param {{ point?: Point | null, isAll?: boolean }} options */
  focus({ point, isAll }) {
    this.window.focus();
    this.element.focus({ preventScroll: true });
    if (isAll) this.rich.selectAll();
    else this.rich.select(caretRange(this.element, point));
  }

  /** @param {string} value */
  replaceValue(value) { this.rich.squire.setHTML(value); }

  // The library handles its own undo before this is called.
  /** @returns {false} */
  undo() { return false; }
  /** @returns {false} */
  redo() { return false; }

  detach() {
    this.editor.format.detach(this.rich);
    this.rich.destroy();
  }
}
