// Replacing: what would change, each place to be chosen; then what was done, and the way back.

import { $, $$, announce, notify } from "./dom.js";

const AWAY = "We can't reach the server. Nothing was changed; please try again in a moment.";

export class Replacing {
  constructor(finding) {
    Object.assign(this, { finding, editor: finding.editor, form: finding.form, list: finding.list });
    $("[data-find=preview]", this.form)?.addEventListener("click", () => this.preview());
    this.form.elements.words?.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.preview();
    });
    this.list.addEventListener("change", ({ target }) => this.#chosen(target));
    this.list.addEventListener("click", ({ target }) => target.closest("[data-find=back]") && this.back());
    this.list.addEventListener("submit", (event) => this.#submit(event));
    this.form.addEventListener("input", ({ target }) => target.name !== "words" && this.#leave());
  }

  // Whether a preview or a result stands where the places found would be.
  get isShown() { return !!$("[data-replacement], [data-replaced]", this.list); }

  get #asked() { return { ...this.finding.question, words: this.form.elements.words.value }; }

  async preview() {
    if (!this.finding.words) return this.form.elements.q.focus();
    await this.editor.queue.idle("You see what would change");
    const address = this.finding.isSite ? this.form.dataset.siteReplacements : this.form.dataset.pageReplacements;
    const html = await this.#fetch(`${address}/new?${new URLSearchParams(this.#asked)}`);
    if (html === null) return;
    this.replaced = this.#asked;
    this.group = crypto.randomUUID();
    this.#show(html);
    this.#count();
  }

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
    this.form.elements.q.focus();
  }

  // A page's box stands for all of its places.
  #chosen(box) {
    const group = box.closest(".ed-offers");
    if (!group) return;
    const all = $("[data-offers]", group);
    const places = $$("[name=place]:enabled", group);
    if (box === all) places.forEach((place) => { place.checked = all.checked; });
    all.checked = places.every((place) => place.checked);
    all.indeterminate = !all.checked && places.some((place) => place.checked);
    this.#count();
  }

  #count() {
    const button = $("[data-find=replace]", this.list);
    if (!button) return;
    const places = $$("[name=place]:checked", this.list);
    const pages = new Set(places.map((place) => place.closest(".ed-offers"))).size;
    const where = this.finding.isSite && pages ? ` on ${pages} ${pages === 1 ? "page" : "pages"}` : "";
    button.textContent = `Replace ${places.length}${where}`;
    button.disabled = !places.length;
  }

  #submit(event) {
    event.preventDefault();
    if (event.target.matches("[data-reversal]")) this.#takeBack(event.target);
    else if (this.finding.isSite) this.#replaceOnSite();
    else this.#replaceHere();
  }

  // On the page that is open it is a gesture like any other.
  #replaceHere() {
    const places = $$("[name=place]:checked", this.list);
    const touches = [...new Set(places.map((place) => place.dataset.block))].filter(Boolean);
    this.editor.send("POST", "/replacements", { ...this.replaced, place: places.map((place) => place.value) }, { touches });
    this.back();
  }

  async #replaceOnSite() {
    const places = $$("[name=place]:checked", this.list).map((place) => ["place", place.value]);
    await this.#change(this.form.dataset.siteReplacements, [...Object.entries(this.replaced), ...places, ["group_id", this.group]]);
  }

  async #takeBack(form) {
    await this.#change(this.form.dataset.reversals, [...new FormData(form)]);
  }

  // A change that reaches over other pages too: afterwards the open one is brought up to date.
  async #change(address, fields) {
    const button = $("[type=submit]", this.list);
    button.disabled = true;
    await this.editor.queue.idle("It is changed");
    const body = new URLSearchParams([...fields, ["operation_id", crypto.randomUUID()], ["client_id", this.editor.client]]);
    const html = await this.#fetch(address, { method: "POST", body });
    button.disabled = false;
    if (html === null) return;
    this.#show(html);
    await this.editor.refresh();
  }

  // The answer's HTML; null, and said, where there is none.
  async #fetch(address, options = {}) {
    const headers = { "HX-Request": "true", "X-CSRF-Token": $("meta[name=csrf-token]").content };
    const response = await fetch(address, { ...options, headers }).catch(() => null);
    const text = await response?.text().catch(() => null);
    if (response?.ok && text) return text;
    const answer = new DOMParser().parseFromString(text || "", "text/html");
    notify($("[data-message]", answer)?.textContent.trim() || (response ? "That did not work. Please try again." : AWAY));
    return null;
  }
}
