// The picture library: lists an author's pictures, which can be found, described, used and deleted. If it was opened from
// a field, it only lets the author choose a picture.

import { $, $$, announce, changeHeaders, closest, get, matches, notify, parseHtml } from "../core/dom.js";
import { showTray } from "./uploads.js";

const DEBOUNCE_MS = 200;

let library;

/** @param {Editor} editor @param {Media} media @param {PictureField | null} target */
export function openLibrary(editor, media, target) {
  library ??= new Library(editor, media);
  library.open(target);
}

class Library {
  /** @param {Editor} editor @param {Media} media */
  constructor(editor, media) {
    this.editor = editor;
    this.media = media;
    this.dialog = get("#library");
    this.usedIn = new Map();
    this.tiles = get("[data-library-tiles]", this.dialog);
    this.aside = get("[data-library-asset]", this.dialog);
    this.search = get("[data-library-search]", this.dialog);
    this.dialog.addEventListener("click", (event) => this.#click(event.target));
    this.dialog.addEventListener("change", (event) => this.#changed(event.target));
    this.dialog.addEventListener("submit", (event) => event.preventDefault());
    this.dialog.addEventListener("close", () => showTray());
    document.addEventListener("library-files", ({ detail }) => this.#uploadFiles(detail));
    this.search.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.#load(), DEBOUNCE_MS);
    });
  }

  /** @param {PictureField | null} target */
  open(target) {
    this.target = target;
    const block = target && this.editor.canvas.block(target.block);
    get("[data-library-title]", this.dialog).textContent = target ? `Choose a picture for ${this.editor.canvas.label(block)}` : "Pictures";
    this.#closeAsset();
    this.#showMessage("");
    this.search.value = "";
    this.dialog.showModal();
    showTray();
    this.#load();
  }

  async #load() {
    const query = (this.query = this.search.value.trim());
    const html = await this.#request("GET", `/assets?${new URLSearchParams({ search: query })}`);
    if (html === null || this.query !== query) return;
    this.tiles.innerHTML = html;
    const count = $$("[data-asset]", this.tiles).length;
    if (query) announce(count === 1 ? "One picture found" : `${count} pictures found`);
  }

  /** @param {HTMLButtonElement} button */
  async #more(button) {
    const query = new URLSearchParams({ search: this.query || "", start: button.dataset.moreAssets });
    const html = await this.#request("GET", `/assets?${query}`);
    if (html === null) return;
    const row = button.closest("li");
    if (!row) return;
    row.insertAdjacentHTML("afterend", html);
    $("[data-open-asset]", row.nextElementSibling || row)?.focus();
    row.remove();
  }

  /** @param {EventTarget | null} target */
  #click(target) {
    const tile = closest(target, "[data-open-asset]");
    const more = closest(target, "[data-more-assets]");
    const button = closest(target, "button");
    if (tile) this.target ? this.#use(pictureOf(tile)) : this.#openAsset(tile.dataset.openAsset);
    else if (more) this.#more(more);
    else if (button?.matches("[data-close-asset]")) this.#closeAsset();
    else if (button?.matches("[data-use-asset]")) this.#use(pictureOf(this.#tile(button.dataset.useAsset)));
    else if (button?.matches("[data-ask-delete]")) this.#askDelete(true);
    else if (button?.matches("[data-keep-asset]")) this.#askDelete(false);
    else if (button?.matches("[data-delete-asset]")) this.#delete(button.dataset.deleteAsset);
    else if (button?.matches("[data-restore-asset]")) this.#restore(button.dataset.restoreAsset);
  }

  /** @param {string} id */
  #tile(id) { return $(`[data-open-asset="${CSS.escape(id)}"]`, this.tiles); }

  /** @param {File[]} files */
  #uploadFiles(files) {
    const isChoice = this.target && files.length === 1;
    this.media.uploadFiles(files, {
      /** @param {Picture} picture @param {HTMLElement} tile */
      each: (picture, tile) => {
        if (isChoice && this.dialog.open) return this.#use(picture);
        $(".ed-tiles__none", this.tiles)?.remove();
        $(`[data-asset="${CSS.escape(tile.dataset.asset)}"]`, this.tiles)?.remove();
        this.tiles.prepend(document.importNode(tile, true));
      },
    });
  }

  /**
   * Puts a picture into the field for which the library was opened, otherwise into the selected block or a new block.
   * @param {Picture} picture
   */
  #use(picture) {
    const { canvas, rules, places } = this.editor;
    const selected = canvas.block(canvas.selected);
    const path = rules[selected?.dataset.blockType || ""]?.pictures[0];
    const target = this.target || (path && { block: canvas.selected, path });
    this.dialog.close();
    if (target) this.media.use(picture, target, { isNew: true });
    else this.media.insert(picture, places.nearestPosition(canvas.selected, "Image"));
  }

  /** @param {string} id */
  async #openAsset(id) {
    const html = await this.#request("GET", `/assets/${id}`);
    if (html === null) return;
    this.aside.innerHTML = html;
    this.aside.hidden = false;
    this.dialog.classList.add("shows-asset");
    $$("[data-open-asset]", this.tiles).forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.openAsset === id)));
    const selected = this.editor.block;
    const fills = this.editor.rules[selected?.dataset.blockType || ""]?.pictures.length;
    get("[data-use-asset]", this.aside).textContent = fills ? `Use it for ${this.editor.canvas.label(selected)}` : "Add it to the page";
    get("[data-use-asset]", this.aside).focus();
  }

  #closeAsset() {
    const id = $("[data-asset-form]", this.aside)?.dataset.assetForm;
    this.aside.hidden = true;
    this.aside.replaceChildren();
    this.dialog.classList.remove("shows-asset");
    const tile = id ? this.#tile(id) : null;
    tile?.setAttribute("aria-pressed", "false");
    tile?.focus();
  }

  /** @param {EventTarget | null} target */
  async #changed(target) {
    if (matches(target, "[data-library-upload]")) {
      const input = /** @type {HTMLInputElement} */ (target);
      this.#uploadFiles([...input.files || []]);
      input.value = "";
      return;
    }
    const form = closest(target, "[data-asset-form]");
    if (!form) return;
    const id = form.dataset.assetForm;
    const html = await this.#request("PATCH", `/assets/${id}`, new URLSearchParams(/** @type {[string, string][]} */ ([...new FormData(form)])));
    get("[data-asset-saved]", form).textContent = html === null ? "Not saved." : "Saved.";
    if (html === null) return;
    const tile = this.#tile(id)?.closest("li");
    if (tile) tile.outerHTML = html;
    this.#tile(id)?.setAttribute("aria-pressed", "true");
  }

  /** @param {boolean} isAsked */
  #askDelete(isAsked) {
    get("[data-delete-question]", this.aside).hidden = !isAsked;
    get("[data-ask-delete]", this.aside).hidden = isAsked;
    get(isAsked ? "[data-keep-asset]" : "[data-ask-delete]", this.aside).focus();
  }

  /** @param {string} id */
  async #delete(id) {
    const html = await this.#request("DELETE", `/assets/${id}`);
    if (html === null) return;
    const shown = $$(`img[src^="/assets/${id}/"]`, this.editor.canvas.document);
    this.usedIn.set(id, [...new Set(shown.map((one) => one.closest("[data-block-id]")?.dataset.blockId || ""))]);
    this.#tile(id)?.closest("li")?.remove();
    this.#closeAsset();
    this.#showMessage(html);
    get("[data-restore-asset]", this.dialog).focus();
    this.#refresh(id);
  }

  /** @param {string} id */
  async #restore(id) {
    if ((await this.#request("POST", `/assets/${id}/restorations`)) === null) return;
    this.#showMessage("");
    await this.#load();
    this.#tile(id)?.focus();
    this.#refresh(id);
  }

  /** Fetches the blocks of this page that show the picture. @param {string} id */
  #refresh(id) {
    const blocks = this.usedIn.get(id) || [];
    if (blocks.length) this.editor.refresh(blocks);
  }

  /** @param {string} html */
  #showMessage(html) { get("[data-library-said]", this.dialog).innerHTML = html; }

  /**
   * The HTML of a response, or null after showing why the request failed.
   * @param {string} method @param {string} address @param {URLSearchParams | undefined} [body]
   */
  async #request(method, address, body) {
    const headers = changeHeaders();
    const response = await fetch(address, { method, body, headers }).catch(() => null);
    const text = response ? await response.text() : "";
    if (response?.ok) return text;
    if (response?.status === 401) this.editor.queue.onSignedOut();
    const page = parseHtml(text);
    const message = ($("[data-message]", page) || page.body).textContent.trim().slice(0, 300);
    const sentence = message || "We can’t reach the server. Please try again in a moment.";
    if (method === "GET") this.tiles.replaceChildren();
    notify(sentence);
    this.#showMessage(`<p class="ed-library__said" role="alert"></p>`);
    get(".ed-library__said", this.dialog).textContent = sentence;
    return null;
  }
}

/** The picture that a tile shows. @param {HTMLElement | null} tile */
const pictureOf = (tile) => /** @type {Picture} */ (/** @type {unknown} */ (tile?.dataset));
