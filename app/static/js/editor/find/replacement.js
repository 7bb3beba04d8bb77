// Replacing: what would change, each place to be chosen; then what was done, and the way back.

import { $, $$, announce, changeHeaders, closest, formField, get, matches, notify, parseHtml } from "../core/dom.js";

const AWAY = "We can’t reach the server. Nothing was changed; please try again in a moment.";

export class Replacement {
  /** @param {FindPanel} finding */
  constructor(finding) {
    this.finding = finding;
    this.editor = finding.editor;
    this.form = finding.form;
    this.list = finding.list;
    $("[data-find=preview]", this.form)?.addEventListener("click", () => this.preview());
    formField(this.form, "words")?.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.preview();
    });
    this.list.addEventListener("change", ({ target }) => this.#chosen(/** @type {HTMLInputElement} */ (target)));
    this.list.addEventListener("click", ({ target }) => closest(target, "[data-find=back]") && this.back());
    this.list.addEventListener("submit", (event) => this.#submit(event));
    this.form.addEventListener("input", ({ target }) => !matches(target, "[name=words]") && this.#leave());
  }

  // Whether a preview or a result stands where the places found would be.
  get isShown() { return !!$("[data-replacement], [data-replaced]", this.list); }

  get #asked() { return { ...this.finding.question, words: formField(this.form, "words").value }; }

  async preview() {
    if (!this.finding.words) return formField(this.form, "q").focus();
    await this.editor.queue.idle("You’ll see what would change");
    const address = this.finding.isSite ? this.form.dataset.siteReplacements : this.form.dataset.pageReplacements;
    const html = await this.#fetch(`${address}/new?${new URLSearchParams(this.#asked)}`);
    if (html === null) return;
    this.replaced = this.#asked;
    this.group = crypto.randomUUID();
    this.#show(html);
    this.#count();
  }

  /** @param {string} html */
  #show(html) {
    this.list.innerHTML = html;
    this.finding.rest();
    const head = $("[tabindex='-1']", this.list);
    head?.focus();
    announce(head?.textContent || "");
  }

  #leave() {
    if (this.isShown) this.list.replaceChildren();
  }

  back() {
    this.#leave();
    this.finding.search();
    formField(this.form, "q").focus();
  }

  /** A page's box stands for all of its places. @param {HTMLInputElement} box */
  #chosen(box) {
    const group = box.closest(".ed-offers");
    if (!group) return;
    const all = get("[data-offers]", group);
    const places = $$("input[name=place]:enabled", group);
    if (box === all) places.forEach((place) => { place.checked = all.checked; });
    all.checked = places.every((place) => place.checked);
    all.indeterminate = !all.checked && places.some((place) => place.checked);
    this.#count();
  }

  #count() {
    const button = $("[data-find=replace]", this.list);
    if (!button) return;
    const places = $$("input[name=place]:checked", this.list);
    const pages = new Set(places.map((place) => place.closest(".ed-offers"))).size;
    const where = this.finding.isSite && pages ? ` on ${pages} ${pages === 1 ? "page" : "pages"}` : "";
    button.textContent = `Replace ${places.length}${where}`;
    button.disabled = !places.length;
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    if (matches(event.target, "[data-reversal]")) this.#takeBack(/** @type {HTMLFormElement} */ (event.target));
    else if (this.finding.isSite) this.#replaceOnSite();
    else this.#replaceHere();
  }

  // On the page that is open it is a gesture like any other.
  #replaceHere() {
    const places = $$("input[name=place]:checked", this.list);
    const touches = [...new Set(places.map((place) => place.dataset.block))].filter(Boolean);
    this.editor.send("POST", "/replacements", { ...this.replaced, place: places.map((place) => place.value) }, { touches });
    this.back();
  }

  async #replaceOnSite() {
    const places = $$("input[name=place]:checked", this.list).map((place) => /** @type {[string, string]} */ (["place", place.value]));
    await this.#change(this.form.dataset.siteReplacements, [...Object.entries(this.replaced || {}), ...places, ["group_id", this.group || ""]]);
  }

  /** @param {HTMLFormElement} form */
  async #takeBack(form) {
    await this.#change(this.form.dataset.reversals, /** @type {[string, string][]} */ ([...new FormData(form)]));
  }

  /**
   * A change that reaches over other pages too: afterwards the open one is brought up to date.
   * @param {string} address @param {[string, string][]} fields
   */
  async #change(address, fields) {
    const button = get("[type=submit]", this.list);
    button.disabled = true;
    await this.editor.queue.idle("The text will be replaced");
    const body = new URLSearchParams([...fields, ["operation_id", crypto.randomUUID()], ["client_id", this.editor.client]]);
    const html = await this.#fetch(address, { method: "POST", body });
    button.disabled = false;
    if (html === null) return;
    this.#show(html);
    await this.editor.refresh();
  }

  /** The answer's HTML; null, and said, where there is none. @param {string} address @param {RequestInit} [options] */
  async #fetch(address, options = {}) {
    const headers = changeHeaders();
    const response = await fetch(address, { ...options, headers }).catch(() => null);
    const text = await response?.text().catch(() => null);
    if (response?.ok && text) return text;
    const answer = parseHtml(text || "");
    notify($("[data-message]", answer)?.textContent.trim() || (response ? "Something went wrong. Please try again." : AWAY));
    return null;
  }
}
