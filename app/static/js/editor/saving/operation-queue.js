// Sends operations to the server one after another, in order. Each has its own id, so that sending is idempotent, and
// stays in the outbox until it is acknowledged, however long it takes.

import { notify } from "../core/dom.js";
import { deliver, mustKeepOrder, reorder, retryDelay } from "./operations.js";
import { SaveState } from "./save-state.js";
import { refreshToken } from "../core/session-token.js";

// Debounces typing: it is already on the screen and in the outbox.
const DEBOUNCE_MS = 600;
const FAULTS = 8;
const LOOK_AGAIN = 15000;
const A_WHILE = 2000;

export class OperationQueue {
  /** @type {Operation[]} */
  #waiting = [];
  /** @type {Operation | null} */
  #current = null;
  /** @type {((value?: unknown) => void)[]} */
  #idlers = [];
  /** @type {((value?: unknown) => void) | null} */
  #resume = null;
  /** @type {((value?: unknown) => void) | null} */
  #hurry = null;
  #isWorking = false;
  #isStuck = false;
  isSignedOut = false;

  /** @param {QueueOptions} options */
  constructor({ outbox, client, page, shown, also, onAnswer, onRefused, onSignedOut, onSignedIn }) {
    this.outbox = outbox;
    this.client = client;
    this.page = page;
    this.shown = shown;
    this.also = also;
    this.onAnswer = onAnswer;
    this.onRefused = onRefused;
    this.onSignedOut = onSignedOut;
    this.onSignedIn = onSignedIn;
    this.saveState = new SaveState({
      count: () => this.unacknowledged.length,
      isDurable: () => outbox.isDurable,
      /** @param {string} reason */
      onTry: (reason) => (reason === "signedOut" ? onSignedOut({ isWanted: true }) : this.retryNow()),
    });
    window.addEventListener("online", () => this.retryNow());
    document.addEventListener("visibilitychange", () => document.hidden && this.flush());
    window.addEventListener("beforeunload", (event) => {
      if (this.isBusy && !outbox.isDurable) event.preventDefault();
    });
  }

  /**
   * Takes over unsaved operations of closed tabs, and of this tab before a reload.
   * @param {(left: Operation[]) => void} painted
   */
  restore(painted) {
    /** @param {Operation[]} left */
    const take = (left) => {
      left.forEach((operation) => this.#waiting.push(operation));
      this.#waiting.sort((one, other) => one.place - other.place);
      this.saveState.show("saving");
      painted(left.filter((operation) => operation.page === this.page));
      this.#work();
      return this.idle();
    };
    const own = this.outbox.of(this.client);
    if (own.length) take(own);
    this.outbox.adopt(this.client, take);
  }

  /**
   * gesture: method, url, fields; `touches` are the ids of the blocks it is about, `echo` what was painted for it;
   * `key` names what it sets: a newer one that waits takes the place of an older one that waits; `base` is the revision
   * that the author saw of it, where that is not the page's; when one that `isHarmless` is refused, nothing is unsaved;
   * `inside` are the blocks that go where those go, `typed` the fields whose values are somebody's words.
   * @param {Pick<Operation, "method" | "url"> & SendOptions & { fields?: Fields }} options
   */
  send({ method, url, fields = {}, key = "", touches = [], inside = [], typed = [], echo = null, operationId = crypto.randomUUID(), base, isHarmless = false }) {
    const operation = {
      id: operationId, place: this.outbox.nextPlace(), client: this.client, page: this.page, base: base ?? this.shown(),
      method, url, fields, key, touches, inside, typed, echo, isHarmless,
    };
    const older = key ? this.#olderOf(operation) : undefined;
    if (older) Object.assign(older, { fields, echo });
    else this.#waiting.push(operation);
    if (this.#waiting.length > 1 || !key) this.flush();
    this.outbox.keep(older || operation);
    if (this.isSignedOut) this.onSignedOut();
    this.saveState.show(this.#isStuck ? "waiting" : "saving");
    this.#work();
    return (older || operation).id;
  }

  /**
   * The waiting operation that this one replaces. An operation already sent is never changed, because the server accepts
   * each id once; and operations are not reordered.
   * @param {Operation} operation
   */
  #olderOf(operation) {
    const at = this.#waiting.findLastIndex((one) => mustKeepOrder(one, operation));
    const older = this.#waiting[at];
    return older?.key === operation.key && !older.isSent ? older : undefined;
  }

  // Sends debounced operations now.
  flush() { this.#hurry?.(); }

  // Resolves once everything is saved. `what` names the waiting action in the message shown if it takes long.
  idle(what = "") {
    if (!this.isBusy) return Promise.resolve();
    this.flush();
    if (what) setTimeout(() => this.isBusy && notify(`Your changes aren’t saved yet. ${what} as soon as they are.`, { kind: "info" }), A_WHILE);
    return new Promise((resolve) => this.#idlers.push(resolve));
  }

  get isBusy() { return !!this.#current || this.#waiting.length > 0; }

  // Unacknowledged operations, oldest first.
  get unacknowledged() { return this.#current ? [this.#current, ...this.#waiting] : [...this.#waiting]; }

  retryNow() { this.#resume?.(); }

  async #work() {
    if (this.#isWorking) return;
    this.#isWorking = true;
    let refused = false;
    while (this.#waiting.length) {
      await this.#debounce();
      const operation = (this.#current = /** @type {Operation} */ (this.#waiting.shift()));
      this.saveState.show("saving");
      const found = await this.#deliver(operation);
      if (!found) continue;
      const { response, text } = found;
      this.outbox.drop(operation);
      this.#current = null;
      this.#isStuck = false;
      refused ||= !response.ok && !operation.isHarmless;
      this.#settle(operation, response, text);
    }
    this.#isWorking = false;
    this.saveState.show(refused ? "failed" : "saved");
    this.#idlers.splice(0).forEach((resolve) => resolve());
  }

  async #debounce() {
    const [first, another] = this.#waiting;
    if (!first.key || another || document.hidden || this.#idlers.length) return;
    await new Promise((resolve) => {
      this.#hurry = resolve;
      setTimeout(resolve, DEBOUNCE_MS);
    });
    this.#hurry = null;
  }

  /** @param {Operation} operation @param {Response} response @param {string} text */
  #settle(operation, response, text) {
    try {
      if (!response.ok) this.onRefused(response.status, text, operation);
      else if (operation.page === this.page) this.onAnswer(text, operation);
    } catch (fault) {
      // It is saved: an error while showing it must not block the next operations.
      reportError(fault);
    }
  }

  /**
   * Resolves with a final response that a retry would not change, or with nothing if others should go first.
   * @param {Operation} operation
   */
  async #deliver(operation) {
    let renewed = false;
    operation.isSent = true;
    for (let attempt = 0; ; attempt += 1) {
      const found = await this.#try(operation);
      const status = await this.#meaning(found, renewed);
      if (typeof status === "string") {
        renewed = true;
        continue;
      }
      if (status && status < 500 && status !== 401 && status !== 429) return found;
      if (status === 500 && attempt >= FAULTS && this.#putBack(operation)) return null;
      this.#isStuck = true;
      this.saveState.show("waiting", reasonOf(status));
      if (status === 401) await this.#signedOut();
      else await this.#pause(retryDelay(attempt, found?.response));
    }
  }

  /**
   * The status of a response from our server to this person; 0 for any other or none.
   * @param {Found | null} found @param {boolean} renewed @returns {Promise<number | "renewed">}
   */
  async #meaning(found, renewed) {
    const status = found?.response.status || 0;
    if (status !== 403 || renewed) return status;
    const state = await refreshToken();
    return state === "renewed" ? state : { same: 403, other: 401, away: 0 }[state];
  }

  /**
   * The server fails on this operation: sends independent ones first, then retries it.
   * @param {Operation} operation
   */
  #putBack(operation) {
    const order = reorder(operation, this.#waiting);
    if (!order) return false;
    this.#current = null;
    this.#isStuck = false;
    this.#waiting = order;
    return true;
  }

  // Waits until the same person is signed in again, here or in another tab. If the dialog was closed, the next change reopens it.
  async #signedOut() {
    this.isSignedOut = true;
    this.onSignedOut();
    do await this.#pause(LOOK_AGAIN);
    while (["other", "away"].includes(await refreshToken()));
    this.isSignedOut = false;
    this.onSignedIn();
  }

  /** @param {Operation} operation */
  #try(operation) {
    return deliver(operation, operation.page === this.page ? { revision: this.shown(), blocks: this.also() } : null);
  }

  /** @param {number} milliseconds */
  #pause(milliseconds) {
    return new Promise((resolve) => {
      this.#resume = resolve;
      setTimeout(resolve, milliseconds);
    });
  }
}

/** @type {Record<number, WaitReason>} */
const REASONS = { 0: "network", 401: "signedOut", 429: "busy" };

/** @param {number} status */
const reasonOf = (status) => REASONS[status] || "server";
