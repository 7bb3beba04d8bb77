// Pictures: from a device into a field or onto the page, and from the library. What is not needed until somebody does
// something with a picture is loaded then.

import { command } from "../core/commands.js";
import { $, announce, closest, get, loadSoon, matches } from "../core/dom.js";
import { blockId } from "../core/block-ids.js";

/** @param {Editor} editor */
export function start(editor) {
  const media = (editor.media = new Media(editor));
  command("pictures", { title: "Show your pictures", group: "Page", run: () => media.open() });
  editor.inspector.panel.addEventListener("change", ({ target }) => matches(target, "[data-upload-picture]") && media.uploadFor(/** @type {HTMLInputElement} */ (target)));
  editor.inspector.panel.addEventListener("click", ({ target }) => {
    if (closest(target, "[data-choose-picture]")) media.open(media.spotOf(target));
    if (closest(target, "[data-remove-picture]")) media.clear(media.spotOf(target));
  });
  loadSoon(async () => (await import("./file-drops.js")).startFileDrops(editor, media));
}

class Media {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  /** Where a control of the inspector puts a picture: a field of a block. @param {EventTarget | null} control @returns {PictureField} */
  spotOf(control) {
    return { block: this.editor.inspector.shown, path: closest(control, "[data-picture-field]")?.dataset.pictureField || "" };
  }

  /** @param {PictureField | null} [spot] */
  async open(spot = null) {
    const { openLibrary } = await import("./picture-library.js");
    openLibrary(this.editor, this, spot);
  }

  /** @param {HTMLInputElement} input */
  async uploadFor(input) {
    const spot = this.spotOf(input);
    const files = [...input.files || []];
    input.value = "";
    await this.bring(files, { spot });
  }

  /**
   * Uploads files: the first goes to a field or a place on the page, the others wait in the library.
   * @param {File[]} files
   * @param {{ spot?: PictureField | null, place?: Position | null, each?: (picture: Picture, tile: HTMLElement) => void }} options
   */
  async bring(files, { spot = null, place = null, each = () => {} }) {
    const { upload } = await import("./uploads.js");
    let isFirst = true;
    upload(this.editor, files, (picture, tile) => {
      if (isFirst && spot) this.use(picture, spot, { isNew: true });
      else if (isFirst && place) this.insert(picture, place);
      else if (isFirst || files.length > 1) announce(`${picture.name} was added to your pictures.`);
      isFirst = false;
      each(picture, tile);
    });
  }

  /**
   * Puts a picture into a field: one ordinary change, which can be undone like any other.
   * @param {Picture} picture @param {PictureField} spot @param {{ isNew?: boolean, group?: string }} [options]
   */
  use(picture, spot, { isNew = false, group = crypto.randomUUID() } = {}) {
    const field = this.fieldAt(spot);
    const isFilled = !!field?.dataset.pictureSrc;
    const typed = field && !isFilled ? /** @type {HTMLInputElement} */ (get(`[name="${CSS.escape(`${spot.path}.alt`)}"]`, field)).value : "";
    const shown = { ...picture, alt: picture.alt || typed };
    const values = { src: shown.src, alt: shown.alt, decorative: shown.decorative };
    const fields = Object.fromEntries(Object.entries(values).map(([name, value]) => [`${spot.path}.${name}`, value]));
    this.editor.send("PATCH", `/blocks/${encodeURIComponent(spot.block)}`, { ...fields, group_id: group }, {
      touches: [spot.block], key: `picture ${spot.block} ${spot.path} ${group}`,
    });
    const before = $("img", this.editor.canvas.field(spot.block, spot.path) || document.createElement("p"));
    if (before && picture.thumb) before.src = picture.thumb;
    if (field) showIn(field, shown);
    const isToDescribe = isNew && !shown.alt && shown.decorative !== "on";
    announce(isToDescribe ? "Picture added. Please describe it for people who can’t see it." : "Picture added.");
    if (field && isToDescribe && field.contains(document.activeElement)) get(`[name="${CSS.escape(`${spot.path}.alt`)}"]`, field).focus();
  }

  /** @param {PictureField} spot */
  clear(spot) {
    const empty = { [`${spot.path}.src`]: "", [`${spot.path}.alt`]: "", [`${spot.path}.decorative`]: "off" };
    this.editor.send("PATCH", `/blocks/${encodeURIComponent(spot.block)}`, empty, { touches: [spot.block] });
    const field = this.fieldAt(spot);
    if (!field) return;
    showIn(field, { src: "", thumb: "", name: "", alt: "", decorative: "off" });
    get("[data-upload-picture]", field).focus();
    announce("Picture removed.");
  }

  /**
   * A new part of the page with this picture in it: two requests, one step to undo.
   * @param {Picture} picture @param {Position} place
   */
  async insert(picture, place) {
    const { canvas, places } = this.editor;
    const isThere = canvas.slot(place.slot) && (!place.after || canvas.block(place.after));
    const { slot, after } = (isThere && place) || places.near(canvas.selected, "Image") || place;
    const operationId = crypto.randomUUID();
    const group = crypto.randomUUID();
    const block = await blockId("Image", operationId, "0");
    this.editor.send("POST", "/blocks", { component: "Image", slot, after, group_id: group }, { operationId, touches: [block] });
    this.use(picture, { block, path: "image" }, { group, isNew: true });
  }

  /** The field of the inspector, where it shows that block. @param {PictureField} options */
  fieldAt({ block, path }) {
    if (this.editor.inspector.shown !== block) return null;
    return $(`[data-picture-field="${CSS.escape(path)}"]`, this.editor.inspector.panel);
  }
}

/** The field as the server would show it. @param {HTMLElement} field @param {Picture} options */
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
