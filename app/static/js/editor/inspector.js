// The field panel: shows the fields of the selection and sends what is typed, burst by burst.

import { $, $$, isTextField, valueOf } from "./dom.js";
import { graft } from "./graft.js";
import { showValue, startRichFields } from "./inspector-rich.js";

export class Inspector {
  #rich = [];

  constructor(editor) {
    Object.assign(this, { editor, panel: $("#inspector"), empty: $("#inspector").innerHTML });
    this.panel.addEventListener("focusin", ({ target }) => { target.valueAtFocus = valueOf(target); });
    this.panel.addEventListener("input", (event) => this.#input(event.target));
    this.panel.addEventListener("change", (event) => this.#changed(event.target));
    this.panel.addEventListener("submit", (event) => event.preventDefault());
    this.panel.addEventListener("focusout", ({ target }) => this.#catchUp(target));
    this.panel.addEventListener("click", (event) => this.#click(event));
    this.panel.addEventListener("keydown", (event) => this.#tabKeys(event));
  }

  get shown() { return $("form[data-inspector]", this.panel)?.dataset.inspector || ""; }

  // Shows the panel of a block, from the answer's HTML where it brought it. The field in focus stays.
  async show(id, html) {
    // A panel that was asked for earlier and comes later must not take this one's place.
    this.wanted = id;
    if (!id) return this.#fill(this.empty);
    const isAsked = html === undefined;
    if (isAsked) {
      if (this.shown === id) return;
      // What has just been added is not on the server yet; its answer brings the panel.
      if (this.#isNew(id)) return this.#say("One moment…");
      html = await this.#fetch(id);
      if (html === null) return;
    }
    const focused = this.panel.contains(document.activeElement) ? document.activeElement : null;
    const tab = $("[role=tab][aria-selected=true]", this.panel)?.id;
    const opened = this.shown === id ? $$("details", this.panel).map((one) => one.open) : [];
    const isSame = this.shown === id;
    const isGrafted = isSame && isTextField(focused) && graft(this.panel, html, focused);
    if (!isGrafted) this.#fill(html);
    this.#letGo(({ element }) => !element.isConnected);
    this.#rich.push(...startRichFields(this.panel, this.editor, (field, value) => this.#send(field.dataset.name, value, field)));
    if (isAsked) this.#addPending(id);
    if (!isSame) return;
    if (tab && $(`#${tab}`)) this.#openTab($(`#${tab}`));
    $$("details", this.panel).forEach((one, at) => { one.open = opened[at] || false; });
    if (focused && !isGrafted) this.#focus(focused);
  }

  // A field keeps the words that the page does not show, with a note that says so.
  hold(path, note) {
    const row = $(`[data-field-row="${CSS.escape(path)}"]`, this.panel);
    if (!row) return;
    row.dataset.revision ??= row.closest("form").dataset.revision;
    row.dataset.isHeld = "";
    $(":scope > .ed-field__versions", row)?.remove();
    row.append(note);
  }

  // A field that stayed as it was while it was written in shows what is there now, once it is left.
  #catchUp(field) {
    const row = field.closest("[data-field-row][data-revision]");
    if (row && !("isHeld" in row.dataset)) this.#showAnew(() => row.isConnected && !row.contains(document.activeElement));
  }

  // Once everything is saved, or refused: as the server has it.
  async #showAnew(isWanted = () => true) {
    await this.editor.queue.idle();
    const id = this.shown;
    if (!id || !isWanted()) return;
    const html = await this.#fetch(id);
    if (html !== null && this.shown === id) this.show(id, html);
  }

  // What was typed on the page while the panel was on its way.
  #addPending(id) {
    for (const { echo } of this.editor.queue.unacknowledged) if (echo?.do === "update" && echo.id === id) this.mirror(id, echo.path, echo.value);
    if (Number($("form[data-inspector]", this.panel)?.dataset.revision) < Number(this.editor.canvas.revision)) this.renew();
  }

  // As the server has it, where nothing is kept in it that is not there.
  renew() {
    if (!$("[data-is-held], .is-wrong", this.panel)) this.#showAnew();
  }

  // The panel of what is selected; several blocks have none in common.
  showFor(ids) {
    if (ids.length < 2) return this.show(ids[0] || "");
    this.wanted = "";
    this.#say(`${ids.length} parts are selected. Move, copy, duplicate or delete them together, or choose one of them to change it.`);
  }

  // What is typed on the page shows in its field as well.
  mirror(id, path, value) {
    if (this.shown !== id) return;
    const field = $(`[name="${CSS.escape(path)}"], [data-name="${CSS.escape(path)}"]`, this.panel);
    if (field && field !== document.activeElement) showValue(field, value);
  }

  focusFirst(path = "") {
    const row = path && $(`[data-field-row="${CSS.escape(path)}"]`, this.panel);
    const field = $("input, textarea, select, [contenteditable=true]", row || $(".ed-tabpanel:not([hidden])", this.panel) || this.panel);
    field?.focus();
    if (field?.select && field.type === "text") field.select();
  }

  refuse(html) {
    const error = new DOMParser().parseFromString(html, "text/html").querySelector("[data-field-error]");
    const row = error && $(`[data-field-row="${CSS.escape(error.dataset.fieldError)}"]`, this.panel);
    if (!row) return false;
    $(".ed-field__error", row)?.remove();
    row.append(document.adoptNode(error));
    row.classList.add("is-wrong");
    $("input, textarea, select", row)?.setAttribute("aria-invalid", "true");
    return true;
  }

  #fill(html) {
    this.#letGo();
    this.panel.innerHTML = html;
  }

  // Texts with formatting that are not shown any more are done with.
  #letGo(isDone = () => true) {
    this.#rich.filter(isDone).forEach((field) => field.letGo());
    this.#rich = this.#rich.filter((field) => !field.isGone);
  }

  #isNew(id) {
    return this.editor.queue.unacknowledged.some(({ echo, touches }) => ["insert", "duplicate", "paste"].includes((echo?.steps?.[0] || echo)?.do) && touches.includes(id));
  }

  #say(words) {
    const note = document.createElement("p");
    note.className = "ed-inspector__empty";
    note.textContent = words;
    this.#fill(note.outerHTML);
  }

  async #fetch(id) {
    const address = `${this.editor.pageUrl}/blocks/${encodeURIComponent(id)}/edit`;
    const response = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (this.wanted !== id) return null;
    if (response?.ok) return response.text();
    this.#say("The settings come as soon as the server can be reached. You can go on writing on the page.");
    return null;
  }

  #focus(before) {
    const name = before.name || before.dataset.name;
    const named = name && `:is([name="${CSS.escape(name)}"], [data-name="${CSS.escape(name)}"])`;
    const after = named ? $(`${named}:checked`, this.panel) || $(named, this.panel) : this.#sameButton(before);
    after?.focus();
    if (after?.setSelectionRange && before.selectionStart !== null && after.type === "text") {
      after.setSelectionRange(before.selectionStart, before.selectionEnd);
    }
  }

  // The button that does the same; of a part of a list that is gone, the one before it, or the one that adds.
  #sameButton({ id, dataset: { itemAction, itemField, itemIndex } }) {
    if (!itemAction) return id ? $(`#${CSS.escape(id)}`, this.panel) : null;
    const one = (action, index) => $(`[data-item-action="${action}"][data-item-field="${CSS.escape(itemField)}"]${index === undefined ? "" : `[data-item-index="${index}"]`}:not([disabled])`, this.panel);
    return one(itemAction, itemIndex) || one(itemAction, itemIndex - 1) || one("add");
  }

  #input(field) {
    if (field.matches("select, [type=radio], [type=checkbox]") || field.closest("[data-rich]")) return;
    this.#send(field.name, field.value, field);
  }

  #changed(field) {
    if (!field.matches("select, [type=radio], [type=checkbox]")) return;
    if (field.matches("[data-link-page]")) {
      const address = field.closest("fieldset").querySelector('[data-field-row$=".url"]');
      address.hidden = field.value !== "url";
      if (field.value === "url") {
        $("input", address).focus();
        return;
      }
    }
    const value = field.type === "checkbox" ? (field.checked ? "on" : "off") : field.value;
    this.#send(field.name, value, field);
  }

  #send(path, value, field) {
    if (!path || !this.shown) return;
    const row = field.closest("[data-field-row]");
    row?.classList.remove("is-wrong");
    row?.querySelector(":scope > .ed-field__error")?.remove();
    field.removeAttribute("aria-invalid");
    const kind = field.dataset.echo || "";
    const base = Number(field.closest("[data-revision]").dataset.revision);
    this.editor.gestures.update(this.shown, path, value, { group: this.editor.bursts.group(this.shown, path), kind, base, isTyped: isTextField(field) });
  }

  #click(event) {
    const tab = event.target.closest("[role=tab]");
    if (tab) this.#openTab(tab);
    const item = event.target.closest("[data-item-action]")?.dataset;
    if (item) this.#rearrange(item);
  }

  // The parts of a list go by their numbers, and what is on its way gives them others than those that are shown.
  #rearrange({ itemField: field, itemAction: action, itemIndex }) {
    const url = `${this.editor.pageUrl}/blocks/${encodeURIComponent(this.shown)}/items`;
    let count = $$(`[data-item-action=remove][data-item-field="${CSS.escape(field)}"]`, this.panel).length;
    let index = Number(itemIndex);
    for (const one of this.editor.queue.unacknowledged.filter((sent) => sent.url === url && sent.fields.field === field)) {
      index = numberAfter(one.fields, index, count);
      count += { add: 1, remove: -1 }[one.fields.action] || 0;
    }
    if (index < 0 && action !== "add") return;
    this.editor.send("POST", url, { field, action, index: Math.max(index, 0) }, { touches: [this.shown] });
  }

  #tabKeys(event) {
    const tab = event.target.closest("[role=tab]");
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!tab || !step) return;
    const tabs = $$("[role=tab]", this.panel);
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    this.#openTab(next);
    next.focus();
  }

  #openTab(tab) {
    for (const one of $$("[role=tab]", this.panel)) {
      const isIt = one === tab;
      one.setAttribute("aria-selected", String(isIt));
      one.tabIndex = isIt ? 0 : -1;
      $(`#${one.getAttribute("aria-controls")}`).hidden = !isIt;
    }
  }
}

// The number that a part of a list has after a change of the list; -1 when it is gone.
function numberAfter({ action, index }, number, count) {
  if (action === "add" || number < 0) return number;
  if (action === "remove") return number === index ? -1 : number - (number > index);
  const other = action === "up" ? Math.max(index - 1, 0) : Math.min(index + 1, count - 1);
  return { [index]: other, [other]: index }[number] ?? number;
}
