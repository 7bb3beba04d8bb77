// Copy, cut and paste. The clipboard contains Puck Data, so blocks can be pasted into any page of any site, and
// exchanged with Puck.

import { $, announce, isTextField, notify } from "../core/dom.js";
import { command, keysAsText } from "../core/commands.js";
import { Copies, PUCK_TYPE } from "./copies.js";
import { blockId } from "../core/block-ids.js";

const READ_ONLY = "You can view this page but not edit it.";
const UNNAMED = "image.png";

class Clipboard {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.copies = new Copies(editor);
    this.#registerCommands();
    this.#listen(document);
    editor.canvas.onLoad((frame) => this.#listen(frame));
  }

  #registerCommands() {
    const may = () => this.copies.view.getSelection()?.isCollapsed !== false;
    const common = { group: "Clipboard", inMenu: true };
    command("copy", { ...common, title: "Copy", keys: ["Mod+C"], needs: "block", may, run: () => { this.#copy(); } });
    command("cut", { ...common, title: "Cut", keys: ["Mod+X"], needs: "block", may, changes: true, run: () => this.#cut() });
    command("paste", { ...common, title: "Paste", keys: ["Mod+V"], scope: "browser", changes: true, run: () => this.#readAndPaste() });
  }

  /** @param {Document} page */
  #listen(page) {
    // In the capture phase, because a text that is being edited does not accept pictures.
    page.addEventListener("paste", (event) => this.#pictureEvent(event), true);
    page.addEventListener("paste", (event) => this.#textEvent(event));
    for (const type of ["copy", "cut"]) page.addEventListener(type, () => this.copies.forget());
  }

  async #copy() {
    announce(`${await this.copies.make()} copied.`);
  }

  // Removes the blocks immediately, because the copy is requested from the revision before the removal.
  #cut() {
    this.copies.make();
    this.editor.gestures.remove([...this.editor.selection], "cut");
  }

  get #isAtThePage() { return !!this.editor.block || document.activeElement === this.editor.canvas.frame; }

  /** @param {string} text */
  async #paste(text) {
    const { editor } = this;
    const copy = this.copies.matching(text);
    if (!copy && !text.trim()) return announce("There’s nothing to paste.");
    if (editor.isReadOnly) return notify(READ_ONLY);
    const operationId = crypto.randomUUID();
    const known = copy?.looks || [];
    const chosen = editor.palette.takeEmptySlot();
    const near = editor.selection.at(-1) || "";
    const position = chosen || (known.length ? editor.places.nearestPosition(near, known.map(({ paths }) => paths[0].type)) : null);
    const typed = isPuck(text) ? "puck" : "text";
    const isNamed = copy && !copy.isWhole;
    const fields = { ...(isNamed ? copy.source : { [typed]: text }), near, ...(position && { slot: position.slot, after: position.after }) };
    const steps = known.length && position && !chosen ? await echoOf(known, position, operationId) : [];
    editor.send("POST", "/pastes", fields, {
      operationId, touches: steps.flatMap((step) => Object.values(step.ids)), typed: isNamed ? [] : [typed], echo: steps.length ? { do: "many", steps } : null,
    });
    if (steps.length) editor.gestures.selectAndAnnounce(steps.map(({ id }) => id), "pasted");
  }

  /** A screenshot or a photo becomes a block of its own. @param {File[]} files */
  #pastePictures(files) {
    const { editor } = this;
    if (editor.isReadOnly) return notify(READ_ONLY);
    editor.inPlace.end({ focus: true });
    const place = editor.palette.takeEmptySlot() || editor.places.nearestPosition(editor.selection.at(-1) || "", "Image");
    return editor.media.uploadFiles(files.map(withName), { position: place });
  }

  async #readAndPaste() {
    try {
      const [item] = await this.copies.view.navigator.clipboard.read();
      const type = [PUCK_TYPE, "text/plain"].find((one) => item.types.includes(one));
      const picture = item.types.find((one) => one.startsWith("image/"));
      const text = type ? await (await item.getType(type)).text() : "";
      if (text || !picture || this.copies.matching(text)) await this.#paste(text);
      else await this.#pastePictures([new File([await item.getType(picture)], UNNAMED, { type: picture })]);
    } catch {
      notify(`Your browser won’t let us read the clipboard. Press ${keysAsText("Mod+V")} instead.`, { kind: "info" });
    }
  }

  /** @param {ClipboardEvent} event */
  #textEvent(event) {
    if (event.defaultPrevented || $("dialog[open]") || isTextField(event.target)) return;
    const text = event.clipboardData?.getData("text/plain") || "";
    const isOwn = !!this.copies.matching(text);
    if (!text && !isOwn) return;
    // Text is pasted into the page only while the page has the focus.
    if (!isOwn && !isPuck(text) && !this.#isAtThePage) return;
    event.preventDefault();
    this.editor.enqueue(() => this.#paste(text));
  }

  /** @param {ClipboardEvent} event */
  #pictureEvent(event) {
    const { clipboardData, target } = event;
    const text = clipboardData?.getData("text/plain") || "";
    const pictures = [...clipboardData?.files || []].filter(({ type }) => type.startsWith("image/"));
    if (!pictures.length || text || this.copies.matching(text) || $("dialog[open]")) return;
    if (!this.#isAtThePage || (isTextField(target) && /** @type {Node} */ (target).ownerDocument === document)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.editor.enqueue(() => this.#pastePictures(pictures));
  }
}

/** @param {Editor} editor */
export const startClipboard = (editor) => new Clipboard(editor);

/** @param {File} file */
const withName = (file) => (file.name === UNNAMED ? new File([file], "Pasted picture.png", { type: file.type }) : file);

/** @param {string} text */
function isPuck(text) {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    const data = JSON.parse(text);
    return !!(data.content || data.type || Array.isArray(data));
  } catch {
    return false;
  }
}

/** @param {CopiedBlock[]} blocks @param {Position} position @param {string} operationId */
async function echoOf(blocks, position, operationId) {
  /** @type {StepOf<"paste">[]} */
  const steps = [];
  for (const { html, row, paths } of blocks) {
    const ids = Object.fromEntries(await Promise.all(paths.map(async ({ id, type, path }) => [id, await blockId(type, operationId, path)])));
    steps.push({ do: "paste", id: ids[paths[0].id], html, row, ids, slot: position.slot, after: steps.at(-1)?.id || position.after });
  }
  return steps;
}
