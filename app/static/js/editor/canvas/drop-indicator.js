// Marks the position where a block would be dropped: a line with the slot's name, and an outline of the slot.

import { get } from "../core/dom.js";

/** @param {Canvas} canvas @param {Placement} places @param {Pick<DropTarget, "slotElement" | "line">} target */
export function showDropIndicator(canvas, places, { slotElement, line }) {
  const mark = get("#drop-line");
  mark.hidden = false;
  const spot = canvas.toOverlay(line);
  const isUpright = spot.height > spot.width;
  mark.style.cssText = `transform: translate(${spot.left}px, ${spot.top - (isUpright ? 0 : 1)}px); width: ${Math.max(spot.width, 3)}px; height: ${Math.max(spot.height, 3)}px`;
  get("[data-drop-label]").textContent = places.slotName(slotElement);
  outlineSlot(canvas, slotElement);
}

/** @param {Canvas} canvas @param {HTMLElement} element */
export function outlineSlot(canvas, element) {
  const area = get("#drop-slot");
  area.hidden = false;
  const box = canvas.toOverlay(element.getBoundingClientRect());
  area.style.cssText = `transform: translate(${box.left}px, ${box.top}px); width: ${box.width}px; height: ${box.height}px`;
}

export function hideDropIndicator() {
  get("#drop-line").hidden = get("#drop-slot").hidden = true;
}
