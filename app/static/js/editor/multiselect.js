// Selecting several blocks: those beside one another with Shift, any with Ctrl or Cmd. One of them is the primary one
// (`editor.selected`): it has the focus, and from it a selection goes on.

import { command } from "./commands.js";
import { announce } from "./dom.js";
import { childBlocks } from "./places.js";

const idOf = (block) => block.dataset.blockId;

export function startMultiSelect(editor) {
  const { canvas } = editor;
  let anchor = "";
  const start = () => canvas.block(canvas.selection.includes(anchor) ? anchor : editor.selected);

  function choose(id, blocks, options = {}) {
    const all = inPageOrder(blocks).map(idOf);
    editor.select(id, { ...options, all, isSaid: all.length < 2 });
    if (all.length > 1) announce(`${all.length} parts selected`);
  }

  // From where the selection began to this block, or to what stands beside the beginning and holds it.
  function extendTo(id, options) {
    const from = start();
    const [first, last] = from ? beside(from, canvas.block(id)) : [];
    if (!first) return editor.select(id, options);
    anchor = idOf(first);
    choose(idOf(last), between(first, last), options);
  }

  function toggle(id, options) {
    const chosen = canvas.block(id);
    const kept = editor.blocks.filter((block) => block !== chosen && !block.contains(chosen) && !chosen.contains(block));
    const isOff = editor.blocks.length > 1 && editor.blocks.includes(chosen);
    const all = isOff ? kept : [...kept, chosen];
    anchor = isOff ? idOf(all.at(-1)) : id;
    choose(anchor, all, options);
  }

  function extend(step) {
    const from = start();
    const siblings = childBlocks(from.parentElement);
    const at = siblings.indexOf(editor.block) < 0 ? siblings.indexOf(from) : siblings.indexOf(editor.block);
    const to = siblings[at + step];
    if (to) extendTo(idOf(to));
    else announce("There is nothing more in this place.");
  }

  function selectAll() {
    const slot = editor.block?.parentElement || canvas.slot("root");
    const blocks = childBlocks(slot);
    if (!blocks.length) return announce("This page is empty.");
    anchor = idOf(blocks[0]);
    choose(editor.selected && blocks.includes(editor.block) ? editor.selected : anchor, blocks);
  }

  const select = (name, title, keys, run, needs = "block") => command(name, { title, group: "Select", keys, needs, run });
  select("extend-down", "Select one more below", ["Shift+ArrowDown"], () => extend(1));
  select("extend-up", "Select one more above", ["Shift+ArrowUp"], () => extend(-1));
  select("select-all", "Select everything beside it", ["Mod+A"], selectAll, "");

  // What a click on a block means, with the keys that were held; true when it selected.
  return {
    click(event, id, options) {
      if (!id || (!event.shiftKey && !event.ctrlKey && !event.metaKey)) return false;
      if (event.shiftKey) extendTo(id, options);
      else toggle(id, options);
      return true;
    },
  };
}

function inPageOrder(blocks) {
  return [...blocks].sort((one, other) => (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
}

function between(first, last) {
  const siblings = childBlocks(first.parentElement);
  const [from, to] = [siblings.indexOf(first), siblings.indexOf(last)].sort((one, other) => one - other);
  return siblings.slice(from, to + 1);
}

// Two blocks that stand side by side and are, or hold, these.
function beside(one, other) {
  const around = (block) => {
    const chain = [];
    for (let at = block; at; at = at.parentElement.closest("[data-block-id]")) chain.push(at);
    return chain;
  };
  const others = around(other);
  for (const first of around(one)) {
    const last = others.find((block) => block.parentElement === first.parentElement);
    if (last) return [first, last];
  }
  return [];
}
