// Text conflicts: both versions are stored on the server, and the author chooses one. While the text is edited, only a
// notice appears; the dialog opens after leaving the text. Closing it defers the choice; further typing is added to the
// same conflict.

import { $, $$, closest, get, notify, openDialog, parseHtml, withdrawNotice } from "../core/dom.js";

const RESOLUTION = /\/conflicts\/([^/]+)\/resolutions$/;

export class TextConflicts {
  #later = new Set();
  #close = () => {};
  #closeList = () => {};

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.list = get("#versions");
    editor.onAnswer((operation) => this.#answered(operation));
    document.addEventListener("click", ({ target }) => {
      const choice = closest(target, "[data-choice]");
      if (choice) this.#choose(/** @type {HTMLDialogElement} */ (choice.closest("dialog")), choice.dataset.choice);
    });
  }

  /** @param {string} text @param {Operation} operation */
  refused(text, operation) {
    const resolution = operation.url.match(RESOLUTION)?.[1];
    const dialog = get("dialog[data-conflict]", parseHtml(text));
    const id = dialog.dataset.conflict;
    this.#count(1);
    this.#showTheirs(dialog.dataset, operation);
    const shown = this.#put(dialog);
    if (resolution) this.#later.delete(id);
    if (!this.#later.has(id) && !shown.open) this.#offer(shown);
    this.editor.settle();
  }

  /** @param {HTMLDialogElement} dialog */
  #offer(dialog) {
    const name = dialog.id;
    const open = () => this.#open(dialogOf(name));
    this.editor.writing.afterwards(name, open);
    if (dialog.open) return;
    const words = [$("h2", dialog), $("[data-message]", dialog)].map((one) => one?.textContent.trim()).join(". ");
    notify(words, { name, action: ["Choose", open], onClose: () => this.#leave(dialog) });
  }

  /** The choice remains available in the list of conflicts. @param {HTMLDialogElement} options */
  #leave({ id, dataset }) {
    this.#later.add(dataset.conflict);
    this.editor.writing.forget(id);
  }

  /**
   * The page shows the saved text; the field keeps what was typed, with a notice.
   * @param {DOMStringMap} options @param {Operation} operation
   */
  #showTheirs({ block, path, resolutions }, operation) {
    const { inspector } = this.editor;
    if (inspector.shown === block) inspector.hold(path || "", note((resolutions || "").replace(/\/resolutions$/, "")));
    this.editor.answers.markStale(block, Number(operation.base));
  }

  /** @param {HTMLDialogElement} dialog */
  #put(dialog) {
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
    this.editor.writing.forget(dialog.id);
    withdrawNotice(dialog.id);
    if (!dialog.open) this.#close = openDialog(dialog, () => this.#leave(dialog));
    // Keys typed blindly must not choose.
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
    if (dialog) this.#open(this.#put(dialog));
  }

  /** @param {HTMLDialogElement} dialog @param {string} choice */
  #choose(dialog, choice) {
    const { resolutions, block } = dialog.dataset;
    // Ends editing, so that the field shows the choice.
    this.#close();
    for (const page of [document, this.editor.canvas.document]) /** @type {HTMLElement | null} */ (page.activeElement)?.blur();
    this.editor.send("POST", resolutions, { choice, also: block }, { touches: [block] });
    this.editor.canvas.focus(block);
  }

  /** @param {string} text @param {Operation} options */
  explain(text, { url }) {
    const words = parseHtml(text).body.textContent.trim();
    const dialog = dialogOf(`conflict-${url.match(RESOLUTION)?.[1]}`);
    if (!dialog) return notify(words);
    get("[data-problem]", dialog).textContent = words;
    this.#open(dialog);
  }

  /** @param {Operation} operation */
  #answered(operation) {
    const id = operation.url.match(RESOLUTION)?.[1];
    if (!id) return;
    const dialog = `conflict-${id}`;
    this.editor.writing.forget(dialog);
    withdrawNotice(dialog);
    $(`#${CSS.escape(dialog)}`)?.remove();
    this.#later.delete(id);
    this.#count(0);
  }

  /** Checks for open conflicts; the button in the bar is shown while there may be any. @param {number} least */
  async #count(least) {
    const buttons = $$("[data-waiting-versions]");
    if (least) return buttons.forEach((button) => { button.hidden = false; });
    const found = await this.#fetch(`${this.editor.pageUrl}/conflicts`);
    const open = found && Number($("[data-open-conflicts]", found)?.dataset.openConflicts);
    if (found) buttons.forEach((button) => { button.hidden = !open; });
  }
}

/** @param {string} address */
function note(address) {
  const words = document.createElement("p");
  words.className = "ed-field__versions";
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "ed-link", textContent: "Choose between them" });
  button.dataset.showConflict = address;
  words.append("This text has two versions. ", button);
  return words;
}

/** @param {string} id */
const dialogOf = (id) => /** @type {HTMLDialogElement | null} */ (document.getElementById(id));
