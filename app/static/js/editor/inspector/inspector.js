// The inspector: shows the fields of the selected block and sends their changes.

import { $, $$, closest, get, isTextField, matches, parseHtml, valueOf } from "../core/dom.js";
import { indexAfter, mergeAround, restoreFieldFocus } from "./panel-state.js";
import { showValue, startRichFields } from "./rich-fields.js";

export class Inspector {
  /** @type {RichField[]} */
  #rich = [];
  wanted = "";

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.panel = get("#inspector");
    this.empty = get("#inspector").innerHTML;
    this.panel.addEventListener("focusin", ({ target }) => {
      const field = /** @type {HTMLElement} */ (target);
      field.valueAtFocus = valueOf(field);
    });
    this.panel.addEventListener("input", (event) => this.#input(/** @type {FormField} */ (event.target)));
    this.panel.addEventListener("change", (event) => this.#changed(/** @type {FormField} */ (event.target)));
    this.panel.addEventListener("submit", (event) => event.preventDefault());
    this.panel.addEventListener("focusout", ({ target }) => this.#catchUp(/** @type {HTMLElement} */ (target)));
    this.panel.addEventListener("click", (event) => this.#click(event));
    this.panel.addEventListener("keydown", (event) => this.#tabKeys(event));
  }

  get shown() { return $("form[data-inspector]", this.panel)?.dataset.inspector || ""; }

  /**
   * Shows the panel of a block, which is fetched unless a response contained it as `html`. Keeps the focused text field.
   * @param {string} id @param {string | undefined} [html]
   */
  async show(id, html) {
    // A response to an earlier request must not replace this panel.
    this.wanted = id;
    if (!id) return this.#fill(this.empty);
    const isFetched = html === undefined;
    if (html === undefined) {
      if (this.shown === id) return;
      // A new block is not on the server yet; the response to its operation contains the panel.
      if (this.#isNew(id)) return this.#say("One moment…");
      const fetched = await this.#fetch(id);
      if (fetched === null) return;
      html = fetched;
    }
    const focused = this.panel.contains(document.activeElement) ? /** @type {HTMLInputElement} */ (document.activeElement) : null;
    const tab = $("[role=tab][aria-selected=true]", this.panel)?.id;
    const opened = this.shown === id ? $$("details", this.panel).map((one) => one.open) : [];
    const isSame = this.shown === id;
    const isMerged = isSame && focused && isTextField(focused) && mergeAround(this.panel, html, focused);
    if (!isMerged) this.#fill(html);
    this.#releaseRich(({ element }) => !element.isConnected);
    this.#rich.push(...startRichFields(this.panel, this.editor, (field, value) => this.#send(field.dataset.name, value, /** @type {FormField} */ (field))));
    if (isFetched) this.#addPending(id);
    if (!isSame) return;
    if (tab && $(`#${tab}`)) this.#openTab(get(`#${tab}`));
    $$("details", this.panel).forEach((one, at) => { one.open = opened[at] || false; });
    if (focused && !isMerged) restoreFieldFocus(this.panel, focused);
  }

  /**
   * Keeps a field's text although the page shows another version, and adds a note that says so.
   * @param {string} path @param {HTMLElement} note
   */
  keepText(path, note) {
    const row = $(`[data-field-row="${CSS.escape(path)}"]`, this.panel);
    if (!row) return;
    row.dataset.revision ??= row.closest("form")?.dataset.revision || "";
    row.dataset.isHeld = "";
    $(":scope > .ed-field__versions", row)?.remove();
    row.append(note);
  }

  /**
   * When a field loses the focus, updates it if newer panels skipped it while it was being edited.
   * @param {HTMLElement} field
   */
  #catchUp(field) {
    const row = field.closest("[data-field-row][data-revision]");
    if (row && !("isHeld" in row.dataset)) this.#reload(() => row.isConnected && !row.contains(document.activeElement));
  }

  // Reloads the panel from the server, once no operations are pending.
  async #reload(isWanted = () => true) {
    await this.editor.queue.idle();
    const id = this.shown;
    if (!id || !isWanted()) return;
    const html = await this.#fetch(id);
    if (html !== null && this.shown === id) this.show(id, html);
  }

  /** Applies what was typed on the page while the panel was being fetched. @param {string} id */
  #addPending(id) {
    for (const { echo } of this.editor.queue.unacknowledged) if (echo?.do === "update" && echo.id === id) this.mirror(id, echo.path, echo.value);
    if (Number($("form[data-inspector]", this.panel)?.dataset.revision) < Number(this.editor.canvas.revision)) this.reloadIfClean();
  }

  // Reloads the panel from the server, unless it shows text that the server does not have.
  reloadIfClean() {
    if (!$("[data-is-held], .is-wrong", this.panel)) this.#reload();
  }

  /** Shows the panel for the selection, or a message if several blocks are selected. @param {string[]} ids */
  showFor(ids) {
    if (ids.length < 2) return this.show(ids[0] || "");
    this.wanted = "";
    this.#say(`${ids.length} parts are selected. Move, copy, duplicate or delete them together, or select just one to change it.`);
  }

  /** Shows a value that was typed on the page in its field, unless the field has the focus. @param {string} id @param {string} path @param {string} value */
  mirror(id, path, value) {
    if (this.shown !== id) return;
    const field = $(`[name="${CSS.escape(path)}"], [data-name="${CSS.escape(path)}"]`, this.panel);
    if (field && field !== document.activeElement) showValue(field, value);
  }

  focusFirst(path = "") {
    const row = path && $(`[data-field-row="${CSS.escape(path)}"]`, this.panel);
    const field = $("input, textarea, select, [contenteditable=true]", row || $(".ed-tabpanel:not([hidden])", this.panel) || this.panel);
    field?.focus();
    if (matches(field, "input[type=text]")) /** @type {HTMLInputElement} */ (field).select();
  }

  /** Shows the validation error in a response beside its field; returns false if the field is missing. @param {string} html */
  showError(html) {
    const error = $("[data-field-error]", parseHtml(html));
    const row = error && $(`[data-field-row="${CSS.escape(error.dataset.fieldError)}"]`, this.panel);
    if (!row) return false;
    $(".ed-field__error", row)?.remove();
    row.append(document.adoptNode(error));
    row.classList.add("is-wrong");
    $("input, textarea, select", row)?.setAttribute("aria-invalid", "true");
    return true;
  }

  /** @param {string} html */
  #fill(html) {
    this.#releaseRich();
    this.panel.innerHTML = html;
  }

  // Releases the rich text editors of fields that are no longer shown.
  #releaseRich(isDone = /** @type {(field: RichField) => boolean} */ (() => true)) {
    this.#rich.filter(isDone).forEach((field) => field.release());
    this.#rich = this.#rich.filter((field) => !field.isReleased);
  }

  /** @param {string} id */
  #isNew(id) {
    return this.editor.queue.unacknowledged.some(({ echo, touches }) => ["insert", "duplicate", "paste"].includes((echo?.do === "many" ? echo.steps[0] : echo)?.do || "") && touches.includes(id));
  }

  /** @param {string} message */
  #say(message) {
    const note = document.createElement("p");
    note.className = "ed-inspector__empty";
    note.textContent = message;
    this.#fill(note.outerHTML);
  }

  /** @param {string} id */
  async #fetch(id) {
    const address = `${this.editor.pageUrl}/blocks/${encodeURIComponent(id)}/edit`;
    const response = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (this.wanted !== id) return null;
    if (response?.ok) return response.text();
    this.#say("The settings will appear once we can reach the server. You can keep editing the page.");
    return null;
  }

  /** @param {FormField} field */
  #input(field) {
    if (field.matches("select, [type=radio], [type=checkbox]") || field.closest("[data-rich]")) return;
    this.#send(field.name, field.value, field);
  }

  /** @param {FormField} field */
  #changed(field) {
    if (!field.matches("select, [type=radio], [type=checkbox]")) return;
    if (field.matches("[data-link-page]")) {
      const address = get('[data-field-row$=".url"]', field.closest("fieldset") || this.panel);
      address.hidden = field.value !== "url";
      if (field.value === "url") {
        get("input", address).focus();
        return;
      }
    }
    const value = field.type === "checkbox" ? (/** @type {HTMLInputElement} */ (field).checked ? "on" : "off") : field.value;
    this.#send(field.name, value, field);
  }

  /** @param {string} path @param {string} value @param {FormField} field */
  #send(path, value, field) {
    if (!path || !this.shown) return;
    const row = field.closest("[data-field-row]");
    row?.classList.remove("is-wrong");
    row?.querySelector(":scope > .ed-field__error")?.remove();
    field.removeAttribute("aria-invalid");
    const kind = field.dataset.echo || "";
    const base = Number(field.closest("[data-revision]")?.dataset.revision);
    this.editor.gestures.update(this.shown, path, value, { group: this.editor.typingGroups.group(this.shown, path), kind, base, isTyped: isTextField(field) });
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const tab = closest(event.target, "[role=tab]");
    if (tab) this.#openTab(tab);
    const item = closest(event.target, "[data-item-action]")?.dataset;
    if (item) this.#changeItems(item);
  }

  /**
   * Changes a list of items. Items are identified by index, so the index in the request takes pending changes into account.
   * @param {DOMStringMap} options
   */
  #changeItems({ itemField: field, itemAction: action, itemIndex }) {
    const url = `${this.editor.pageUrl}/blocks/${encodeURIComponent(this.shown)}/items`;
    let count = $$(`[data-item-action=remove][data-item-field="${CSS.escape(field)}"]`, this.panel).length;
    let index = Number(itemIndex);
    for (const one of this.editor.queue.unacknowledged.filter((sent) => sent.url === url && sent.fields.field === field)) {
      index = indexAfter(/** @type {{ action: string, index: number }} */ (one.fields), index, count);
      count += one.fields.action === "add" ? 1 : one.fields.action === "remove" ? -1 : 0;
    }
    if (index < 0 && action !== "add") return;
    this.editor.send("POST", url, { field, action, index: Math.max(index, 0) }, { touches: [this.shown] });
  }

  /** @param {KeyboardEvent} event */
  #tabKeys(event) {
    const tab = closest(event.target, "[role=tab]");
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!tab || !step) return;
    const tabs = $$("[role=tab]", this.panel);
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    this.#openTab(next);
    next.focus();
  }

  /** @param {HTMLElement} tab */
  #openTab(tab) {
    for (const one of $$("[role=tab]", this.panel)) {
      const isActive = one === tab;
      one.setAttribute("aria-selected", String(isActive));
      one.tabIndex = isActive ? 0 : -1;
      get(`#${one.getAttribute("aria-controls")}`).hidden = !isActive;
    }
  }
}
