// Presence: polls the server for who else is on this page and whether the page has a newer revision. Polls less often while
// the tab is hidden, and immediately when it is shown again. Polls are cheap, since changes are fetched separately.

import { lazily } from "../core/dom.js";

const POLL_ALONE_MS = 2500;
const POLL_WITH_OTHERS_MS = 1500;
const POLL_HIDDEN_MS = 15_000;
// The interval while the presence store does not respond.
const POLL_DEGRADED_MS = 10_000;
const MAX_RETRY_DELAY_MS = 30_000;
const SELECTION_REPEAT_MS = 5500;
const TICKET_MAX_AGE_MS = 80_000;
const TIMEOUT_MS = 8000;

class Presence {
  #timer = 0;
  #failures = 0;
  #peopleVersion = "";
  /** @type {{ block: string | null, at: number }} */
  #sentSelection = { block: null, at: 0 };
  #isPolling = false;
  #hasLeft = false;
  #request = new AbortController();
  /** @type {import("./collaborators.js").Collaborators | null} */
  #people = null;
  #isStopped = false;

  /** @param {Editor} editor */
  constructor(editor) {
    const { client, pageUrl } = editor;
    this.editor = editor;
    this.loadPeople = lazily(() => import("./collaborators.js").then(({ Collaborators }) => new Collaborators(editor)));
    this.address = `${pageUrl}/presence/${client}`;
    this.ticketAddress = `${pageUrl}/ticket`;
    this.ticket = document.body.dataset.ticket;
    this.ticketAt = performance.now();
    const now = () => this.schedule(0);
    document.addEventListener("visibilitychange", now);
    window.addEventListener("focus", now);
    window.addEventListener("online", now);
    window.addEventListener("pagehide", () => this.#leave());
    window.addEventListener("pageshow", () => {
      this.#hasLeft = false;
      now();
    });
    editor.onAcknowledged(() => this.#isSignedOut && now());
    this.schedule(0);
  }

  /** @param {number} wait */
  schedule(wait) {
    clearTimeout(this.#timer);
    if (!this.#isStopped && !this.#hasLeft) this.#timer = setTimeout(() => this.#pollNow(), wait);
  }

  #isSignedOut = false;

  async #pollNow() {
    if (this.#isPolling) return;
    this.#isPolling = true;
    const wait = await this.#poll().catch(() => this.#retryDelay());
    this.#isPolling = false;
    // Jitter, so that clients do not poll at the same time.
    this.schedule(wait * (0.9 + Math.random() * 0.2));
  }

  // Polls once; resolves with the delay until the next poll.
  async #poll() {
    if (!this.ticket || performance.now() - this.ticketAt > TICKET_MAX_AGE_MS) await this.#renewTicket();
    if (!this.ticket) return MAX_RETRY_DELAY_MS;
    this.#request = new AbortController();
    const timeout = setTimeout(() => this.#request.abort(), TIMEOUT_MS);
    const response = await fetch(`${this.address}?${this.#query()}`, {
      method: "POST", credentials: "omit", headers: { "QS-Ticket": this.ticket, Accept: "application/json" }, signal: this.#request.signal,
    }).finally(() => clearTimeout(timeout));
    if (response.status === 403) this.ticket = "";
    if (response.status === 404) this.#isStopped = true;
    if (!response.ok) return this.#retryDelay();
    this.#failures = 0;
    const news = response.status === 200 ? await response.json() : null;
    if (news) await this.#apply(news);
    if (document.hidden) return POLL_HIDDEN_MS;
    if (this.#peopleVersion === "?") return POLL_DEGRADED_MS;
    return this.#people?.count ? POLL_WITH_OTHERS_MS : POLL_ALONE_MS;
  }

  #query() {
    const { canvas } = this.editor;
    const query = new URLSearchParams({ revision: canvas.revision, who: this.#peopleVersion });
    const block = canvas.selected;
    const now = performance.now();
    if (document.hidden) query.set("hidden", "");
    if (block !== this.#sentSelection.block || document.hidden || now - this.#sentSelection.at > SELECTION_REPEAT_MS) {
      query.set("block", block);
      this.#sentSelection = { block, at: now };
    }
    return query;
  }

  /** @param {{ revision: number, who: string, people?: Person[] }} options */
  async #apply({ revision, who, people = [] }) {
    const { canvas, queue } = this.editor;
    // The module that shows other people is loaded only when there are any.
    if (people.length) this.#people = await this.loadPeople();
    this.#people?.show(people);
    this.#peopleVersion = who;
    // While operations are pending, their responses contain other people's changes.
    if (canvas.isLoaded && revision > Number(canvas.revision) && !queue.isBusy) await this.editor.refresh();
  }

  async #renewTicket() {
    const response = await fetch(this.ticketAddress, { headers: { "HX-Request": "true" } });
    this.#isSignedOut = response.status === 401;
    if (response.status === 403 || response.status === 404) this.#isStopped = true;
    this.ticket = response.ok ? await response.text() : "";
    this.ticketAt = performance.now();
  }

  #retryDelay() {
    this.#failures += 1;
    return Math.min(MAX_RETRY_DELAY_MS, POLL_ALONE_MS * 2 ** this.#failures);
  }

  // After this, the window's visibility changes once more. A poll at that point would list the tab again until its entry
  // expires.
  #leave() {
    this.#hasLeft = true;
    clearTimeout(this.#timer);
    this.#request.abort();
    if (!this.ticket) return;
    this.#sentSelection = { block: null, at: 0 };
    fetch(this.address, { method: "DELETE", credentials: "omit", keepalive: true, headers: { "QS-Ticket": this.ticket } }).catch(() => {});
  }
}

/** @param {Editor} editor */
export const startPresence = (editor) => new Presence(editor);
