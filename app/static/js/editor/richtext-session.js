// A text with formatting, being edited on the page. It comes with the first one that is edited.

import { RichText, loadLibrary } from "./richtext.js";
import { Session } from "./session.js";
import { placeCaret } from "./texts.js";

export const prepare = (window_) => loadLibrary(window_, document.body.dataset.squire);

export class RichSession extends Session {
  get value() { return this.rich.value; }
  get isAtEmptyLine() { return this.rich.isAtEmptyLine; }

  open() {
    this.rich = new RichText(this.element, {
      onInput: () => this.sent !== undefined && this.changed(),
      onState: (rich) => this.editor.format.update(rich),
    });
    this.editor.format.attach(this.rich);
  }

  focus({ point, isAll }) {
    this.window.focus();
    this.element.focus({ preventScroll: true });
    if (isAll) this.rich.selectAll();
    else this.rich.select(placeCaret(this.element, point));
  }

  goOnWith(value) { this.rich.squire.setHTML(value); }

  // What it can take back itself, it has taken back before anybody asks.
  undo() { return false; }
  redo() { return false; }

  shut() {
    this.editor.format.detach(this.rich);
    this.rich.destroy();
  }
}
