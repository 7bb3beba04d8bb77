// The panel for find and replace. The server searches; the panel shows and highlights the matches.

import { $, $$, announce, closest, formField, get, matches } from "../core/dom.js";
import { Highlights } from "./highlights.js";
import { Replacement } from "./replacement.js";

const DEBOUNCE_MS = 180;
const REFRESH_DELAY_MS = 600;
const MARK_DELAY_MS = 150;
const STORAGE_KEY = "quillspace-find";

export class FindPanel {
  /** @type {AbortController | null} */
  #request = null;
  #announced = "";
  #searched = "";
  /** @type {ReturnType<typeof setTimeout> | null} */
  #marking = null;
  #timer = 0;
  /** @type {Hit[]} */
  hits = [];
  /** @type {Hit | null} */
  current = null;

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.form = get("#find");
    this.list = get("#findings");
    this.bar = get("[data-find-bar]");
    this.marks = new Highlights(editor.canvas);
    this.replacing = new Replacement(this);
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("input", ({ target }) => !matches(target, "[name=words]") && this.#scheduleSearch(DEBOUNCE_MS));
    this.form.addEventListener("keydown", (event) => this.#keys(event));
    this.list.addEventListener("click", (event) => this.#click(event));
    editor.onAcknowledged(() => this.isOpen && this.#scheduleSearch(REFRESH_DELAY_MS));
    editor.canvas.onLoad((frame) => {
      new MutationObserver(() => this.#scheduleMark()).observe(frame.body, { childList: true, characterData: true, subtree: true });
      this.#scheduleMark();
    });
    new MutationObserver(() => this.isOpen || this.marks.clear()).observe(get(".ed-desk"), { attributeFilter: ["data-panel"] });
  }

  get isOpen() { return get(".ed-desk").dataset.panel === "find"; }
  get isSite() { return formField(this.form, "where").value === "site"; }
  get query() { return formField(this.form, "q").value; }

  // The search as request parameters.
  get parameters() {
    const [q, matchCase, wholeWords] = ["q", "match_case", "whole_words"].map((name) => formField(this.form, name));
    return { q: q.value, match_case: matchCase.checked ? "on" : "", whole_words: wholeWords.checked ? "on" : "" };
  }

  open(where = "", { replaces = false } = {}) {
    const chosen = this.editor.canvas.window?.getSelection()?.toString().trim() || "";
    const q = formField(this.form, "q");
    if (!this.isOpen) this.editor.panels.open("find");
    if (where) formField(this.form, "where").value = where;
    if (chosen && chosen.length < 100 && !chosen.includes("\n")) q.value = chosen;
    if (replaces) get("details", this.form).open = true;
    q.focus();
    q.select();
    this.search();
  }

  /** Continues a search on another page, at the nth match in a block. @param {string} block @param {number} nth */
  resume(block, nth) {
    const stored = JSON.parse(sessionStorage.getItem(STORAGE_KEY) || "{}");
    for (const [name, value] of Object.entries(stored)) {
      const field = formField(this.form, name);
      if (field?.type === "checkbox") field.checked = value;
      else if (field) field.value = value;
    }
    this.editor.panels.open("find");
    formField(this.form, "q").focus();
    this.search().then(() => this.#showHit(this.#hitsHere.filter((hit) => hit.block === block)[nth] || null));
  }

  /** @param {number} milliseconds */
  #scheduleSearch(milliseconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.search(), milliseconds);
  }

  async search() {
    if (this.replacing.isShown) return;
    clearTimeout(this.#timer);
    this.#store();
    this.#request?.abort();
    this.#request = new AbortController();
    if (!this.query) return this.#show("");
    const address = this.isSite ? this.form.dataset.siteAddress : this.form.dataset.pageAddress;
    try {
      const response = await fetch(`${address}?${new URLSearchParams(this.parameters)}`, { headers: { "HX-Request": "true" }, signal: this.#request.signal });
      const html = await response.text();
      if (response.ok) this.#show(html);
      else this.#say("The search failed. Please try again.");
    } catch (error) {
      if (/** @type {Error} */ (error).name !== "AbortError") this.#say("We can’t reach the server, so we can’t search right now.");
    }
  }

  /** @param {string} html */
  #show(html) {
    if (this.replacing.isShown) return;
    const before = this.current;
    this.list.innerHTML = html;
    this.hits = $$("[data-match]", this.list).map((link) => ({
      link: /** @type {HTMLAnchorElement} */ (link), page: link.dataset.match, block: link.dataset.block, field: link.dataset.in, text: link.dataset.words, nth: Number(link.dataset.nth),
    }));
    this.current = this.hits.find((hit) => before && isSame(hit, before)) || null;
    const summary = this.#showCount();
    if (summary !== this.#announced) announce(summary);
    this.#announced = summary;
    this.#mark();
  }

  /** Shows a message instead of matches. @param {string} message */
  #say(message) {
    this.list.replaceChildren();
    this.hits = [];
    this.current = null;
    this.#mark();
    get("[data-find-count]").textContent = message;
    announce(message);
  }

  // Clears the matches, because a preview or the result of a replacement is shown instead.
  clear() {
    this.hits = [];
    this.current = null;
    this.bar.hidden = true;
    this.marks.clear();
  }

  // Shows the number of matches, and returns it as text.
  #showCount() {
    const data = $("[data-matches]", this.list)?.dataset;
    const { matches: count = 0, pages = 0, isCut } = data || /** @type {Record<string, undefined>} */ ({});
    const places = `${isCut === undefined ? "" : "more than "}${count} ${Number(count) === 1 ? "match" : "matches"}`;
    const found = this.isSite && Number(pages) > 0 ? `${places} on ${pages} ${Number(pages) === 1 ? "page" : "pages"}` : places;
    const at = this.hits.findIndex((hit) => hit === this.current);
    const text = !this.query ? "" : !this.hits.length ? "Not found" : at < 0 ? found[0].toUpperCase() + found.slice(1) : `${at + 1} of ${found}`;
    this.bar.hidden = !this.query;
    get("[data-find-count]").textContent = text;
    for (const button of $$("button", this.bar)) button.disabled = !this.hits.length;
    return text;
  }

  get #hitsHere() { return this.hits.filter((hit) => hit.page === this.editor.page && hit.block); }

  #scheduleMark() {
    this.#marking ??= setTimeout(() => {
      this.#marking = null;
      this.#mark();
    }, MARK_DELAY_MS);
  }

  #mark() {
    this.#showCount();
    for (const hit of this.hits) hit.link.toggleAttribute("aria-current", hit === this.current);
    if (!this.isOpen || !this.hits.length) return this.marks.clear();
    return this.marks.show(this.#hitsHere, this.current);
  }

  /** @param {number} direction */
  step(direction) {
    if (!this.isOpen) return this.open();
    if (!this.hits.length) return announce(this.#showCount());
    const at = this.hits.findIndex((hit) => hit === this.current);
    const first = direction > 0 ? Math.max(0, this.hits.indexOf(this.#hitsHere[0])) : this.hits.length - 1;
    return this.go(this.hits[at < 0 ? first : (at + direction + this.hits.length) % this.hits.length]);
  }

  /** @param {Hit} hit */
  go(hit) {
    if (hit.page === this.editor.page && hit.block) return this.#showHit(hit);
    const among = this.hits.filter((one) => one.page === hit.page && one.block === hit.block).indexOf(hit);
    return location.assign(hit.block ? `${hit.link.href}&find=${among}` : hit.link.href);
  }

  /** @param {Hit | null} hit */
  #showHit(hit) {
    this.current = hit;
    if (!hit) return;
    this.editor.select(hit.block, { isAnnounced: false, focus: false });
    const range = this.#mark();
    if (range) reveal(range, this.editor.canvas.window);
    hit.link.scrollIntoView({ block: "nearest" });
    announce(`${this.#showCount()}. ${hit.link.textContent.trim().replace(/\s+/g, " ")}`);
  }

  /** @param {KeyboardEvent} event */
  #keys(event) {
    const isModified = event.ctrlKey || event.metaKey || event.altKey;
    if (!matches(event.target, "[name=q]")) return;
    // A second Ctrl+F opens the browser's own search.
    if (isModified && !event.shiftKey && event.key.toLowerCase() === "f") event.stopPropagation();
    if (event.key === "Enter" && !isModified) {
      event.preventDefault();
      this.#searchNow().then(() => this.step(event.shiftKey ? -1 : 1));
    }
    if (event.key === "Escape") {
      event.preventDefault();
      this.editor.panels.open("");
      if (this.editor.selected) this.editor.canvas.focus(this.editor.selected);
      else get("[data-panel-button=find]").focus();
    }
  }

  // Searches now, unless the shown matches are those of the current query.
  async #searchNow() {
    if ($("[data-matches]", this.list) && this.#searched === JSON.stringify(this.parameters)) return;
    await this.search();
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const link = closest(event.target, "[data-match]");
    const hit = link && !event.ctrlKey && !event.metaKey && this.hits.find((one) => one.link === link);
    if (!hit) return;
    event.preventDefault();
    this.go(hit);
  }

  #store() {
    this.#searched = JSON.stringify(this.parameters);
    const [matchCase, wholeWords] = ["match_case", "whole_words"].map((name) => formField(this.form, name));
    const stored = { q: this.query, where: formField(this.form, "where").value, match_case: matchCase.checked, whole_words: wholeWords.checked };
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify(stored));
  }
}

/** @param {Hit} one @param {Hit} other */
const isSame = (one, other) => /** @type {(keyof Hit)[]} */ (["page", "block", "field", "text", "nth"]).every((name) => one[name] === other[name]);

/** Scrolls a match into the upper half of the screen, where no bottom sheet covers it on a phone. @param {Range} range @param {ContentWindow} frame */
function reveal(range, frame) {
  const { top, bottom } = range.getBoundingClientRect();
  if (top > 40 && bottom < frame.innerHeight * 0.5) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  frame.scrollBy({ top: top - frame.innerHeight * 0.3, behavior: calm ? "auto" : "smooth" });
}
