// Shows newer fields around the one that is being written in, which stays: its words, its caret, its place.

import { $ } from "./dom.js";

// False where that can't be done, because the field is not among the new ones.
export function graft(panel, html, field) {
  const form = field.closest("form[data-inspector]");
  const row = field.closest("[data-field-row]");
  const fresh = $("form[data-inspector]", new DOMParser().parseFromString(html, "text/html"));
  const twin = row && fresh && $(`[data-field-row="${CSS.escape(row.dataset.fieldRow)}"]`, fresh);
  if (!form || !panel.contains(form) || !twin || fresh.dataset.inspector !== form.dataset.inspector) return false;
  // What it shows is older than what is around it.
  row.dataset.revision ??= form.dataset.revision;
  renew(form, document.adoptNode(fresh), row, twin);
  return true;
}

function renew(old, fresh, row, twin) {
  if (old === row) return;
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const kept = [...old.children].find((child) => child.contains(row));
  const other = [...fresh.children].find((child) => child.contains(twin));
  for (const child of [...old.childNodes]) if (child !== kept) child.remove();
  const nodes = [...fresh.childNodes];
  const at = nodes.indexOf(other);
  kept.before(...nodes.slice(0, at));
  kept.after(...nodes.slice(at + 1));
  renew(kept, other, row, twin);
}
