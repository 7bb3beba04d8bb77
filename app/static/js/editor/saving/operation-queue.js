// Sends operations to the server one after another, in order. Each has its own id, so that sending is idempotent, and
// stays in the outbox until it is acknowledged, however long it takes.

import { notify } from "../core/dom.js";
import { deliver, mustKeepOrder, reorder, retryDelay } from "./operations.js";
import { SaveState } from "./save-state.js";
import { refreshToken } from "../core/session-token.js";

// Debounces typing, which is already on the screen and in the outbox.
const DEBOUNCE_MS = 600;
const MAX_SERVER_ERRORS = 8;
const SESSION_POLL_MS = 15_000;
const NOTICE_DELAY_MS = 2000;

export class OperationQueue {
  /** @type {Operation[]} */
  #waiting = [];
  /** @type {Operation | null} */
  #current = null;
  /** @type {((value?: unknown) => void)[]} */
  #idleResolvers = [];
  /** @type {((value?: unknown) => void) | null} */
  #endPause = null;
  /** @type {((value?: unknown) => void) | null} */
  #endDebounce = null;
  #isWorking = false;
  #isRetrying = false;
  isSignedOut = false;

  /** @param {QueueOptions} options */
  constructor({ outbox, client, page, shownRevision, staleBlocks, onAcknowledged, onRejected, onSignedOut, onSignedIn }) {
    this.outbox = outbox;
    this.client = client;
    this.page = page;
    this.shownRevision = shownRevision;
    this.staleBlocks = staleBlocks;
    this.onAcknowledged = onAcknowledged;
    this.onRejected = onRejected;
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
   * Takes over the unsaved operations of closed tabs, and of this tab from before a reload. Calls `onRestored` with those of
   * the current page.
   * @param {(left: Operation[]) => void} onRestored
   */
  restore(onRestored) {
    /** @param {Operation[]} left */
    const take = (left) => {
      left.forEach((operation) => this.#waiting.push(operation));
      this.#waiting.sort((one, other) => one.place - other.place);
      this.saveState.show("saving");
      onRestored(left.filter((operation) => operation.page === this.page));
      this.#work();
      return this.idle();
    };
    const own = this.outbox.operationsOf(this.client);
    if (own.length) take(own);
    this.outbox.adopt(this.client, take);
  }

  /**
   * Queues an operation; returns its id, or that of the waiting operation that it was merged into. `touches`: ids of the
   * blocks that it affects; `inside`: ids of the blocks inside those; `echo`: what is shown until the server responds;
   * `key`: coalescing key; a waiting operation with the same key takes over the new fields; `base`: the revision that the
   * author saw, by default the page's; `typed`: names of fields that the author typed; `isHarmless`: no text is lost if it
   * is rejected.
   * @param {Pick<Operation, "method" | "url"> & SendOptions & { fields?: Fields }} options
   */
  send({ method, url, fields = {}, key = "", touches = [], inside = [], typed = [], echo = null, operationId = crypto.randomUUID(), base, isHarmless = false }) {
    const operation = {
      id: operationId, place: this.outbox.nextSequenceNumber(), client: this.client, page: this.page, base: base ?? this.shownRevision(),
      method, url, fields, key, touches, inside, typed, echo, isHarmless,
    };
    const older = key ? this.#mergeTarget(operation) : undefined;
    if (older) Object.assign(older, { fields, echo });
    else this.#waiting.push(operation);
    if (this.#waiting.length > 1 || !key) this.flush();
    this.outbox.store(older || operation);
    if (this.isSignedOut) this.onSignedOut();
    this.saveState.show(this.#isRetrying ? "waiting" : "saving");
    this.#work();
    return (older || operation).id;
  }

  /**
   * The waiting operation into which this one is merged. An operation that has been sent is never changed, because the
   * server accepts each id only once. Operations are not reordered either.
   * @param {Operation} operation
   */
  #mergeTarget(operation) {
    const at = this.#waiting.findLastIndex((one) => mustKeepOrder(one, operation));
    const older = this.#waiting[at];
    return older?.key === operation.key && !older.isSent ? older : undefined;
  }

  // Sends debounced operations now.
  flush() { this.#endDebounce?.(); }

  // Resolves once everything is saved. `what` names the waiting action in the message that is shown if saving takes long.
  idle(what = "") {
    if (!this.isBusy) return Promise.resolve();
    this.flush();
    if (what) setTimeout(() => this.isBusy && notify(`Your changes aren’t saved yet. ${what} as soon as they are.`, { kind: "info" }), NOTICE_DELAY_MS);
    return new Promise((resolve) => this.#idleResolvers.push(resolve));
  }

  get isBusy() { return !!this.#current || this.#waiting.length > 0; }

  // Unacknowledged operations, oldest first.
  get unacknowledged() { return this.#current ? [this.#current, ...this.#waiting] : [...this.#waiting]; }

  retryNow() { this.#endPause?.(); }

  async #work() {
    if (this.#isWorking) return;
    this.#isWorking = true;
    let isRejected = false;
    while (this.#waiting.length) {
      await this.#debounce();
      const operation = (this.#current = /** @type {Operation} */ (this.#waiting.shift()));
      this.saveState.show("saving");
      const delivery = await this.#deliver(operation);
      if (!delivery) continue;
      const { response, text } = delivery;
      this.outbox.remove(operation);
      this.#current = null;
      this.#isRetrying = false;
      isRejected ||= !response.ok && !operation.isHarmless;
      this.#notifyListeners(operation, response, text);
    }
    this.#isWorking = false;
    this.saveState.show(isRejected ? "failed" : "saved");
    this.#idleResolvers.splice(0).forEach((resolve) => resolve());
  }

  async #debounce() {
    const [first, another] = this.#waiting;
    if (!first.key || another || document.hidden || this.#idleResolvers.length) return;
    await new Promise((resolve) => {
      this.#endDebounce = resolve;
      setTimeout(resolve, DEBOUNCE_MS);
    });
    this.#endDebounce = null;
  }

  /** @param {Operation} operation @param {Response} response @param {string} text */
  #notifyListeners(operation, response, text) {
    try {
      if (!response.ok) this.onRejected(response.status, text, operation);
      else if (operation.page === this.page) this.onAcknowledged(text, operation);
    } catch (error) {
      // The operation is saved, and an error while showing it must not block the next ones.
      reportError(error);
    }
  }

  /**
   * Sends an operation until the response is final. Resolves with the response, or null if others should go first.
   * @param {Operation} operation
   */
  async #deliver(operation) {
    let isTokenRenewed = false;
    operation.isSent = true;
    for (let attempt = 0; ; attempt += 1) {
      const delivery = await this.#attempt(operation);
      const status = await this.#statusOf(delivery, isTokenRenewed);
      if (typeof status === "string") {
        isTokenRenewed = true;
        continue;
      }
      if (status && status < 500 && status !== 401 && status !== 429) return delivery;
      if (status === 500 && attempt >= MAX_SERVER_ERRORS && this.#sendOthersFirst(operation)) return null;
      this.#isRetrying = true;
      this.saveState.show("waiting", reasonOf(status));
      if (status === 401) await this.#signedOut();
      else await this.#pause(retryDelay(attempt, delivery?.response));
    }
  }

  /**
   * The status of a response, or 0 if there is none; "renewed" if a new CSRF token allows the request to be repeated.
   * @param {Delivery | null} delivery @param {boolean} isTokenRenewed @returns {Promise<number | "renewed">}
   */
  async #statusOf(delivery, isTokenRenewed) {
    const status = delivery?.response.status || 0;
    if (status !== 403 || isTokenRenewed) return status;
    const state = await refreshToken();
    return state === "renewed" ? state : { same: 403, other: 401, away: 0 }[state];
  }

  /**
   * When the server fails on an operation, sends the operations that do not depend on it first, then retries it.
   * @param {Operation} operation
   */
  #sendOthersFirst(operation) {
    const order = reorder(operation, this.#waiting);
    if (!order) return false;
    this.#current = null;
    this.#isRetrying = false;
    this.#waiting = order;
    return true;
  }

  // Waits until the same user is signed in again, here or in another tab. If the dialog was closed, the next change reopens it.
  async #signedOut() {
    this.isSignedOut = true;
    this.onSignedOut();
    do await this.#pause(SESSION_POLL_MS);
    while (["other", "away"].includes(await refreshToken()));
    this.isSignedOut = false;
    this.onSignedIn();
  }

  /** @param {Operation} operation */
  #attempt(operation) {
    return deliver(operation, operation.page === this.page ? { revision: this.shownRevision(), blocks: this.staleBlocks() } : null);
  }

  /** @param {number} milliseconds */
  #pause(milliseconds) {
    return new Promise((resolve) => {
      this.#endPause = resolve;
      setTimeout(resolve, milliseconds);
    });
  }
}

/** @type {Record<number, WaitReason>} */
const REASONS = { 0: "network", 401: "signedOut", 429: "busy" };

/** @param {number} status */
const reasonOf = (status) => REASONS[status] || "server";
