// Nothing takes the keyboard from somebody who writes: a dialog that opens by itself waits until they have left the text.

import { $, isTextField } from "../core/dom.js";

// As long as a hand needs from one key, or from leaving one text for another, to the next.
const PAUSE = 600;
const SIGNS = ["focusout", "keydown", "pointerdown", "pointerup"];

export class DeferredDialogs {
  #owed = new Map();
  #timer = 0;
  #at = -PAUSE;

  /** @param {Canvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    /** @param {Document} root */
    const listen = (root) => SIGNS.forEach((type) => root.addEventListener(type, () => this.#touched(), true));
    listen(document);
    canvas.onLoad(listen);
    document.addEventListener("close", () => this.#later(), true);
  }

  // Whether a text has the focus, on the page or around it.
  get isOn() { return !!this.canvas.editing || isTextField(document.activeElement); }

  /**
   * Opens it as soon as that disturbs nobody; of the same name only the newest. One after another, unless it `isUrgent`:
   * without it, what is asked in another dialog can't go on.
   * @param {string} name @param {() => unknown} open @param {{ isUrgent?: boolean }} [options]
   */
  afterwards(name, open, { isUrgent = false } = {}) {
    this.#owed.set(name, { open, isUrgent });
    this.#settle();
  }

  /** @param {string} name */
  forget(name) { this.#owed.delete(name); }

  #settle() {
    const isFree = !$("dialog[open]");
    const next = [...this.#owed].find(([, { isUrgent }]) => isUrgent || isFree);
    if (!next || this.isOn) return;
    if (performance.now() - this.#at < PAUSE) return this.#later();
    const [name, { open }] = next;
    this.#owed.delete(name);
    open();
    this.#later();
  }

  #touched() {
    this.#at = performance.now();
    this.#later();
  }

  #later() {
    if (!this.#owed.size) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#settle(), PAUSE);
  }
}
