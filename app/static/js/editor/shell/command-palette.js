// The command palette: finds commands, components to add, blocks to select, and pages, by typing a few letters.

import { choose } from "../core/choice-dialog.js";
import { canRun, commands } from "../core/commands.js";
import { $$, get } from "../core/dom.js";
import { describeBlock } from "../canvas/outline.js";

// Groups of commands, most useful first; those that only move the focus are last.
const ORDER = ["Help", "Go", "Select", "History", "Find", "Page", "Clipboard", "Move", "Selection"].reverse();

/** @param {Editor} editor */
export async function openPalette(editor) {
  const run = await choose({
    title: "What do you want to do?",
    hint: "Type a few letters",
    nothing: "Nothing found. Try another word.",
    groups: [commandsNow(editor), components(editor), parts(editor), pages()],
  });
  run?.();
}

/** @param {Editor} editor */
function commandsNow(editor) {
  const now = commands().filter((one) => one.isListed && one.name !== "palette" && canRun(one, editor));
  const inOrder = now.sort((one, other) => ORDER.indexOf(one.group) - ORDER.indexOf(other.group));
  return {
    label: "Commands",
    options: inOrder.map(({ name, title, keys }) => ({ label: title, keys: keys[0], value: () => editor.act(name) })),
  };
}

/** @param {Editor} editor */
function components(editor) {
  const entries = editor.isReadOnly ? [] : $$("[data-component]");
  return {
    label: "Add",
    options: entries.map((entry) => ({
      label: `Add ${get(".ed-entry__label", entry).textContent.toLowerCase()}`, note: entry.title,
      value: () => editor.enqueue(() => editor.gestures.insert(entry.dataset.component || "")),
    })),
  };
}

/** @param {Editor} editor */
function parts(editor) {
  return {
    label: "Select",
    options: editor.canvas.blocks().map((block) => ({
      label: `Select ${describeBlock(block.dataset.blockId)}`, note: editor.places.describePosition(block), value: () => editor.select(block.dataset.blockId),
    })),
  };
}

function pages() {
  const others = $$("#page-switcher a:not([aria-current])");
  return {
    label: "Go to",
    options: others.map(({ textContent, href }) => ({ label: `Go to the page ${textContent}`, value: () => location.assign(href) })),
  };
}
