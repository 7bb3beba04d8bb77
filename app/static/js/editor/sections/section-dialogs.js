// Dialogs about sections: saving or sharing the selection, and a section's settings.

import { $, announce, changeHeaders, closest, formField, get, matches, notify, parseHtml } from "../core/dom.js";

/** `message`: the error message of a failed request. @typedef {{ ok: boolean, text: string, message: string }} Result */

/** @type {Record<string, [string, string]>} */
const PARTS = { Header: ["header", "Show it on every page, at the top"], Footer: ["footer", "Show it on every page, at the bottom"] };
const TITLES = "h1, h2, h3";

/** @param {Editor} editor */
export function startSectionDialogs(editor) {
  const keeping = new KeepDialog(editor);
  const settings = new SectionSettings(editor);
  return {
    keep: () => keeping.open(),
    /** @param {string} address */
    settings: (address) => settings.open(address),
    /** @param {string} id */
    part: (id) => settings.showInPanel(id),
  };
}

/** Saves a copy of the selection, or turns it into a shared section. */
class KeepDialog {
  #block = "";

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.dialog = /** @type {HTMLDialogElement} */ (get("#keep-section"));
    this.form = /** @type {HTMLFormElement} */ (get("[data-keep]", this.dialog));
    this.form.addEventListener("change", () => this.#updateForm());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
  }

  get #name() { return formField(this.form, "name"); }
  get #isShare() { return formField(this.form, "way").value === "share"; }
  get #part() { return PARTS[this.form.dataset.type || ""]; }

  open() {
    const { block, canvas } = this.editor;
    if (!block) return;
    this.#block = this.editor.selected;
    this.form.reset();
    say(this.form, "");
    const title = block.matches(TITLES) ? block : $(TITLES, block);
    const heading = title?.textContent.trim().replace(/\s+/g, " ").slice(0, 40);
    this.#name.value = (PARTS[block.dataset.blockType] ? "" : heading) || canvas.label(block);
    this.form.dataset.type = block.dataset.blockType;
    this.#updateForm();
    this.dialog.showModal();
    this.#name.select();
  }

  #updateForm() {
    const row = get("[data-keep-part]", this.form);
    row.hidden = !this.#isShare || !this.#part;
    get("span", row).textContent = this.#part?.[1] || "";
    get("[type=submit]", this.form).textContent = this.#isShare ? "Share it" : "Save a copy";
  }

  async #submit() {
    const name = this.#name.value.trim();
    if (!name) return showError(this.form, "Please give it a name.", this.#name);
    const path = `/blocks/${encodeURIComponent(this.#block)}`;
    if (this.#isShare) return this.#share(path, name);
    // The server makes the copy, so pending operations have to be saved first.
    await this.editor.queue.idle("The section will be saved");
    const result = await call("POST", `${this.editor.pageUrl}${path}/saved-sections`, { name });
    if (!result.ok) return showError(this.form, result.message, this.#name);
    this.dialog.close();
    this.editor.sections.reload();
    notify(`“${name}” was saved. You’ll find it under Add, Your sections.`, { kind: "info" });
  }

  /** @param {string} path @param {string} name */
  #share(path, name) {
    const part = formField(this.form, "everywhere").checked ? this.#part?.[0] || "" : "";
    this.editor.send("POST", `${path}/shares`, { name, part }, { touches: [this.#block] });
    this.dialog.close();
    notify(`“${name}” is now shared. Add it to other pages from Add, Your sections.`, { kind: "info" });
  }
}

/** The settings of a section, in a dialog or in place of the inspector. */
class SectionSettings {
  #isChanged = false;

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.dialog = /** @type {HTMLDialogElement} */ (get("#section-dialog"));
    this.body = get("[data-section-body]", this.dialog);
    this.dialog.addEventListener("close", () => this.#closed());
    document.addEventListener("change", ({ target }) => {
      const form = /** @type {HTMLFormElement | null} */ (closest(target, "[data-section-form]"));
      if (form) this.#change(form, /** @type {HTMLInputElement} */ (target));
    });
    document.addEventListener("submit", (event) => matches(event.target, "[data-section-form]") && event.preventDefault());
    document.addEventListener("click", ({ target }) => {
      const form = closest(target, "[data-section-delete]")?.closest("form");
      if (form) this.#remove(form);
    });
  }

  /** @param {string} address */
  async open(address) {
    const result = await call("GET", `${address}?page=${this.editor.page}`);
    if (!result.ok) return notify(result.message);
    this.body.innerHTML = result.text;
    this.#isChanged = false;
    this.dialog.showModal();
  }

  /** Shows the settings in place of the inspector, unless a block is selected. @param {string} id */
  async showInPanel(id) {
    const result = await call("GET", `/sections/${id}?page=${this.editor.page}`);
    if (result.ok && !this.editor.selected) this.editor.inspector.panel.innerHTML = result.text;
  }

  #closed() {
    const address = $("[data-section-form]", this.body)?.dataset.sectionForm;
    if (this.#isChanged && address?.endsWith(this.editor.page)) location.reload();
  }

  /** @param {HTMLFormElement} form @param {HTMLInputElement} input */
  async #change(form, input) {
    if (input.name === "is_shown") {
      return this.editor.send("POST", "/omissions", { part: input.dataset.part || "", is_shown: input.checked ? "on" : "off" });
    }
    say(form, "");
    const result = await call("PATCH", `${form.dataset.sectionForm}?page=${this.editor.page}`, { [input.name]: input.value });
    if (!result.ok) return showError(form, result.message, input);
    this.#isChanged = true;
    const parent = form.parentElement || document;
    form.outerHTML = result.text;
    $(`[data-section-form] [name=${input.name}]`, parent)?.focus();
    announce("Saved.");
    this.editor.sections.reload();
    if (input.name === "part") this.editor.canvas.reload();
  }

  /** @param {HTMLFormElement} form */
  async #remove(form) {
    const { sectionForm: address = "", name } = form.dataset;
    const result = await call("DELETE", address);
    if (!result.ok) return showError(form, result.message);
    if (address.endsWith(this.editor.page)) return location.assign(/** @type {HTMLAnchorElement} */ (get("[data-edit-page]")).href);
    this.dialog.close();
    this.editor.sections.reload();
    const undo = async () => {
      await call("POST", `${address}/restorations`);
      this.editor.sections.reload();
      announce(`“${name}” was restored.`);
    };
    notify(`“${name}” was deleted.`, { kind: "info", action: ["Undo", undo] });
  }
}

/** Shows an error by an input. @param {HTMLFormElement} form @param {string} message @param {HTMLElement} [input] */
function showError(form, message, input) {
  say(form, message);
  input?.setAttribute("aria-invalid", "true");
  input?.focus();
}

/** @param {HTMLFormElement} form @param {string} message */
function say(form, message) {
  const error = get("[data-section-error]", form);
  error.hidden = !message;
  error.textContent = message;
  for (const element of form.elements) element.removeAttribute("aria-invalid");
}

/** @param {string} method @param {string} address @param {Record<string, string>} [fields] @returns {Promise<Result>} */
async function call(method, address, fields = {}) {
  const body = method === "GET" ? undefined : new URLSearchParams(fields);
  const response = await fetch(address, { method, body, headers: changeHeaders() }).catch(() => null);
  const text = response ? await response.text() : "";
  const page = parseHtml(text);
  const message = ($("[data-message]", page) || page.body).textContent.trim().slice(0, 300);
  return { ok: !!response?.ok, text, message: message || "Something went wrong. Please try again." };
}
