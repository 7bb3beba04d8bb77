// Files dropped from other programs: onto a picture field, onto a picture on the page, or between blocks.

import { closest } from "../core/dom.js";
import { hideDropIndicator, outlineSlot, showDropIndicator } from "../canvas/drop-indicator.js";

/** `target` or `position`: where the picture is put. @typedef {{ element: HTMLElement, target?: PictureField, position?: Position, line?: Box }} FileDrop */

/** @param {DragEvent} event */
const hasFiles = (event) => !!event.dataTransfer?.types.includes("Files");

class FileDrops {
  /** @type {HTMLElement | null} */
  #highlighted = null;

  /** @param {Editor} editor @param {Media} media */
  constructor(editor, media) {
    this.editor = editor;
    this.media = media;
    this.#listen(document, {
      onOver: ({ target }) => this.#overField(target),
      onDrop: ({ target }, files) => this.#dropOnField(target, files),
    });
    editor.canvas.onLoad((frame) => this.#listen(frame, {
      onOver: (event) => this.#overPage(event),
      onDrop: (event, files) => {
        const drop = this.#dropAt(event);
        if (drop) this.media.uploadFiles(files, drop);
      },
    }));
  }

  /**
   * Handles file drags everywhere. Otherwise, a file dropped in the wrong place would open in place of the editor.
   * @param {Document} page
   * @param {{ onOver: (event: DragEvent) => boolean, onDrop: (event: DragEvent, files: File[]) => void }} listeners
   */
  #listen(page, { onOver, onDrop }) {
    page.addEventListener("dragover", (event) => {
      if (!hasFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = onOver(event) ? "copy" : "none";
    });
    page.addEventListener("drop", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      const files = [...event.dataTransfer?.files || []];
      this.#clear();
      if (files.length && !this.editor.isReadOnly) onDrop(event, files);
    });
    page.addEventListener("dragleave", (event) => { if (!event.relatedTarget) this.#clear(); });
  }

  /** @param {EventTarget | null} target */
  #overField(target) {
    const field = closest(target, "[data-picture-field], #library");
    this.#clear();
    this.#highlight(field);
    return !!field;
  }

  /** @param {EventTarget | null} target @param {File[]} files */
  #dropOnField(target, files) {
    const field = closest(target, "[data-picture-field]");
    if (closest(target, "#library")) document.dispatchEvent(new CustomEvent("library-files", { detail: files }));
    else if (field) this.media.uploadFiles(files, { target: this.media.fieldOf(field) });
  }

  /** @param {DragEvent} event */
  #overPage(event) {
    const drop = this.#dropAt(event);
    if (drop) this.#show(drop);
    else hideDropIndicator();
    return !!drop;
  }

  /** What a drop on the page would do: fill a picture field, or add a block. @param {DragEvent} event @returns {FileDrop | null} */
  #dropAt({ target, clientX: x, clientY: y }) {
    const { canvas, places, rules } = this.editor;
    const block = closest(target, "[data-block-id]");
    const marked = closest(target, "[data-field]");
    const fields = (block && rules[block.dataset.blockType]?.pictures) || [];
    const path = marked && block?.contains(marked) && fields.includes(marked.dataset.field) ? marked.dataset.field : fields[0];
    if (block && path) return { target: { block: block.dataset.blockId, path }, element: canvas.field(block.dataset.blockId, path) || block };
    const spot = places.dropTargetAt({ x, y }, "Image");
    return spot?.slot ? { position: { slot: spot.slot, after: spot.after }, element: spot.slotElement, line: spot.line } : null;
  }

  /** @param {FileDrop} drop */
  #show({ element, line }) {
    const { canvas, places } = this.editor;
    if (line) return showDropIndicator(canvas, places, { slotElement: element, line });
    hideDropIndicator();
    outlineSlot(canvas, element);
  }

  /** @param {HTMLElement | null} element */
  #highlight(element) {
    if (this.#highlighted === element) return;
    this.#highlighted?.classList.remove("is-over");
    this.#highlighted = element;
    this.#highlighted?.classList.add("is-over");
  }

  #clear() {
    this.#highlight(null);
    hideDropIndicator();
  }
}

/** @param {Editor} editor @param {Media} media */
export const startFileDrops = (editor, media) => new FileDrops(editor, media);
