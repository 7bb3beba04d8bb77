// Shows the save state in one word. While operations are waiting, also shows why, for how long, and what to do.

import { announce, get } from "../core/dom.js";

const LABELS = {
  saved: "Saved",
  saving: "Saving…",
  waiting: "Not saved yet, still trying",
  failed: "Not saved",
};
const REASONS = {
  network: "No connection",
  server: "The server can’t save at the moment; we’ll keep trying",
  busy: "The server is busy; we’ll keep trying",
  signedOut: "You’ve been signed out",
};
// Short interruptions are not shown.
const SHOW_AFTER_MS = 4000;
const MINUTE_MS = 60_000;

export class SaveState {
  #since = 0;
  #timer = 0;
  /** @type {WaitReason} */
  #reason = "network";

  /**
   * `count` returns the number of waiting changes; `isDurable` returns whether they survive closing the window.
   * @param {{ count: () => number, isDurable: () => boolean, onTry: (reason: WaitReason) => void }} options
   */
  constructor({ count, isDurable, onTry }) {
    this.count = count;
    this.isDurable = isDurable;
    this.status = get("[data-save-state]");
    this.strip = get("#waiting");
    get("button", this.strip).addEventListener("click", () => {
      announce("Trying now");
      onTry(this.#reason);
    });
  }

  /** @param {SaveStatus} state @param {WaitReason} [reason] */
  show(state, reason = this.#reason) {
    if (reason !== this.#reason) this.#since = 0;
    this.#reason = reason;
    if (state === "waiting") this.#startWaiting();
    else this.#hideWaiting();
    if (this.status.dataset.saveState === state) return;
    this.status.dataset.saveState = state;
    get("[data-save-text]", this.status).textContent = LABELS[state];
  }

  #startWaiting() {
    this.#since ||= Date.now();
    if (!this.#timer) this.#timer = setInterval(() => this.#showWaiting(), SHOW_AFTER_MS);
    if (!this.strip.hidden) this.#showWaiting();
  }

  #hideWaiting() {
    clearInterval(this.#timer);
    this.#timer = this.#since = 0;
    const hadFocus = this.strip.contains(document.activeElement);
    this.strip.hidden = true;
    if (hadFocus) get("#stage iframe").focus();
  }

  #showWaiting() {
    const count = this.count();
    const minutes = Math.floor((Date.now() - this.#since) / MINUTE_MS);
    const time = minutes ? ` for ${minutes} ${minutes === 1 ? "minute" : "minutes"}` : "";
    const many = count === 1 ? "1 change is waiting" : `${count} changes are waiting`;
    const text = `${REASONS[this.#reason]}${time}. ${many} ${this.isDurable() ? "safely here." : "here: please leave this window open."}`;
    const line = get("[data-waiting-words]", this.strip);
    if (line.textContent !== text) line.textContent = text;
    get("button", this.strip).textContent = this.#reason === "signedOut" ? "Sign in" : "Try now";
    this.strip.hidden = false;
  }
}
