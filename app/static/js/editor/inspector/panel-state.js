// What the panel keeps when it shows newer fields: the field that is being written in, the focus, the numbers of items.

import { $, parseHtml } from "../core/dom.js";

/**
 * Shows newer fields around the one that is being written in, which stays with its words, its caret, its place.
 * False where that can't be done, because the field is not among the new ones.
 * @param {HTMLElement} panel @param {string} html @param {HTMLElement} field
 */
export function mergeAround(panel, html, field) {
  const form = field.closest("form[data-inspector]");
  const row = field.closest("[data-field-row]");
  const fresh = $("form[data-inspector]", parseHtml(html));
  const twin = row && fresh && $(`[data-field-row="${CSS.escape(row.dataset.fieldRow)}"]`, fresh);
  if (!form || !panel.contains(form) || !twin || fresh.dataset.inspector !== form.dataset.inspector) return false;
  // What it shows is older than what is around it.
  row.dataset.revision ??= form.dataset.revision;
  renew(form, document.adoptNode(fresh), row, twin);
  return true;
}

/** @param {Element} old @param {Element} fresh @param {Element} row @param {Element} twin */
function renew(old, fresh, row, twin) {
  if (old === row) return;
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const kept = /** @type {Element} */ ([...old.children].find((child) => child.contains(row)));
  const other = /** @type {Element} */ ([...fresh.children].find((child) => child.contains(twin)));
  for (const child of [...old.childNodes]) if (child !== kept) child.remove();
  const nodes = [...fresh.childNodes];
  const at = nodes.indexOf(other);
  kept.before(...nodes.slice(0, at));
  kept.after(...nodes.slice(at + 1));
  renew(kept, other, row, twin);
}

/** Brings the focus to the field, or the button, that stands for the one that had it. @param {HTMLElement} panel @param {HTMLInputElement} before */
export function restoreFieldFocus(panel, before) {
  const name = before.name || before.dataset.name;
  const named = name && `:is([name="${CSS.escape(name)}"], [data-name="${CSS.escape(name)}"])`;
  const after = /** @type {HTMLInputElement | null} */ (named ? $(`${named}:checked`, panel) || $(named, panel) : sameButton(panel, before));
  after?.focus();
  if (after?.setSelectionRange && before.selectionStart !== null && after.type === "text") {
    after.setSelectionRange(before.selectionStart, before.selectionEnd);
  }
}

/**
 * The button that does the same; for an item that is gone, that of the item before, or the one that adds items.
 * @param {HTMLElement} panel @param {HTMLElement} button
 */
function sameButton(panel, { id, dataset: { itemAction, itemField, itemIndex } }) {
  if (!itemAction) return id ? $(`#${CSS.escape(id)}`, panel) : null;
  /** @param {string} action @param {number | string} [index] */
  const find = (action, index) => $(`[data-item-action="${action}"][data-item-field="${CSS.escape(itemField)}"]${index === undefined ? "" : `[data-item-index="${index}"]`}:not([disabled])`, panel);
  return find(itemAction, itemIndex) || find(itemAction, Number(itemIndex) - 1) || find("add");
}

/**
 * The index that an item has after a change of the list; -1 when it is gone.
 * @param {{ action: string, index: number }} options @param {number} number @param {number} count
 */
export function indexAfter({ action, index }, number, count) {
  if (action === "add" || number < 0) return number;
  if (action === "remove") return number === index ? -1 : number - (number > index ? 1 : 0);
  const other = action === "up" ? Math.max(index - 1, 0) : Math.min(index + 1, count - 1);
  return { [index]: other, [other]: index }[number] ?? number;
}
