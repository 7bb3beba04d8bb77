// The outline beside the page: the same blocks as a tree, kept in step with the canvas.

import { $, $$, closest, get, place } from "../core/dom.js";

/** @param {string | undefined} [id] */
export const row = (id) => (id ? $(`[data-outline-block="${CSS.escape(id)}"]`) : null);
/** @param {HTMLElement | null | undefined} [one] */
export const itemOf = (one) => one && $(":scope > [role=treeitem]", one);
/** @param {string} address */
const slotOf = (address) => $(`[data-outline-slot="${CSS.escape(address)}"]`);

/** What an author calls a block: what it is, and its first words, or those of what it holds. @param {string} id */
export function nameOf(id) {
  const own = row(id);
  if (!own) return "";
  const label = get(".ed-outline__label", own).textContent;
  /** @param {HTMLElement | null | undefined} within */
  const words = (within) => $$(".ed-outline__summary", within || undefined).map((one) => one.textContent).find(Boolean);
  if (words(itemOf(own))) return `${label} “${words(itemOf(own))}”`;
  return words(own) ? `${label} with “${words(own)}”` : label;
}

/** @param {string} id @param {{ slot: string, after: string }} options */
export function moveRow(id, { slot: address, after }) {
  place(row(id), slotOf(address), row(after));
}

/** @param {string} id */
export function removeRow(id) {
  row(id)?.remove();
}

/** Puts a row in, or in the place of the one that is there. @param {HTMLElement | null} element @param {Position} place_ */
export function putRow(element, place_) {
  if (!element) return;
  const ids = [element, ...$$("[data-outline-block]", element)].map((one) => one.dataset.outlineBlock);
  ids.forEach((id) => row(id)?.remove());
  place(element, slotOf(place_.slot), row(place_.after));
}

/** @param {string} id @param {HTMLElement} element */
export function putHead(id, element) {
  itemOf(row(id))?.replaceChildren(...element.childNodes);
}

/** Shows what is selected; Tab comes to that row, and it can be seen. @param {string} id @param {string[]} selection */
export function mark(id, selection) {
  const tree = get("#outline");
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

export const hasFocus = () => !!closest(document.activeElement, "#outline");
export const focusSelected = () => $("#outline [tabindex='0']")?.focus();

/** What an item is in, nearest first. @param {HTMLElement} item */
export function branches(item) {
  /** @type {HTMLElement[]} */
  const found = [];
  for (let one = rowAround(item.parentElement); one; one = rowAround(one)) {
    const branch = itemOf(one);
    if (branch) found.push(branch);
  }
  return found;
}

/** @param {HTMLElement | null} one */
const rowAround = (one) => closest(one?.parentElement, "[data-outline-block]");
