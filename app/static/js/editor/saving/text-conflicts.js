// Text conflicts: both versions are stored on the server, and the author chooses one. While the text is being edited, only
// a notice appears; the dialog opens when the author leaves the text. Closing the dialog defers the choice. Further typing
// is added to the same conflict.

import { $, $$, closest, get, notify, openDialog, parseHtml, withdrawNotice } from "../core/dom.js";

const RESOLUTION = /\/conflicts\/([^/]+)\/resolutions$/;

export class TextConflicts {
  #postponed = new Set();
  #close = () => {};
  #closeList = () => {};

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.list = get("#versions");
    editor.onAcknowledged((operation) => this.#removeResolved(operation));
    document.addEventListener("click", ({ target }) => {
      const choice = closest(target, "[data-choice]");
      if (choice) this.#choose(/** @type {HTMLDialogElement} */ (choice.closest("dialog")), choice.dataset.choice);
    });
  }

  /** @param {string} text @param {Operation} operation */
  add(text, operation) {
    const resolution = operation.url.match(RESOLUTION)?.[1];
    const dialog = get("dialog[data-conflict]", parseHtml(text));
    const id = dialog.dataset.conflict;
    this.#updateButtons(1);
    this.#showSavedText(dialog.dataset, operation);
    const shown = this.#insert(dialog);
    if (resolution) this.#postponed.delete(id);
    if (!this.#postponed.has(id) && !shown.open) this.#offer(shown);
    this.editor.syncWhenIdle();
  }

  /** @param {HTMLDialogElement} dialog */
  #offer(dialog) {
    const name = dialog.id;
    const open = () => this.#open(dialogOf(name));
    this.editor.deferredDialogs.openWhenIdle(name, open);
    if (dialog.open) return;
    const message = [$("h2", dialog), $("[data-message]", dialog)].map((one) => one?.textContent.trim()).join(". ");
    notify(message, { name, action: ["Choose", open], onClose: () => this.#postpone(dialog) });
  }

  /** Defers the choice, which remains available in the list of conflicts. @param {HTMLDialogElement} options */
  #postpone({ id, dataset }) {
    this.#postponed.add(dataset.conflict);
    this.editor.deferredDialogs.cancel(id);
  }

  /**
   * Lets the page show the saved text, while the field keeps what was typed and gets a note.
   * @param {DOMStringMap} options @param {Operation} operation
   */
  #showSavedText({ block, path, resolutions }, operation) {
    const { inspector } = this.editor;
    if (inspector.shown === block) inspector.keepText(path || "", note((resolutions || "").replace(/\/resolutions$/, "")));
    this.editor.patches.markStale(block, Number(operation.base));
  }

  /** @param {HTMLDialogElement} dialog */
  #insert(dialog) {
    const known = dialogOf(dialog.id);
    const fresh = document.adoptNode(dialog);
    if (known?.open) known.replaceChildren(...fresh.childNodes);
    else if (known) known.replaceWith(fresh);
    else document.body.append(fresh);
    return known?.open ? known : fresh;
  }

  /** @param {HTMLDialogElement | null} dialog */
  #open(dialog) {
    if (!dialog) return;
    this.editor.deferredDialogs.cancel(dialog.id);
    withdrawNotice(dialog.id);
    if (!dialog.open) this.#close = openDialog(dialog, () => this.#postpone(dialog));
    // Keys that the author is still typing must not choose a version.
    dialog.tabIndex = -1;
    dialog.focus();
  }

  /** @param {string} address */
  async #fetch(address) {
    const response = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (response?.ok) return parseHtml(await response.text()).body;
    notify("We can’t reach the server at the moment. Please try again.");
    return null;
  }

  async showList() {
    const found = await this.#fetch(`${this.editor.pageUrl}/conflicts`);
    if (!found) return;
    get("[data-versions]", this.list).replaceChildren(...document.adoptNode(found).childNodes);
    if (!this.list.open) this.#closeList = openDialog(this.list);
  }

  /** @param {string} address */
  async show(address) {
    const body = await this.#fetch(address);
    const dialog = body && $("dialog[data-conflict]", body);
    this.#closeList();
    if (dialog) this.#open(this.#insert(dialog));
  }

  /** @param {HTMLDialogElement} dialog @param {string} choice */
  #choose(dialog, choice) {
    const { resolutions, block } = dialog.dataset;
    // Ends editing, so that the field shows the chosen version.
    this.#close();
    for (const page of [document, this.editor.canvas.document]) /** @type {HTMLElement | null} */ (page.activeElement)?.blur();
    this.editor.send("POST", resolutions, { choice, also: block }, { touches: [block] });
    this.editor.canvas.focus(block);
  }

  /** @param {string} text @param {Operation} options */
  showProblem(text, { url }) {
    const message = parseHtml(text).body.textContent.trim();
    const dialog = dialogOf(`conflict-${url.match(RESOLUTION)?.[1]}`);
    if (!dialog) return notify(message);
    get("[data-problem]", dialog).textContent = message;
    this.#open(dialog);
  }

  /** @param {Operation} operation */
  #removeResolved(operation) {
    const id = operation.url.match(RESOLUTION)?.[1];
    if (!id) return;
    const dialog = `conflict-${id}`;
    this.editor.deferredDialogs.cancel(dialog);
    withdrawNotice(dialog);
    $(`#${CSS.escape(dialog)}`)?.remove();
    this.#postponed.delete(id);
    this.#updateButtons(0);
  }

  /** Checks for open conflicts; the button in the bar is shown while there may be any. @param {number} minimum */
  async #updateButtons(minimum) {
    const buttons = $$("[data-waiting-versions]");
    if (minimum) return buttons.forEach((button) => { button.hidden = false; });
    const found = await this.#fetch(`${this.editor.pageUrl}/conflicts`);
    const open = found && Number($("[data-open-conflicts]", found)?.dataset.openConflicts);
    if (found) buttons.forEach((button) => { button.hidden = !open; });
  }
}

/** @param {string} address */
function note(address) {
  const paragraph = document.createElement("p");
  paragraph.className = "ed-field__versions";
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "ed-link", textContent: "Choose between them" });
  button.dataset.showConflict = address;
  paragraph.append("This text has two versions. ", button);
  return paragraph;
}

/** @param {string} id */
const dialogOf = (id) => /** @type {HTMLDialogElement | null} */ (document.getElementById(id));
