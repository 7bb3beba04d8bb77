// The panel to find and replace. The server searches; here is what one sees of it.

import { $, $$, announce, closest, formField, get, matches } from "../core/dom.js";
import { Highlights } from "./highlights.js";
import { Replacement } from "./replacement.js";

const PAUSE = 180;
const KEPT = "quillspace-find";

export class FindPanel {
  /** @type {AbortController | null} */
  #asked = null;
  #told = "";
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
    this.form.addEventListener("input", ({ target }) => !matches(target, "[name=words]") && this.#later(PAUSE));
    this.form.addEventListener("keydown", (event) => this.#keys(event));
    this.list.addEventListener("click", (event) => this.#click(event));
    editor.onAnswer(() => this.isOpen && this.#later(600));
    editor.canvas.onLoad((frame) => {
      new MutationObserver(() => this.#markLater()).observe(frame.body, { childList: true, characterData: true, subtree: true });
      this.#markLater();
    });
    new MutationObserver(() => this.isOpen || this.marks.clear()).observe(get(".ed-desk"), { attributeFilter: ["data-panel"] });
  }

  get isOpen() { return get(".ed-desk").dataset.panel === "find"; }
  get isSite() { return formField(this.form, "where").value === "site"; }
  get words() { return formField(this.form, "q").value; }

  // What is asked, as the server reads it.
  get question() {
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

  /** The search goes on after a page of its results was opened. @param {string} block @param {number} nth */
  resume(block, nth) {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) || "{}");
    for (const [name, value] of Object.entries(kept)) {
      const field = formField(this.form, name);
      if (field?.type === "checkbox") field.checked = value;
      else if (field) field.value = value;
    }
    this.editor.panels.open("find");
    formField(this.form, "q").focus();
    this.search().then(() => this.#arrive(this.#own.filter((hit) => hit.block === block)[nth] || null));
  }

  /** @param {number} milliseconds */
  #later(milliseconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.search(), milliseconds);
  }

  async search() {
    if (this.replacing.isShown) return;
    clearTimeout(this.#timer);
    this.#keep();
    this.#asked?.abort();
    this.#asked = new AbortController();
    if (!this.words) return this.#show("");
    const address = this.isSite ? this.form.dataset.siteAddress : this.form.dataset.pageAddress;
    try {
      const response = await fetch(`${address}?${new URLSearchParams(this.question)}`, { headers: { "HX-Request": "true" }, signal: this.#asked.signal });
      const html = await response.text();
      if (response.ok) this.#show(html);
      else this.#say("The search failed. Please try again.");
    } catch (error) {
      if (/** @type {Error} */ (error).name !== "AbortError") this.#say("We can’t reach the server, so nothing can be searched right now.");
    }
  }

  /** @param {string} html */
  #show(html) {
    if (this.replacing.isShown) return;
    const before = this.current;
    this.list.innerHTML = html;
    this.hits = $$("[data-match]", this.list).map((link) => ({
      link: /** @type {HTMLAnchorElement} */ (link), page: link.dataset.match, block: link.dataset.block, field: link.dataset.in, words: link.dataset.words, nth: Number(link.dataset.nth),
    }));
    this.current = this.hits.find((hit) => before && isSame(hit, before)) || null;
    const told = this.#tell();
    if (told !== this.#told) announce(told);
    this.#told = told;
    this.#mark();
  }

  /** @param {string} words */
  #say(words) {
    this.list.replaceChildren();
    this.hits = [];
    this.current = null;
    this.#mark();
    get("[data-find-count]").textContent = words;
    announce(words);
  }

  // Something else is shown in the place of what was found.
  rest() {
    this.hits = [];
    this.current = null;
    this.bar.hidden = true;
    this.marks.clear();
  }

  // How many there are, in words, on the screen too.
  #tell() {
    const facts = $("[data-matches]", this.list)?.dataset;
    const { matches: count = 0, pages = 0, isCut } = facts || /** @type {Record<string, undefined>} */ ({});
    const places = `${isCut === undefined ? "" : "more than "}${count} ${Number(count) === 1 ? "place" : "places"}`;
    const found = this.isSite && Number(pages) > 0 ? `${places} on ${pages} ${Number(pages) === 1 ? "page" : "pages"}` : places;
    const at = this.hits.findIndex((hit) => hit === this.current);
    const said = !this.words ? "" : !this.hits.length ? "Not found" : at < 0 ? found[0].toUpperCase() + found.slice(1) : `${at + 1} of ${found}`;
    this.bar.hidden = !this.words;
    get("[data-find-count]").textContent = said;
    for (const button of $$("button", this.bar)) button.disabled = !this.hits.length;
    return said;
  }

  get #own() { return this.hits.filter((hit) => hit.page === this.editor.page && hit.block); }

  #markLater() {
    this.#marking ??= setTimeout(() => {
      this.#marking = null;
      this.#mark();
    }, 150);
  }

  #mark() {
    this.#tell();
    for (const hit of this.hits) hit.link.toggleAttribute("aria-current", hit === this.current);
    if (!this.isOpen || !this.hits.length) return this.marks.clear();
    return this.marks.show(this.#own, this.current);
  }

  /** @param {number} direction */
  step(direction) {
    if (!this.isOpen) return this.open();
    if (!this.hits.length) return announce(this.#tell());
    const at = this.hits.findIndex((hit) => hit === this.current);
    const first = direction > 0 ? Math.max(0, this.hits.indexOf(this.#own[0])) : this.hits.length - 1;
    return this.go(this.hits[at < 0 ? first : (at + direction + this.hits.length) % this.hits.length]);
  }

  /** @param {Hit} hit */
  go(hit) {
    if (hit.page === this.editor.page && hit.block) return this.#arrive(hit);
    const among = this.hits.filter((one) => one.page === hit.page && one.block === hit.block).indexOf(hit);
    return location.assign(hit.block ? `${hit.link.href}&find=${among}` : hit.link.href);
  }

  /** @param {Hit | null} hit */
  #arrive(hit) {
    this.current = hit;
    if (!hit) return;
    this.editor.select(hit.block, { isSaid: false, focus: false });
    const range = this.#mark();
    if (range) reveal(range, this.editor.canvas.window);
    hit.link.scrollIntoView({ block: "nearest" });
    announce(`${this.#tell()}. ${hit.link.textContent.trim().replace(/\s+/g, " ")}`);
  }

  /** @param {KeyboardEvent} event */
  #keys(event) {
    const isModified = event.ctrlKey || event.metaKey || event.altKey;
    if (!matches(event.target, "[name=q]")) return;
    // A second Ctrl+F is for the browser's own search.
    if (isModified && !event.shiftKey && event.key.toLowerCase() === "f") event.stopPropagation();
    if (event.key === "Enter" && !isModified) {
      event.preventDefault();
      this.#now().then(() => this.step(event.shiftKey ? -1 : 1));
    }
    if (event.key === "Escape") {
      event.preventDefault();
      this.editor.panels.open("");
      if (this.editor.selected) this.editor.canvas.focus(this.editor.selected);
      else get("[data-panel-button=find]").focus();
    }
  }

  // What was typed a moment ago is looked for before one goes on.
  async #now() {
    if ($("[data-matches]", this.list) && this.#searched === JSON.stringify(this.question)) return;
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

  #keep() {
    this.#searched = JSON.stringify(this.question);
    const [matchCase, wholeWords] = ["match_case", "whole_words"].map((name) => formField(this.form, name));
    const kept = { q: this.words, where: formField(this.form, "where").value, match_case: matchCase.checked, whole_words: wholeWords.checked };
    sessionStorage.setItem(KEPT, JSON.stringify(kept));
  }
}

/** @param {Hit} one @param {Hit} other */
const isSame = (one, other) => /** @type {(keyof Hit)[]} */ (["page", "block", "field", "words", "nth"]).every((name) => one[name] === other[name]);

/** Into the upper half, where no sheet of a phone covers it. @param {Range} range @param {ContentWindow} frame */
function reveal(range, frame) {
  const { top, bottom } = range.getBoundingClientRect();
  if (top > 40 && bottom < frame.innerHeight * 0.5) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  frame.scrollBy({ top: top - frame.innerHeight * 0.3, behavior: calm ? "auto" : "smooth" });
}
