// Adding from the palette: after the selection, at the end of the page, or into an empty slot that was chosen.

import { $$, closest, get } from "../core/dom.js";
import { childBlocks } from "../canvas/block-elements.js";

export const ENTRY = "[data-component], .ed-entry[data-own]";

/**
 * What an entry of the palette adds: a component, or a section of the author's own. @param {HTMLElement} entry
 * @returns {{ component: string, options: { sample?: string, more?: Fields } }}
 */
export function entryOf({ dataset: { component, own = "", sampleOf, saved, section = "" } }) {
  if (component) return { component, options: {} };
  return { component: own, options: { sample: sampleOf, more: saved ? { saved } : { section } } };
}

class Palette {
  // Address of the empty slot that the next entry goes into.
  #target = "";

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.#choose("");
    document.addEventListener("click", ({ target }) => this.#click(target));
    editor.canvas.onLoad((frame) => {
      frame.addEventListener("click", ({ target }) => this.#chooseSlot(/** @type {HTMLElement} */ (target)));
    });
    const update = () => this.#updateButtons();
    new MutationObserver(update).observe(editor.inspector.panel, { childList: true });
    editor.onAnswer(update);
  }

  /** @param {string} address */
  open(address) {
    this.#choose(address);
    this.editor.panels.open("add");
    get("#palette-search").focus();
  }

  // The empty slot that was chosen, for one paste.
  takePlace() {
    const slot = this.#slot;
    this.#choose("");
    return slot && !childBlocks(slot).length ? { slot: slot.dataset.slot, after: "" } : null;
  }

  get #slot() { return this.#target ? this.editor.canvas.slot(this.#target) : null; }

  /** @param {string} address */
  #choose(address) {
    this.#target = address;
    const slot = this.#slot;
    const isTouch = matchMedia("(pointer: coarse)").matches;
    const elsewhere = isTouch ? "Tap what to add after the selection." : "Drag onto the page, or click to add after the selection.";
    get("[data-palette-hint]").textContent = slot ? `Whatever you choose will go into ${this.editor.places.slotName(slot)}.` : elsewhere;
  }

  /** @param {HTMLElement} element */
  #chooseSlot(element) {
    const address = element.dataset?.slot && !childBlocks(element).length ? element.dataset.slot : "";
    this.#choose(address === "root" ? "" : address);
  }

  /** @param {EventTarget | null} target */
  #click(target) {
    const entry = /** @type {HTMLElement | null} */ (closest(target, ENTRY));
    if (entry) this.#add(entry);
    const address = closest(target, "[data-add-into]")?.dataset.addInto;
    if (address) this.open(address);
  }

  /** @param {HTMLElement} entry */
  #add(entry) {
    const { component, options } = entryOf(entry);
    const slot = this.#slot;
    const place = slot ? { slot: this.#target, after: childBlocks(slot).at(-1)?.dataset.blockId || "" } : undefined;
    this.#choose("");
    this.editor.gestures.insert(component, place, options);
  }

  // A slot that the page does not show, such as the third of two columns, is not offered.
  #updateButtons() {
    for (const button of $$("[data-add-into]")) button.hidden = !this.editor.canvas.slot(button.dataset.addInto || "");
  }
}

/** @param {Editor} editor */
export const startPalette = (editor) => new Palette(editor);
