// The outline beside the page: the same blocks as a tree, kept in step with the canvas.

import { $, $$, place } from "./dom.js";

export const row = (id) => (id ? $(`[data-outline-block="${CSS.escape(id)}"]`) : null);
export const itemOf = (one) => one && $(":scope > [role=treeitem]", one);
const slotOf = (address) => $(`[data-outline-slot="${CSS.escape(address)}"]`);

// What an author calls a block: what it is, and its first words, or those of what it holds.
export function nameOf(id) {
  const own = row(id);
  if (!own) return "";
  const label = $(".ed-outline__label", own).textContent;
  const words = (within) => $$(".ed-outline__summary", within).map((one) => one.textContent).find(Boolean);
  if (words(itemOf(own))) return `${label} “${words(itemOf(own))}”`;
  return words(own) ? `${label} with “${words(own)}”` : label;
}

export function moveRow(id, { slot: address, after }) {
  place(row(id), slotOf(address), row(after));
}

export function removeRow(id) {
  row(id)?.remove();
}

// Puts a row in, or in the place of the one that is there.
export function putRow(element, place_) {
  const ids = [element, ...$$("[data-outline-block]", element)].map((one) => one.dataset.outlineBlock);
  ids.forEach((id) => row(id)?.remove());
  place(element, slotOf(place_.slot), row(place_.after));
}

export function putHead(id, element) {
  itemOf(row(id))?.replaceChildren(...element.childNodes);
}

// Shows what is selected; Tab comes to that row, and it can be seen.
export function mark(id, selection) {
  const tree = $("#outline");
  for (const one of $$("[aria-selected=true]", tree)) one.setAttribute("aria-selected", "false");
  for (const one of $$("[tabindex='0']", tree)) one.tabIndex = -1;
  for (const one of selection) itemOf(row(one))?.setAttribute("aria-selected", "true");
  const chosen = itemOf(row(id));
  const first = chosen || $("[role=treeitem]", tree);
  if (!first) return;
  first.tabIndex = 0;
  if (chosen) for (const branch of branches(chosen)) branch.setAttribute("aria-expanded", "true");
  if (tree.contains(document.activeElement)) first.focus();
}

export const hasFocus = () => !!document.activeElement?.closest("#outline");
export const focusSelected = () => $("#outline [tabindex='0']")?.focus();

// What an item is in, nearest first.
export function branches(item) {
  const found = [];
  for (let one = item.parentElement.parentElement.closest("[data-outline-block]"); one; one = one.parentElement.closest("[data-outline-block]")) found.push(itemOf(one));
  return found;
}
