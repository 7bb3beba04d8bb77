// Adds components from the palette: after the selection, at the end of the page, or into the chosen empty slot.

import { $$, closest, get } from "../core/dom.js";
import { childBlocks } from "../canvas/block-elements.js";

export const ENTRY = "[data-component], .ed-entry[data-own]";

/**
 * The arguments of `BlockActions.insert` for a palette entry: a component, or one of the site's own sections.
 * @param {HTMLElement} entry
 * @returns {{ component: string, options: { sample?: string, extraFields?: Fields } }}
 */
export function entryOf({ dataset: { component, own = "", sampleOf, saved, section = "" } }) {
  if (component) return { component, options: {} };
  return { component: own, options: { sample: sampleOf, extraFields: saved ? { saved } : { section } } };
}

class Palette {
  // The address of the empty slot to which the next entry is added.
  #slotAddress = "";

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
    editor.onAcknowledged(update);
  }

  /** @param {string} address */
  open(address) {
    this.#choose(address);
    this.editor.panels.open("add");
    get("#palette-search").focus();
  }

  // Returns the position in the chosen empty slot, or null if there is none, and clears the choice.
  takeEmptySlot() {
    const slot = this.#slot;
    this.#choose("");
    return slot && !childBlocks(slot).length ? { slot: slot.dataset.slot, after: "" } : null;
  }

  get #slot() { return this.#slotAddress ? this.editor.canvas.slot(this.#slotAddress) : null; }

  /** @param {string} address */
  #choose(address) {
    this.#slotAddress = address;
    const slot = this.#slot;
    const isTouch = matchMedia("(pointer: coarse)").matches;
    const elsewhere = isTouch ? "Tap something to add it after the selection." : "Drag onto the page, or click to add after the selection.";
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
    const place = slot ? { slot: this.#slotAddress, after: childBlocks(slot).at(-1)?.dataset.blockId || "" } : undefined;
    this.#choose("");
    this.editor.gestures.insert(component, place, options);
  }

  // Hides the buttons of slots that the page does not show, such as the third of two columns.
  #updateButtons() {
    for (const button of $$("[data-add-into]")) button.hidden = !this.editor.canvas.slot(button.dataset.addInto || "");
  }
}

/** @param {Editor} editor */
export const startPalette = (editor) => new Palette(editor);
