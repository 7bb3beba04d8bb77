// The outline beside the page: the same blocks as a nested list, kept in step with the canvas.

import { $, $$, place } from "./dom.js";

export const row = (id) => (id ? $(`[data-outline-block="${CSS.escape(id)}"]`) : null);
const slot = (address) => $(`[data-outline-slot="${CSS.escape(address)}"]`);

export function moveRow(id, { slot: address, after }) {
  place(row(id), slot(address), row(after));
}

export function removeRow(id) {
  row(id)?.remove();
}

// Puts a row in, or in the place of the one that is there.
export function putRow(element, place_) {
  const ids = [element, ...$$("[data-outline-block]", element)].map((one) => one.dataset.outlineBlock);
  ids.forEach((id) => row(id)?.remove());
  place(element, slot(place_.slot), row(place_.after));
}

export function putHead(id, element) {
  const button = row(id) && $(":scope > .ed-outline__button", row(id));
  if (button?.getAttribute("aria-current")) element.setAttribute("aria-current", "true");
  button?.replaceWith(element);
}
