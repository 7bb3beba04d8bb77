// Replaces text: shows a preview in which each match can be chosen, then the result, which can be undone.

import { $, $$, announce, changeHeaders, closest, formField, get, matches, notify, parseHtml } from "../core/dom.js";

const UNREACHABLE = "We can’t reach the server. Nothing was changed; please try again in a moment.";

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
    this.list.addEventListener("change", ({ target }) => this.#placesChanged(/** @type {HTMLInputElement} */ (target)));
    this.list.addEventListener("click", ({ target }) => closest(target, "[data-find=back]") && this.showMatches());
    this.list.addEventListener("submit", (event) => this.#submit(event));
    this.form.addEventListener("input", ({ target }) => !matches(target, "[name=words]") && this.#hide());
  }

  // True if a preview or a result is shown instead of matches.
  get isShown() { return !!$("[data-replacement], [data-replaced]", this.list); }

  get #parameters() { return { ...this.finding.parameters, words: formField(this.form, "words").value }; }

  async preview() {
    if (!this.finding.query) return formField(this.form, "q").focus();
    await this.editor.queue.idle("You’ll see what would change");
    const address = this.finding.isSite ? this.form.dataset.siteReplacements : this.form.dataset.pageReplacements;
    const html = await this.#fetch(`${address}/new?${new URLSearchParams(this.#parameters)}`);
    if (html === null) return;
    this.previewed = this.#parameters;
    this.group = crypto.randomUUID();
    this.#show(html);
    this.#updateButton();
  }

  /** @param {string} html */
  #show(html) {
    this.list.innerHTML = html;
    this.finding.clear();
    const head = $("[tabindex='-1']", this.list);
    head?.focus();
    announce(head?.textContent || "");
  }

  #hide() {
    if (this.isShown) this.list.replaceChildren();
  }

  showMatches() {
    this.#hide();
    this.finding.search();
    formField(this.form, "q").focus();
  }

  /** Updates the checkboxes. A page's checkbox selects all of its matches. @param {HTMLInputElement} box */
  #placesChanged(box) {
    const group = box.closest(".ed-offers");
    if (!group) return;
    const all = get("[data-offers]", group);
    const places = $$("input[name=place]:enabled", group);
    if (box === all) places.forEach((place) => { place.checked = all.checked; });
    all.checked = places.every((place) => place.checked);
    all.indeterminate = !all.checked && places.some((place) => place.checked);
    this.#updateButton();
  }

  #updateButton() {
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
    if (matches(event.target, "[data-reversal]")) this.#undo(/** @type {HTMLFormElement} */ (event.target));
    else if (this.finding.isSite) this.#replaceOnSite();
    else this.#replaceHere();
  }

  // A replacement on the open page is an operation like any other.
  #replaceHere() {
    const places = $$("input[name=place]:checked", this.list);
    const touches = [...new Set(places.map((place) => place.dataset.block))].filter(Boolean);
    this.editor.send("POST", "/replacements", { ...this.previewed, place: places.map((place) => place.value) }, { touches });
    this.showMatches();
  }

  async #replaceOnSite() {
    const places = $$("input[name=place]:checked", this.list).map((place) => /** @type {[string, string]} */ (["place", place.value]));
    await this.#change(this.form.dataset.siteReplacements, [...Object.entries(this.previewed || {}), ...places, ["group_id", this.group || ""]]);
  }

  /** @param {HTMLFormElement} form */
  async #undo(form) {
    await this.#change(this.form.dataset.reversals, /** @type {[string, string][]} */ ([...new FormData(form)]));
  }

  /**
   * Sends a change that also affects other pages. Afterwards, the open page fetches its own changes.
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

  /** Fetches the HTML of a response. If the request fails, shows a notice and returns null. @param {string} address @param {RequestInit} [options] */
  async #fetch(address, options = {}) {
    const headers = changeHeaders();
    const response = await fetch(address, { ...options, headers }).catch(() => null);
    const text = await response?.text().catch(() => null);
    if (response?.ok && text) return text;
    const page = parseHtml(text || "");
    notify($("[data-message]", page)?.textContent.trim() || (response ? "Something went wrong. Please try again." : UNREACHABLE));
    return null;
  }
}
