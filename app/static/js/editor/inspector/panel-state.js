// State that the inspector keeps when it shows newer fields: the edited field, the focus and the indexes of items.

import { $, parseHtml } from "../core/dom.js";

/**
 * Replaces the panel, except for the edited field, which keeps its text and caret. If the new panel does not contain the
 * field, changes nothing and returns false.
 * @param {HTMLElement} panel @param {string} html @param {HTMLElement} field
 */
export function mergeAround(panel, html, field) {
  const form = field.closest("form[data-inspector]");
  const row = field.closest("[data-field-row]");
  const fresh = $("form[data-inspector]", parseHtml(html));
  const freshRow = row && fresh && $(`[data-field-row="${CSS.escape(row.dataset.fieldRow)}"]`, fresh);
  if (!form || !panel.contains(form) || !freshRow || fresh.dataset.inspector !== form.dataset.inspector) return false;
  // The kept field shows an older revision than the rest.
  row.dataset.revision ??= form.dataset.revision;
  replaceAround(form, document.adoptNode(fresh), row, freshRow);
  return true;
}

/** Replaces attributes and children, except for the children on the path to `row`. @param {Element} old @param {Element} fresh @param {Element} row @param {Element} freshRow */
function replaceAround(old, fresh, row, freshRow) {
  if (old === row) return;
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const retained = /** @type {Element} */ ([...old.children].find((child) => child.contains(row)));
  const other = /** @type {Element} */ ([...fresh.children].find((child) => child.contains(freshRow)));
  for (const child of [...old.childNodes]) if (child !== retained) child.remove();
  const nodes = [...fresh.childNodes];
  const at = nodes.indexOf(other);
  retained.before(...nodes.slice(0, at));
  retained.after(...nodes.slice(at + 1));
  replaceAround(retained, other, row, freshRow);
}

/** Restores the focus to the field or button that corresponds to the one that had it. @param {HTMLElement} panel @param {HTMLInputElement} before */
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
 * The button with the same action or, if its item was removed, that of the previous item or the one that adds items.
 * @param {HTMLElement} panel @param {HTMLElement} button
 */
function sameButton(panel, { id, dataset: { itemAction, itemField, itemIndex } }) {
  if (!itemAction) return id ? $(`#${CSS.escape(id)}`, panel) : null;
  /** @param {string} action @param {number | string} [index] */
  const find = (action, index) => $(`[data-item-action="${action}"][data-item-field="${CSS.escape(itemField)}"]${index === undefined ? "" : `[data-item-index="${index}"]`}:not([disabled])`, panel);
  return find(itemAction, itemIndex) || find(itemAction, Number(itemIndex) - 1) || find("add");
}

/**
 * The index of an item after a change to its list; -1 if it was removed.
 * @param {{ action: string, index: number }} options @param {number} itemIndex @param {number} count
 */
export function indexAfter({ action, index }, itemIndex, count) {
  if (action === "add" || itemIndex < 0) return itemIndex;
  if (action === "remove") return itemIndex === index ? -1 : itemIndex - (itemIndex > index ? 1 : 0);
  const other = action === "up" ? Math.max(index - 1, 0) : Math.min(index + 1, count - 1);
  return { [index]: other, [other]: index }[itemIndex] ?? itemIndex;
}
