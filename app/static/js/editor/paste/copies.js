// Copies made in this editor, on their way to the browser's clipboard. They can be pasted immediately, even offline: until
// the server has returned the blocks' content, a paste refers to their ids and to the revision that was copied.

import { $$, notify } from "../core/dom.js";
import { row } from "../canvas/outline.js";
import { childBlocks } from "../canvas/block-elements.js";

export const PUCK_TYPE = "web application/x-quillspace+json";
const STORAGE_KEY = "quillspace:copied";
const MAX_PENDING_OPERATIONS = 50;
const SAVE_TIMEOUT_MS = 5000;
// How long a copy takes precedence over the browser's clipboard if writing to it failed.
const OWN_COPY_MS = 600_000;

export class Copies {
  /** @type {Copy | null} */
  #newest = remembered();

  /** @param {Editor} editor */
  constructor(editor) { this.editor = editor; }

  get view() { return document.activeElement === this.editor.canvas.frame ? this.editor.canvas.window : window; }

  // Copies the selection. Resolves with its label once it is on the browser's clipboard.
  async make() {
    const { blocks, canvas, page, queue, selection } = this.editor;
    const made = (this.#newest = /** @type {Copy} */ ({
      text: null,
      at: Date.now(),
      looks: blocks.map((block, at) => ({ html: block.outerHTML, row: row(block.dataset.blockId)?.outerHTML, paths: pathsOf(block, String(at)) })),
      source: {
        copied_from: page, block: [...selection], seen_revision: canvas.revision,
        seen_operation: queue.unacknowledged.filter((operation) => operation.page === page).map(({ id }) => id).slice(-MAX_PENDING_OPERATIONS),
      },
    }));
    remember(made);
    const what = blocks.length > 1 ? `${blocks.length} parts` : canvas.label(blocks[0]);
    const plainText = blocks.map((block) => block.innerText.trim()).join("\n\n");
    const whole = this.#fetch(made.source).then((puck) => Object.assign(made, { text: puck, isWhole: true }), () => Object.assign(made, { text: plainText }));
    try {
      await write(this.view, whole.then(({ text }) => text), cleanHtml(blocks));
    } catch {
      made.text = null;
      notify("Your browser didn’t let us copy this for other programs. You can still paste it here.", { kind: "info" });
    }
    if (made === this.#newest) remember(made.isWhole && made.text ? null : made);
    return what;
  }

  /** The copy that this clipboard text came from. @param {string} text */
  matching(text) {
    const made = this.#newest;
    if (!made) return null;
    if (made.text === null) return Date.now() - made.at < OWN_COPY_MS ? made : null;
    return normalised(text) === normalised(made.text) ? made : null;
  }

  // Forgets the copy, because something else was copied.
  forget() {
    if (this.#newest?.text !== null) return;
    this.#newest = null;
    remember(null);
  }

  /** Fetches the blocks' content from the server, after pending operations are saved. @param {Fields} source */
  async #fetch(source) {
    await Promise.race([this.editor.queue.idle(), new Promise((_, reject) => { setTimeout(reject, SAVE_TIMEOUT_MS); })]);
    const query = new URLSearchParams(Object.entries(source).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)])));
    const response = await fetch(`${this.editor.pageUrl}/copies?${query}`, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(String(response.status));
    return JSON.stringify(await response.json());
  }
}

/** @param {string} text */
const normalised = (text) => text.replace(/\r\n?/g, "\n").trim();

/** Stores the copy for all pages in this tab, without its rendered elements. @param {Copy | null} made */
function remember(made) {
  try {
    if (made) sessionStorage.setItem(STORAGE_KEY, JSON.stringify({ ...made, looks: [] }));
    else sessionStorage.removeItem(STORAGE_KEY);
  } catch { /* Without storage, the copy is lost when the page is closed. */ }
}

function remembered() {
  try {
    return JSON.parse(sessionStorage.getItem(STORAGE_KEY) || "null");
  } catch {
    return null;
  }
}

/**
 * Writes to the clipboard. Takes a promise, because the browser allows writing only during the key event.
 * @param {ContentWindow} view @param {Promise<string>} text @param {string} html
 */
async function write(view, text, html) {
  /** @param {string} type */
  const blob = (type) => text.then((content) => new view.Blob([type === "text/html" ? html : content], { type: type.replace("web ", "") }));
  if (!view.ClipboardItem || !view.navigator.clipboard?.write) return writeWithExecCommand(view, await text);
  const types = ["text/plain", "text/html", PUCK_TYPE].filter((type) => !type.startsWith("web ") || view.ClipboardItem.supports?.(type));
  await view.navigator.clipboard.write([new view.ClipboardItem(Object.fromEntries(types.map((type) => [type, blob(type)])))]);
}

/** @param {ContentWindow} view @param {string} text */
function writeWithExecCommand(view, text) {
  /** @param {ClipboardEvent} event */
  const setData = (event) => {
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
  };
  view.document.addEventListener("copy", setData, { once: true });
  if (!view.document.execCommand("copy")) throw new Error("The browser refused.");
}

/** HTML for other programs: text and pictures without the editor's attributes. @param {HTMLElement[]} blocks */
function cleanHtml(blocks) {
  return blocks.map((block) => {
    const copy = /** @type {HTMLElement} */ (block.cloneNode(true));
    for (const one of [copy, ...copy.querySelectorAll("*")]) {
      for (const { name } of [...one.attributes]) if (!["href", "src", "alt", "title"].includes(name)) one.removeAttribute(name);
    }
    return copy.outerHTML;
  }).join("\n");
}

/**
 * The block and those inside it, each with the path from which its copy's id is derived, as on the server.
 * @param {HTMLElement} block @param {string} path @returns {CopiedBlock["paths"]}
 */
function pathsOf(block, path) {
  const inside = $$("[data-slot]", block).filter((slot) => slot.closest("[data-block-id]") === block);
  return [{ id: block.dataset.blockId, type: block.dataset.blockType, path }, ...inside.flatMap((slot) => {
    const name = slot.dataset.slot.slice(slot.dataset.slot.lastIndexOf(":") + 1);
    return childBlocks(slot).flatMap((child, at) => pathsOf(child, `${path}/${name}/${at}`));
  })];
}
