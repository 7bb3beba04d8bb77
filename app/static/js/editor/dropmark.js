// The mark of the place where something would go: a line with the place's name, and the place around it.

import { $ } from "./dom.js";

export function showMark(canvas, places, { slotElement, line }) {
  const mark = $("#drop-line");
  const area = $("#drop-slot");
  mark.hidden = area.hidden = false;
  const spot = canvas.toOverlay(line);
  const isUpright = spot.height > spot.width;
  mark.style.cssText = `transform: translate(${spot.left}px, ${spot.top - (isUpright ? 0 : 1)}px); width: ${Math.max(spot.width, 3)}px; height: ${Math.max(spot.height, 3)}px`;
  $("[data-drop-label]").textContent = places.slotName(slotElement);
  const box = canvas.toOverlay(slotElement.getBoundingClientRect());
  area.style.cssText = `transform: translate(${box.left}px, ${box.top}px); width: ${box.width}px; height: ${box.height}px`;
}

export function hideMark() {
  $("#drop-line").hidden = $("#drop-slot").hidden = true;
}
