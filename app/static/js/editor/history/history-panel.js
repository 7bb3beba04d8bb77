// The history panel: the list of steps, viewing earlier states, naming versions, restoring.

import { $, $$, announce, changeHeaders, closest, formField, get, notify, parseHtml } from "../core/dom.js";
import { openPreviews } from "../shell/preview-links.js";

const RELOAD_DELAY_MS = 1200;

export class HistoryPanel {
  #timer = 0;
  #newestRequest = 0;
  #watcher = new IntersectionObserver((found) => found.forEach((one) => one.isIntersecting && this.#loadEarlier(/** @type {HTMLButtonElement} */ (one.target))), { rootMargin: "200px" });

  /** @param {Editor} editor */
  constructor(editor) {
    const dialog = get("#version-dialog");
    this.editor = editor;
    this.dialog = dialog;
    this.form = get("form", dialog);
    this.viewer = get("#viewer");
    this.list = get("#history-list");
    this.texts = get("#history-texts");
    this.filter = get("#history-filter");
    this.filter.addEventListener("change", () => this.show({ isAnnounced: true }));
    this.list.addEventListener("click", (event) => this.#click(event));
    this.form.addEventListener("submit", (event) => this.#saveName(event));
    $("[data-viewer-restore]")?.addEventListener("click", ({ currentTarget }) => this.#restore(/** @type {HTMLElement} */ (currentTarget).dataset.restore));
    this.viewer.addEventListener("close", () => get("[data-viewer-sheet]").replaceChildren());
  }

  get isOpen() { return get(".ed-desk").dataset.panel === "history"; }

  // Loads the list, starting with the newest entry. If requests overlap, the last one wins.
  async show({ isAnnounced = false } = {}) {
    clearTimeout(this.#timer);
    const request = (this.#newestRequest += 1);
    await this.editor.queue.idle("The history will be shown");
    const html = await this.#read({});
    if (html === null || request !== this.#newestRequest) return;
    this.#watcher.disconnect();
    this.list.innerHTML = html;
    this.#watch();
    if (isAnnounced) announce(`${$$("[data-step]", this.list).length} entries`);
    this.#showTexts();
  }

  // Reloads the list after a change, unless the author has scrolled down.
  scheduleReload() {
    clearTimeout(this.#timer);
    if (!this.isOpen || this.list.querySelector("details[open]")) return;
    this.#timer = setTimeout(() => this.isOpen && !this.list.querySelector("details[open]") && get("#panel").scrollTop < 200 && this.show(), RELOAD_DELAY_MS);
  }

  /** @param {Record<string, string>} query */
  async #read(query) {
    if (this.filter.checked) query.only = "named";
    const response = await fetch(`${this.list.dataset.history}?${new URLSearchParams(query)}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!response?.ok) {
      notify("We can’t reach the server, so we can’t show the history right now.");
      return null;
    }
    return response.text();
  }

  /** Loads the next part of the list when its end is near. @param {HTMLButtonElement} button */
  async #loadEarlier(button) {
    if (button.disabled) return;
    this.#watcher.unobserve(button);
    button.disabled = true;
    const hadFocus = document.activeElement === button;
    const html = await this.#read({ before: button.dataset.historyEarlier, day: button.dataset.historyDay });
    if (!button.isConnected) return;
    if (html === null) {
      button.disabled = false;
      return;
    }
    const template = document.createElement("template");
    template.innerHTML = html;
    const first = $("summary", template.content);
    button.replaceWith(template.content);
    if (hadFocus) first?.focus();
    this.#watch();
  }

  #watch() {
    const button = $("[data-history-earlier]", this.list);
    if (button) this.#watcher.observe(button);
  }

  /** @param {MouseEvent} options */
  #click({ target }) {
    const button = closest(target, "button");
    if (!button) return;
    const { look, restore, rename, name, nameRevision, share, historyEarlier } = button.dataset;
    if (historyEarlier) this.#loadEarlier(button);
    else if (look) this.#showState(button.dataset);
    else if (restore) this.#restore(restore);
    else if (share) openPreviews(this.editor, share);
    else if (rename) this.name({ version: rename, name });
    else if (nameRevision) this.name({ revision: nameRevision });
  }

  /** Shows an earlier state over the edited page. @param {DOMStringMap} options */
  #showState({ look, compare, revision, title, when }) {
    const frame = document.createElement("iframe");
    frame.title = `The page as it was: ${title}`;
    frame.src = look;
    frame.addEventListener("load", () => frame.contentDocument?.addEventListener("click", (event) => event.preventDefault()));
    get("[data-viewer-sheet]").replaceChildren(frame);
    get("#viewer-title").textContent = title;
    get("[data-viewer-when]").textContent = when;
    get("[data-viewer-compare]").href = compare;
    const restore = $("[data-viewer-restore]");
    if (restore) {
      restore.dataset.restore = revision;
      restore.hidden = revision === this.editor.canvas.revision;
    }
    this.viewer.showModal();
  }

  /** @param {string} revision */
  #restore(revision) {
    this.viewer.close();
    this.editor.send("POST", "/restorations", { revision });
    this.scheduleReload();
  }

  // By default, names the page's current state.
  async name({ version = "", revision = "", name = "" } = {}) {
    await this.editor.queue.idle("You can name this version");
    Object.assign(this.form.dataset, { version, revision });
    get("#version-title").textContent = version && name ? "Rename this version" : "Name this version";
    formField(this.form, "name").value = name;
    this.#showProblem("");
    this.dialog.showModal();
    formField(this.form, "name").select();
  }

  /** @param {SubmitEvent} event */
  async #saveName(event) {
    event.preventDefault();
    const { versions, version, revision } = this.form.dataset;
    const body = new URLSearchParams({ name: formField(this.form, "name").value, ...(revision && !version ? { revision } : {}) });
    const response = await fetch(version ? `${versions}/${version}` : versions, {
      method: version ? "PATCH" : "POST",
      body,
      headers: changeHeaders(),
    }).catch(() => null);
    const page = response && parseHtml(await response.text()).body;
    if (!response?.ok) return this.#showProblem((page && ($("[data-message]", page) || page).textContent.trim()) || "We can’t reach the server. Please try again in a moment.");
    this.dialog.close();
    announce(page?.textContent.trim());
    if (this.isOpen) this.show();
  }

  /** @param {string} message */
  #showProblem(message) {
    get("#version-problem").textContent = message;
    formField(this.form, "name").toggleAttribute("aria-invalid", !!message);
    if (message) formField(this.form, "name").focus();
  }

  // Shows the texts that have or had conflicts.
  async #showTexts() {
    const response = await fetch(this.texts.dataset.historyTexts, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!response?.ok) return;
    const place = get("[data-history-texts-list]", this.texts);
    place.innerHTML = await response.text();
    this.texts.hidden = !$("li", place);
  }
}
