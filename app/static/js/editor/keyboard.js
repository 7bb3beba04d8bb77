// Keys become commands, unless what has the focus needs them itself.

import { commandFor } from "./commands.js";
import { $, hasOwnChanges, isTextField } from "./dom.js";

// A button has no use for these, so they keep their meaning for the selection.
const OVER_BUTTONS = ["Delete", "Backspace", "Escape"];

export function listenToKeys(target, editor) {
  target.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || $("dialog[open]")) return;
    if (event.key === "Escape" && isTextField(event.target)) return event.target.blur();
    const found = commandFor(event);
    if (!found || !mayRun(found, event, editor)) return;
    event.preventDefault();
    editor.act(found.name);
  });
}

function mayRun({ scope, needs }, event, editor) {
  if (needs === "block" && !editor.block) return false;
  if (scope === "everywhere") return true;
  if (scope === "history") return !hasOwnChanges(event.target);
  if (isTextField(event.target)) return false;
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && event.key !== "?";
  return !isPlain || !isControl(event.target) || (event.target.closest("button, a") && OVER_BUTTONS.includes(event.key));
}

// Keys that a button, link, tab or list uses itself stay with it; Delete and the like do not.
function isControl(element) {
  const control = element.closest?.("button, a, select, summary, input, [role=tab], [role=option]");
  return !!control && !control.closest("#outline, #toolbar, [data-block-id]");
}
