// Everything by key: select, move, nest, duplicate, delete, undo.

import { $, hasOwnChanges, isTextField } from "./dom.js";

// A button has no use for these, so they keep their meaning for the selection.
const OVER_BUTTONS = ["Delete", "Backspace", "Escape"];

export function listenToKeys(target, editor) {
  target.addEventListener("keydown", (event) => {
    if ($("dialog[open]")) return;
    if (event.key === "Escape" && isTextField(event.target)) return event.target.blur();
    const act = historyKey(event) || (isTextField(event.target) ? null : blockKey(event, editor));
    if (!act) return;
    event.preventDefault();
    editor.act(act);
  });
}

function historyKey(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || hasOwnChanges(event.target)) return null;
  const key = event.key.toLowerCase();
  if (key === "z") return event.shiftKey ? "redo" : "undo";
  return key === "y" ? "redo" : null;
}

function blockKey(event, editor) {
  if (event.key === "?") return "shortcuts";
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "d") return "duplicate";
  if (event.ctrlKey || event.metaKey) return null;
  if (event.altKey) return { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "out", ArrowRight: "into" }[event.key];
  if (isControl(event.target) && !(event.target.closest("button, a") && OVER_BUTTONS.includes(event.key))) return null;
  if (!editor.canvas.selected) return ["ArrowDown", "ArrowUp"].includes(event.key) ? "next" : null;
  return {
    Delete: "delete", Backspace: "delete", Escape: "parent", Enter: "edit",
    ArrowUp: "previous", ArrowDown: "next",
  }[event.key];
}

// Keys that a button, link, tab or list uses itself stay with it; Delete and the like do not.
function isControl(element) {
  const control = element.closest?.("button, a, select, summary, input, [role=tab]");
  return !!control && !control.closest("#outline, #toolbar");
}
