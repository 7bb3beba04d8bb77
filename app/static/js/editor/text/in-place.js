// Editing in place. A session begins with a click on a text of the selected block, a double click, Enter or a letter, and
// ends with Escape or when the focus leaves the text.

import { slotOf } from "../canvas/block-elements.js";
import { command, commandFor } from "../core/commands.js";
import { $, announce, closest, notify } from "../core/dom.js";
import { loadLinkPicker } from "./formatting.js";
import { loadInsertMenu } from "../blocks/insert-buttons.js";
import { textKind } from "../core/text-kinds.js";
import { TextSession } from "./text-session.js";
import { storeText } from "../saving/stored-texts.js";
import { EditableTexts } from "./editable-texts.js";

const KEEPS_EDITING = "[data-keeps-editing]";
const GONE = "This part was deleted while you were editing it.";

export class InPlaceEditing {
  /** @type {TextSession | null} */
  session = null;
  /** @type {(EditableText & { point: Point }) | null} */
  #lastPointed = null;
  #newestStart = 0;
  /** @type {typeof import("./rich-text-session.js").RichTextSession | null} */
  #rich = null;

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.texts = new EditableTexts(editor.canvas, editor.rules);
    editor.canvas.onLoad((frame) => this.#listen(frame));
    for (const type of ["focusin", "focusout"]) document.addEventListener(type, () => this.#endIfLeft());
    // Loads the formatting modules early, in case the network fails later.
    if (!editor.isReadOnly) editor.canvas.onLoad(() => (window.requestIdleCallback || setTimeout)(() => this.#loadRich()));
  }

  get element() { return this.session?.element || null; }

  /**
   * Starts editing with the caret at a point or at the end, or with the word there or the whole text selected.
   * @param {EditableText | null | undefined} [text]
   * @param {{ point?: Point | null, isAll?: boolean, isWord?: boolean }} [options]
   */
  async start(text, { point = null, isAll = false, isWord = false } = {}) {
    const { editor } = this;
    if (!text || editor.isReadOnly) return;
    const { isRich } = textKind(text.kind);
    const attempt = (this.#newestStart += 1);
    this.end();
    if (editor.selected !== text.id) editor.select(text.id, { focus: false, isAnnounced: false, scroll: false });
    if (isRich && !this.#isRichReady && !(await this.#loadRich())) return notify("We can’t load the formatting tools right now. Please try again.");
    if (attempt !== this.#newestStart || !text.element.isConnected) return;
    this.session = isRich && this.#rich ? new this.#rich(text, editor) : new TextSession(text, editor);
    editor.canvas.editedElement = text.element;
    this.session.focus({ point, isAll });
    if (isWord) this.session.selectWord();
    editor.canvas.placeToolbar();
    announce(`Editing ${(text.label || "text").toLowerCase()}. Press Escape when you’re done.`);
  }

  /**
   * Edits the text of the block that was clicked last or, if none was clicked, the block's first text that is not empty.
   * @param {HTMLElement | null} block
   * @param {{ point?: Point | null, isAll?: boolean, isWord?: boolean }} [options]
   */
  startIn(block, options = {}) {
    const texts = this.texts.inBlock(block);
    const last = this.#lastPointed?.block === block ? this.#lastPointed : null;
    const pointed = last && texts.find(({ path }) => path === last.path);
    const text = pointed || texts.find(({ element }) => element.textContent.trim()) || texts[0];
    if (text) this.start(text, { ...(pointed && { point: last.point }), ...options });
    return !!text;
  }

  end({ focus = false } = {}) {
    const { session } = this;
    if (!session) return;
    const { editor } = this;
    this.session = null;
    session.close();
    editor.canvas.editedElement = null;
    editor.typingGroups.end();
    editor.canvas.placeToolbar();
    if (focus) editor.canvas.focus(session.id);
    editor.syncWhenIdle();
  }

  // Ends editing if the block was deleted. If others deleted it, notifies the author and stores text that is not saved.
  endIfDeleted({ isByOthers = false } = {}) {
    const { session, editor } = this;
    if (!session || session.element.isConnected) return;
    const { value, kind, id, isChanged } = session;
    const isPending = editor.queue.unacknowledged.some(({ touches }) => touches.includes(id));
    this.end();
    if (!isByOthers || editor.canvas.block(id)) return;
    if (isChanged && !isPending) storeText(textKind(kind).plainText(value), GONE);
    else notify(GONE);
  }

  get #isRichReady() { return this.#rich && this.editor.canvas.window.Squire; }

  async #loadRich() {
    // Preloads the menus, because what is typed right after opening one must not go into the text.
    Promise.all([loadLinkPicker(), loadInsertMenu()]).catch(() => {});
    const loaded = await import("./rich-text-session.js").then(async ({ RichTextSession, prepare }) => {
      await prepare(this.editor.canvas.window);
      return RichTextSession;
    }).catch(() => null);
    this.#rich = loaded || this.#rich;
    return loaded;
  }

  /**
   * Starts editing if a text of the selected block is clicked; a double click also selects the word. Returns true if the
   * click was for editing and must not select a block.
   * @param {MouseEvent} options
   */
  handleClick({ target, detail, clientX: x, clientY: y }) {
    if (this.element?.contains(/** @type {Node} */ (target))) return true;
    const text = this.texts.textAt(target);
    const isSelected = !!text && text.id === this.editor.selected;
    this.#lastPointed = text && { ...text, point: { x, y } };
    if (isSelected) this.start(text, { point: { x, y }, isWord: detail === 2 });
    return isSelected && !this.editor.isReadOnly;
  }

  /** @param {Document} frame */
  #listen(frame) {
    this.session = this.editor.canvas.editedElement = null;
    frame.addEventListener("keydown", (event) => this.#key(event));
    frame.addEventListener("focusout", () => this.#endIfLeft());
  }

  #endIfLeft() {
    if (this.session) setTimeout(() => this.session && this.#isElsewhere() && this.end());
  }

  #isElsewhere() {
    const { canvas } = this.editor;
    const active = document.activeElement;
    if (!document.hasFocus() || active?.closest(KEEPS_EDITING)) return false;
    return active !== canvas.frame || canvas.document.activeElement !== this.element;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.defaultPrevented || event.isComposing || $("dialog[open]")) return;
    if (!this.session) return this.#startTyping(event);
    if (!this.element?.contains(/** @type {Node} */ (event.target))) return;
    if (event.ctrlKey || event.metaKey) return /^[zy]$/i.test(event.key) ? this.#history(event) : undefined;
    /** @type {Record<string, () => boolean>} */
    const keys = { Escape: () => this.#finish(), Tab: () => this.#goToText(event.shiftKey ? -1 : 1), Enter: () => this.#enter(), "/": () => this.#openInsertMenu() };
    if (!event.altKey && keys[event.key]?.()) event.preventDefault();
  }

  #finish() {
    this.end({ focus: true });
    return true;
  }

  /** Starts editing the selected block when a letter or digit is typed. @param {KeyboardEvent} event */
  #startTyping(event) {
    const { editor } = this;
    if (event.ctrlKey || event.metaKey || event.altKey || !/^[\p{L}\p{N}]$/u.test(event.key) || commandFor(event)) return;
    if (closest(event.target, "[data-block-id]")?.dataset.blockId === editor.selected) this.startIn(editor.block);
  }

  /** @param {number} step */
  #goToText(step) {
    const texts = this.session ? this.texts.inBlock(this.session.block) : [];
    const next = texts[texts.findIndex(({ element }) => element === this.element) + step];
    if (next) this.start(next);
    else this.end({ focus: true });
    return true;
  }

  // In a single-line text, Enter does not insert a line break: in a heading, it adds a text block below; elsewhere, it ends
  // editing.
  #enter() {
    const { session, editor } = this;
    if (!session || textKind(session.kind).isMultiline) return false;
    const isHeading = /^H[1-6]$/.test(session.element.nodeName) && this.texts.inBlock(session.block).length === 1;
    const slot = slotOf(session.block);
    this.end({ focus: true });
    if (isHeading && slot.dataset.slot && !editor.places.refusal(slot, "Text")) this.insert("Text", { slot: slot.dataset.slot, after: session.id });
    return true;
  }

  #openInsertMenu() {
    if (!this.session?.isAtEmptyLine) return false;
    this.editor.act("insert");
    return true;
  }

  /** Undoes the text's own typing first, then the page's steps. @param {KeyboardEvent} event */
  #history(event) {
    const isBack = event.key.toLowerCase() === "z" && !event.shiftKey;
    const { session } = this;
    const done = isBack ? session?.undo() : session?.redo();
    if (done === "native") return event.stopImmediatePropagation();
    event.preventDefault();
    if (done) return;
    this.end({ focus: true });
    this.editor.act(isBack ? "undo" : "redo");
  }

  /** Adds a component and starts editing it. @param {string} component @param {Position} place */
  async insert(component, place) {
    const id = await this.editor.gestures.insert(component, place);
    const block = this.editor.canvas.block(id);
    if (block) this.startIn(block, { isAll: true });
  }
}

/** @param {Editor} editor */
export function startInPlaceEditing(editor) {
  const inPlace = new InPlaceEditing(editor);
  command("edit", {
    title: "Edit its text", group: "Selection", keys: ["Enter", "F2"], needs: "block",
    run: () => (!editor.isReadOnly && inPlace.startIn(editor.block)) || editor.editInPanel(),
  });
  return inPlace;
}
