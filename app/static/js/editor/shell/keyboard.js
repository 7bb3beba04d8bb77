// Runs commands when their keys are pressed, unless the focused element needs the keys itself.

import { canRun, commandsFor, isSingleKey } from "../core/commands.js";
import { $, closest, hasOwnChanges, isTextField } from "../core/dom.js";

// Buttons do not use these keys, so they apply to the selection.
const OVER_BUTTONS = ["Delete", "Backspace", "Escape"];

/** @param {Document} target @param {Editor} editor */
export function listenToKeys(target, editor) {
  target.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || $("dialog[open]")) return;
    if (event.key === "Escape" && closeMenu()) return event.preventDefault();
    if (event.key === "Escape" && isTextField(event.target)) return leaveField(/** @type {HTMLElement} */ (event.target), editor);
    const found = commandsFor(event).find((one) => mayRun(one, event, editor));
    if (!found) return;
    event.preventDefault();
    editor.act(found.name);
  });
}

// Closes an open popover; returns whether there was one.
function closeMenu() {
  const menu = $(":is([popover=auto], [popover='']):popover-open");
  menu?.hidePopover();
  return !!menu;
}

/** Leaves a text field; from the inspector, the focus moves to the selected block. @param {HTMLElement} field @param {Editor} editor */
function leaveField(field, editor) {
  field.blur();
  if (editor.block && field.closest("#inspector")) editor.canvas.focus(editor.selected);
}

/** @param {Command} found @param {KeyboardEvent} event @param {Editor} editor */
function mayRun(found, event, editor) {
  const { scope, needs } = found;
  if (needs === "block" && !canRun({ ...found, changes: false }, editor)) return false;
  if (isSingleKey(event) && isTextField(event.target)) return false;
  if (scope === "everywhere") return true;
  if (scope === "text") return editor.format.contains(event.target);
  if (scope === "history") return !hasOwnChanges(event.target);
  if (isTextField(event.target)) return false;
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && event.key !== "?";
  return !isPlain || !isControl(event.target) || (closest(event.target, "button, a") && OVER_BUTTONS.includes(event.key));
}

/**
 * True for buttons, links, tabs and lists, which handle keys themselves, unless in the outline, the toolbar or the page.
 * @param {EventTarget | null} element
 */
function isControl(element) {
  const control = closest(element, "button, a, select, summary, input, [role=tab], [role=option]");
  return !!control && !control.closest("#outline, #toolbar, [data-block-id]");
}
