// Pictures: uploads into a field or onto the page, and the picture library. Further modules are loaded on first use.

import { command } from "../core/commands.js";
import { $, announce, closest, get, loadSoon, matches } from "../core/dom.js";
import { blockId } from "../core/block-ids.js";

/** @param {Editor} editor */
export function start(editor) {
  const media = (editor.media = new Media(editor));
  command("pictures", { title: "Show your pictures", group: "Page", run: () => media.open() });
  editor.inspector.panel.addEventListener("change", ({ target }) => matches(target, "[data-upload-picture]") && media.uploadFor(/** @type {HTMLInputElement} */ (target)));
  editor.inspector.panel.addEventListener("click", ({ target }) => {
    if (closest(target, "[data-choose-picture]")) media.open(media.fieldOf(target));
    if (closest(target, "[data-remove-picture]")) media.clear(media.fieldOf(target));
  });
  loadSoon(async () => (await import("./file-drops.js")).startFileDrops(editor, media));
}

class Media {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  /** The picture field that a control of the inspector belongs to. @param {EventTarget | null} control @returns {PictureField} */
  fieldOf(control) {
    return { block: this.editor.inspector.shown, path: closest(control, "[data-picture-field]")?.dataset.pictureField || "" };
  }

  /** @param {PictureField | null} [target] */
  async open(target = null) {
    const { openLibrary } = await import("./picture-library.js");
    openLibrary(this.editor, this, target);
  }

  /** @param {HTMLInputElement} input */
  async uploadFor(input) {
    const target = this.fieldOf(input);
    const files = [...input.files || []];
    input.value = "";
    await this.uploadFiles(files, { target });
  }

  /**
   * Uploads files to the library, and puts the first into a field or at a position on the page. Calls `each` with every
   * uploaded picture.
   * @param {File[]} files
   * @param {{ target?: PictureField | null, position?: Position | null, each?: (picture: Picture, tile: HTMLElement) => void }} options
   */
  async uploadFiles(files, { target = null, position = null, each = () => {} }) {
    const { upload } = await import("./uploads.js");
    let isFirst = true;
    upload(this.editor, files, (picture, tile) => {
      if (isFirst && target) this.use(picture, target, { isNew: true });
      else if (isFirst && position) this.insert(picture, position);
      else if (isFirst || files.length > 1) announce(`${picture.name} was added to your pictures.`);
      isFirst = false;
      each(picture, tile);
    });
  }

  /**
   * Puts a picture into a field, as an operation that can be undone.
   * @param {Picture} picture @param {PictureField} target @param {{ isNew?: boolean, group?: string }} [options]
   */
  use(picture, target, { isNew = false, group = crypto.randomUUID() } = {}) {
    const field = this.fieldAt(target);
    const isFilled = !!field?.dataset.pictureSrc;
    const typed = field && !isFilled ? /** @type {HTMLInputElement} */ (get(`[name="${CSS.escape(`${target.path}.alt`)}"]`, field)).value : "";
    const shown = { ...picture, alt: picture.alt || typed };
    const values = { src: shown.src, alt: shown.alt, decorative: shown.decorative };
    const fields = Object.fromEntries(Object.entries(values).map(([name, value]) => [`${target.path}.${name}`, value]));
    this.editor.send("PATCH", `/blocks/${encodeURIComponent(target.block)}`, { ...fields, group_id: group }, {
      touches: [target.block], key: `picture ${target.block} ${target.path} ${group}`,
    });
    const before = $("img", this.editor.canvas.field(target.block, target.path) || document.createElement("p"));
    if (before && picture.thumb) before.src = picture.thumb;
    if (field) showIn(field, shown);
    const isToDescribe = isNew && !shown.alt && shown.decorative !== "on";
    announce(isToDescribe ? "Picture added. Please describe it for people who can’t see it." : "Picture added.");
    if (field && isToDescribe && field.contains(document.activeElement)) get(`[name="${CSS.escape(`${target.path}.alt`)}"]`, field).focus();
  }

  /** @param {PictureField} target */
  clear(target) {
    const empty = { [`${target.path}.src`]: "", [`${target.path}.alt`]: "", [`${target.path}.decorative`]: "off" };
    this.editor.send("PATCH", `/blocks/${encodeURIComponent(target.block)}`, empty, { touches: [target.block] });
    const field = this.fieldAt(target);
    if (!field) return;
    showIn(field, { src: "", thumb: "", name: "", alt: "", decorative: "off" });
    get("[data-upload-picture]", field).focus();
    announce("Picture removed.");
  }

  /**
   * Adds a block with a picture: two requests, but one undo step.
   * @param {Picture} picture @param {Position} position
   */
  async insert(picture, position) {
    const { canvas, places } = this.editor;
    const isThere = canvas.slot(position.slot) && (!position.after || canvas.block(position.after));
    const { slot, after } = (isThere && position) || places.nearestPosition(canvas.selected, "Image") || position;
    const operationId = crypto.randomUUID();
    const group = crypto.randomUUID();
    const block = await blockId("Image", operationId, "0");
    this.editor.send("POST", "/blocks", { component: "Image", slot, after, group_id: group }, { operationId, touches: [block] });
    this.use(picture, { block, path: "image" }, { group, isNew: true });
  }

  /** The picture field in the inspector; null if the inspector shows another block. @param {PictureField} options */
  fieldAt({ block, path }) {
    if (this.editor.inspector.shown !== block) return null;
    return $(`[data-picture-field="${CSS.escape(path)}"]`, this.editor.inspector.panel);
  }
}

/** Shows a picture in a field of the inspector, as the server would render it. @param {HTMLElement} field @param {Picture} options */
function showIn(field, { src, thumb, name, alt, decorative }) {
  const path = field.dataset.pictureField;
  /** @param {string} part */
  const input = (part) => /** @type {HTMLInputElement} */ (get(`[name="${CSS.escape(`${path}.${part}`)}"]`, field));
  field.dataset.pictureSrc = src;
  field.classList.toggle("is-empty", !src);
  const shown = get("[data-picture-shown]", field);
  shown.src = thumb || "data:,";
  shown.hidden = !thumb;
  get("[data-picture-none]", field).hidden = !!thumb;
  get("[data-picture-none] span", field).textContent = "No picture yet. You can drop one here.";
  get("[data-picture-name]", field).textContent = name;
  get("[data-picture-name]", field).hidden = !name;
  get("[data-remove-picture]", field).hidden = !src;
  input("src").value = "";
  input("alt").value = alt;
  input("decorative").checked = decorative === "on";
}
