// Gestures reach the server one after another, in the order in which they were made. Each carries an id
// of its own, so that one sent twice changes nothing twice; one that fails on the way is sent again.

import { $ } from "./dom.js";

const WORDS = {
  saved: "Saved",
  saving: "Saving…",
  waiting: "Not saved yet, will keep trying",
  failed: "Not saved",
};
const LONGEST_WAIT = 15000;

export class Queue {
  #waiting = [];
  #busy = false;
  #idlers = [];
  #resume = null;

  constructor({ onAnswer, onRefused, onSignedOut, revision }) {
    Object.assign(this, { onAnswer, onRefused, onSignedOut, revision });
    window.addEventListener("online", () => this.retryNow());
    window.addEventListener("beforeunload", (event) => {
      if (this.#busy || this.#waiting.length) event.preventDefault();
    });
  }

  // `key` names what a gesture sets: a newer one that waits takes the place of an older one that waits.
  send(gesture) {
    gesture.fields = { operation_id: crypto.randomUUID(), ...gesture.fields };
    const older = gesture.key && this.#waiting.findIndex((one) => one.key === gesture.key);
    if (gesture.key && older >= 0) this.#waiting.splice(older, 1, gesture);
    else this.#waiting.push(gesture);
    this.#state("saving");
    this.#work();
  }

  idle() {
    if (!this.#busy && !this.#waiting.length) return Promise.resolve();
    return new Promise((resolve) => this.#idlers.push(resolve));
  }

  get isBusy() { return this.#busy || this.#waiting.length > 0; }

  retryNow() { this.#resume?.(); }

  async #work() {
    if (this.#busy) return;
    this.#busy = true;
    let refused = false;
    while (this.#waiting.length) {
      const gesture = this.#waiting.shift();
      const response = await this.#deliver(gesture);
      const text = await response.text();
      refused = !response.ok;
      if (response.ok) this.onAnswer(text, gesture);
      else this.onRefused(response.status, text, gesture);
    }
    this.#busy = false;
    this.#state(refused ? "failed" : "saved");
    this.#idlers.splice(0).forEach((resolve) => resolve());
  }

  // Resolves with an answer that trying again would not change.
  async #deliver(gesture) {
    for (let attempt = 0; ; attempt += 1) {
      const response = await this.#try(gesture);
      if (response && response.status < 500 && response.status !== 429 && response.status !== 401) {
        if (response.status !== 403 || attempt > 0 || !(await this.#renewToken())) return response;
        continue;
      }
      this.#state("waiting");
      if (response?.status === 401) this.onSignedOut();
      await this.#pause(Math.min(LONGEST_WAIT, 400 * 2 ** attempt), response?.status === 401);
      if (response?.status === 401) await this.#renewToken();
    }
  }

  async #try(gesture) {
    const body = new URLSearchParams({ base_revision: this.revision(), ...gesture.fields });
    try {
      return await fetch(gesture.url, {
        method: gesture.method,
        body,
        headers: { "X-CSRF-Token": $("meta[name=csrf-token]").content, "HX-Request": "true" },
      });
    } catch {
      return null;
    }
  }

  #pause(milliseconds, untilAsked) {
    return new Promise((resolve) => {
      this.#resume = resolve;
      if (!untilAsked) setTimeout(resolve, milliseconds);
    });
  }

  // After a new sign-in the page's token is out of date; the page itself has a fresh one.
  async #renewToken() {
    try {
      const response = await fetch(location.href, { headers: { Accept: "text/html" } });
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
      const token = $("meta[name=csrf-token]", fresh)?.content;
      const changed = token && token !== $("meta[name=csrf-token]").content;
      if (token) $("meta[name=csrf-token]").content = token;
      return changed;
    } catch {
      return false;
    }
  }

  #state(state) {
    const status = $("[data-save-state]");
    if (status.dataset.saveState === state) return;
    status.dataset.saveState = state;
    $("[data-save-text]", status).textContent = WORDS[state];
  }
}
