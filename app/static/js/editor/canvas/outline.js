// The outline: the page's blocks as a tree, synchronised with the canvas.

import { $, $$, closest, get, place } from "../core/dom.js";

/** @param {string | undefined} [id] */
export const row = (id) => (id ? $(`[data-outline-block="${CSS.escape(id)}"]`) : null);
/** @param {HTMLElement | null | undefined} [one] */
export const itemOf = (one) => one && $(":scope > [role=treeitem]", one);
/** @param {string} address */
const slotOf = (address) => $(`[data-outline-slot="${CSS.escape(address)}"]`);

/** A block's name for the author: its type and its first words, or those of a block inside it. @param {string} id */
export function describeBlock(id) {
  const own = row(id);
  if (!own) return "";
  const label = get(".ed-outline__label", own).textContent;
  /** @param {HTMLElement | null | undefined} within */
  const summary = (within) => $$(".ed-outline__summary", within || undefined).map((one) => one.textContent).find(Boolean);
  if (summary(itemOf(own))) return `${label} “${summary(itemOf(own))}”`;
  return summary(own) ? `${label} with “${summary(own)}”` : label;
}

/** @param {string} id @param {{ slot: string, after: string }} options */
export function moveRow(id, { slot: address, after }) {
  place(row(id), slotOf(address), row(after));
}

/** @param {string} id */
export function removeRow(id) {
  row(id)?.remove();
}

/** Inserts a row, and removes existing rows of the same blocks. @param {HTMLElement | null} element @param {Position} position */
export function putRow(element, position) {
  if (!element) return;
  const ids = [element, ...$$("[data-outline-block]", element)].map((one) => one.dataset.outlineBlock);
  ids.forEach((id) => row(id)?.remove());
  place(element, slotOf(position.slot), row(position.after));
}

/** @param {string} id @param {HTMLElement} element */
export function replaceHead(id, element) {
  itemOf(row(id))?.replaceChildren(...element.childNodes);
}

/** Marks the selected rows, expands the branches around the primary one and makes it the tab stop. @param {string} id @param {string[]} selection */
export function showSelection(id, selection) {
  const tree = get("#outline");
  for (const one of $$("[aria-selected=true]", tree)) one.setAttribute("aria-selected", "false");
  for (const one of $$("[tabindex='0']", tree)) one.tabIndex = -1;
  for (const one of selection) itemOf(row(one))?.setAttribute("aria-selected", "true");
  const chosen = itemOf(row(id));
  const first = chosen || $("[role=treeitem]", tree);
  if (!first) return;
  first.tabIndex = 0;
  if (chosen) for (const branch of enclosingItems(chosen)) branch.setAttribute("aria-expanded", "true");
  if (tree.contains(document.activeElement)) first.focus();
}

export const hasFocus = () => !!closest(document.activeElement, "#outline");
export const focusSelected = () => $("#outline [tabindex='0']")?.focus();

/** The items that contain this one, innermost first. @param {HTMLElement} item */
export function enclosingItems(item) {
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
