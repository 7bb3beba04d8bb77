// Defers dialogs that open automatically until no text is being edited, so that they do not steal the focus.

import { $, isTextField } from "../core/dom.js";

// Longer than the usual time between two keys, or between leaving one text and entering the next.
const IDLE_MS = 600;
const ACTIVITY_EVENTS = ["focusout", "keydown", "pointerdown", "pointerup"];

export class DeferredDialogs {
  #waiting = new Map();
  #timer = 0;
  #lastActivity = -IDLE_MS;

  /** @param {Canvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    /** @param {Document} root */
    const listen = (root) => ACTIVITY_EVENTS.forEach((type) => root.addEventListener(type, () => this.#recordActivity(), true));
    listen(document);
    canvas.onLoad(listen);
    document.addEventListener("close", () => this.#schedule(), true);
  }

  // True if a text field has the focus, on the page or in the editor.
  get #isTyping() { return !!this.canvas.editing || isTextField(document.activeElement); }

  /**
   * Opens a dialog as soon as no text is being edited and no other dialog is open. An `isUrgent` one also opens over another
   * dialog, which may depend on it. A newer dialog replaces a waiting one with the same name.
   * @param {string} name @param {() => unknown} open @param {{ isUrgent?: boolean }} [options]
   */
  openWhenIdle(name, open, { isUrgent = false } = {}) {
    this.#waiting.set(name, { open, isUrgent });
    this.#openNext();
  }

  /** @param {string} name */
  cancel(name) { this.#waiting.delete(name); }

  #openNext() {
    const isFree = !$("dialog[open]");
    const next = [...this.#waiting].find(([, { isUrgent }]) => isUrgent || isFree);
    if (!next || this.#isTyping) return;
    if (performance.now() - this.#lastActivity < IDLE_MS) return this.#schedule();
    const [name, { open }] = next;
    this.#waiting.delete(name);
    open();
    this.#schedule();
  }

  #recordActivity() {
    this.#lastActivity = performance.now();
    this.#schedule();
  }

  #schedule() {
    if (!this.#waiting.size) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#openNext(), IDLE_MS);
  }
}
