// Files dragged from the desktop: onto a picture field, onto a picture of the page, or between its blocks.

import { closest } from "../core/dom.js";
import { hideDropIndicator, outlineSlot, showDropIndicator } from "../canvas/drop-indicator.js";

/** @typedef {{ element: HTMLElement, spot?: PictureField, place?: Position, line?: Box }} DropAim */

/** @param {DragEvent} event */
const hasFiles = (event) => !!event.dataTransfer?.types.includes("Files");

class FileDrops {
  /** @type {HTMLElement | null} */
  #marked = null;

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
        const aim = this.#aim(event);
        if (aim) this.media.bring(files, aim);
      },
    }));
  }

  /**
   * Takes drops anywhere: a file that is dropped beside everything must not replace the editor.
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
    this.#mark(field);
    return !!field;
  }

  /** @param {EventTarget | null} target @param {File[]} files */
  #dropOnField(target, files) {
    const field = closest(target, "[data-picture-field]");
    if (closest(target, "#library")) document.dispatchEvent(new CustomEvent("library-files", { detail: files }));
    else if (field) this.media.bring(files, { spot: this.media.spotOf(field) });
  }

  /** @param {DragEvent} event */
  #overPage(event) {
    const aim = this.#aim(event);
    if (aim) this.#show(aim);
    else hideDropIndicator();
    return !!aim;
  }

  /** What a drop on the page would do: fill a picture field, or add a block. @param {DragEvent} event @returns {DropAim | null} */
  #aim({ target, clientX: x, clientY: y }) {
    const { canvas, places, rules } = this.editor;
    const block = closest(target, "[data-block-id]");
    const marked = closest(target, "[data-field]");
    const fields = (block && rules[block.dataset.blockType]?.pictures) || [];
    const path = marked && block?.contains(marked) && fields.includes(marked.dataset.field) ? marked.dataset.field : fields[0];
    if (block && path) return { spot: { block: block.dataset.blockId, path }, element: canvas.field(block.dataset.blockId, path) || block };
    const spot = places.dropTargetAt({ x, y }, "Image");
    return spot?.slot ? { place: { slot: spot.slot, after: spot.after }, element: spot.slotElement, line: spot.line } : null;
  }

  /** @param {DropAim} aim */
  #show({ element, line }) {
    const { canvas, places } = this.editor;
    if (line) return showDropIndicator(canvas, places, { slotElement: element, line });
    hideDropIndicator();
    outlineSlot(canvas, element);
  }

  /** @param {HTMLElement | null} element */
  #mark(element) {
    if (this.#marked === element) return;
    this.#marked?.classList.remove("is-over");
    this.#marked = element;
    this.#marked?.classList.add("is-over");
  }

  #clear() {
    this.#mark(null);
    hideDropIndicator();
  }
}

/** @param {Editor} editor @param {Media} media */
export const startFileDrops = (editor, media) => new FileDrops(editor, media);
