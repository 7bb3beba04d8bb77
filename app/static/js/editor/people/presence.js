// What others do on this page: asked for every few seconds, less often while nobody looks, at once when somebody does.
// The question costs the server next to nothing; only what is new is fetched.

import { lazily } from "../core/dom.js";

const ALONE = 2500;
const TOGETHER = 1500;
const HIDDEN = 15000;
const AWAY = 10000;
const LONGEST_WAIT = 30000;
const SAY_AGAIN = 5500;
const RENEW = 80000;

class Presence {
  #timer = 0;
  #failures = 0;
  #who = "";
  /** @type {{ block: string | null, at: number }} */
  #said = { block: null, at: 0 };
  #isAsking = false;
  /** @type {import("./collaborators.js").Collaborators | null} */
  #people = null;
  #isOver = false;

  /** @param {Editor} editor */
  constructor(editor) {
    const { client, pageUrl } = editor;
    this.editor = editor;
    this.loadPeople = lazily(() => import("./collaborators.js").then(({ Collaborators }) => new Collaborators(editor)));
    this.address = `${pageUrl}/presence/${client}`;
    this.ticketAddress = `${pageUrl}/ticket`;
    this.ticket = document.body.dataset.ticket;
    this.ticketAt = performance.now();
    const now = () => this.soon(0);
    document.addEventListener("visibilitychange", now);
    window.addEventListener("focus", now);
    window.addEventListener("online", now);
    window.addEventListener("pagehide", () => this.#leave());
    window.addEventListener("pageshow", now);
    editor.onAcknowledged(() => this.#isSignedOut && now());
    this.soon(0);
  }

  /** @param {number} wait */
  soon(wait) {
    clearTimeout(this.#timer);
    if (!this.#isOver) this.#timer = setTimeout(() => this.#turn(), wait);
  }

  #isSignedOut = false;

  async #turn() {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const wait = await this.#ask().catch(() => this.#later());
    this.#isAsking = false;
    // A little apart from all the others, so that they do not come at once.
    this.soon(wait * (0.9 + Math.random() * 0.2));
  }

  // How long to wait until the next question.
  async #ask() {
    if (!this.ticket || performance.now() - this.ticketAt > RENEW) await this.#renew();
    if (!this.ticket) return LONGEST_WAIT;
    const response = await fetch(`${this.address}?${this.#query()}`, {
      method: "POST", credentials: "omit", headers: { "QS-Ticket": this.ticket, Accept: "application/json" }, signal: AbortSignal.timeout(8000),
    });
    if (response.status === 403) this.ticket = "";
    if (response.status === 404) this.#isOver = true;
    if (!response.ok) return this.#later();
    this.#failures = 0;
    const told = response.status === 200 ? await response.json() : null;
    if (told) await this.#hear(told);
    if (document.hidden) return HIDDEN;
    if (this.#who === "?") return AWAY;
    return this.#people?.count ? TOGETHER : ALONE;
  }

  #query() {
    const { canvas } = this.editor;
    const query = new URLSearchParams({ revision: canvas.revision, who: this.#who });
    const block = canvas.selected;
    const now = performance.now();
    if (document.hidden) query.set("hidden", "");
    if (block !== this.#said.block || document.hidden || now - this.#said.at > SAY_AGAIN) {
      query.set("block", block);
      this.#said = { block, at: now };
    }
    return query;
  }

  /** @param {{ revision: number, who: string, people?: Person[] }} options */
  async #hear({ revision, who, people = [] }) {
    const { canvas, queue } = this.editor;
    // Who is alone needs nothing of what shows others.
    if (people.length) this.#people = await this.loadPeople();
    this.#people?.show(people);
    this.#who = who;
    // While something is on its way, its answer brings what others did.
    if (canvas.isLoaded && revision > Number(canvas.revision) && !queue.isBusy) await this.editor.refresh();
  }

  async #renew() {
    const response = await fetch(this.ticketAddress, { headers: { "HX-Request": "true" } });
    this.#isSignedOut = response.status === 401;
    if (response.status === 403 || response.status === 404) this.#isOver = true;
    this.ticket = response.ok ? await response.text() : "";
    this.ticketAt = performance.now();
  }

  #later() {
    this.#failures += 1;
    return Math.min(LONGEST_WAIT, ALONE * 2 ** this.#failures);
  }

  #leave() {
    if (!this.ticket) return;
    this.#said = { block: null, at: 0 };
    fetch(this.address, { method: "DELETE", credentials: "omit", keepalive: true, headers: { "QS-Ticket": this.ticket } }).catch(() => {});
  }
}

/** @param {Editor} editor */
export const startPresence = (editor) => new Presence(editor);
