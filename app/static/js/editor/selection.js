// What is selected: by click, by key, in the outline.

import { command } from "./commands.js";
import { $, announce } from "./dom.js";
import { startMultiSelect } from "./multiselect.js";
import { hiddenWords } from "./sizes.js";

export function startSelection(editor) {
  const { canvas } = editor;
  const listeners = [];
  const several = startMultiSelect(editor);

  // `all`: what is selected with it. The focus follows, unless the author is at work in the outline.
  editor.select = (id, { isSaid = true, focus = true, scroll = true, all = [id] } = {}) => {
    const block = canvas.select(id, { scroll, all });
    editor.inspector.showFor(canvas.selection);
    if (focus && block && !document.activeElement?.closest("#outline")) canvas.focus(id);
    const hidden = block && hiddenWords(block).toLowerCase();
    if (isSaid && block) announce(`${canvas.label(block)}${hidden && `, ${hidden},`} selected, ${editor.places.where(block)}`);
    listeners.forEach((listener) => listener(id));
    return block;
  };

  const parentOf = (block) => block.parentElement.closest("[data-block-id]")?.dataset.blockId || "";
  const neighbour = (step) => {
    const blocks = canvas.blocks();
    const at = blocks.findIndex((block) => block.dataset.blockId === canvas.selected);
    const next = blocks[at < 0 ? 0 : at + step];
    if (next) editor.select(next.dataset.blockId);
  };
  const select = (name, title, keys, run, needs = "block") => command(name, { title, group: "Select", keys, needs, run });
  select("next", "Select what comes next", ["ArrowDown"], () => neighbour(1), "");
  select("previous", "Select what comes before", ["ArrowUp"], () => neighbour(-1), "");
  select("parent", "Select what it is in", ["Escape"], () => editor.select(canvas.selection.length > 1 ? editor.selected : parentOf(editor.block)));
  editor.editInPanel = (path = "") => edit(editor, path);

  document.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-select]")?.dataset.select;
    if (chosen && !several.click(event, chosen, { focus: false })) editor.select(chosen, { focus: false, isSaid: false });
  });
  canvas.onLoad((frame) => {
    frame.addEventListener("click", (event) => {
      event.preventDefault();
      if (editor.inPlace.takesClick(event)) return;
      const id = event.target.closest("[data-block-id]")?.dataset.blockId || "";
      if (!several.click(event, id)) editor.select(id);
    });
    frame.addEventListener("dblclick", ({ target }) => {
      const block = target.closest("[data-block-id]");
      const field = target.closest("[data-field]");
      if (block && !editor.inPlace.texts.at(target)) edit(editor, field && block.contains(field) ? field.dataset.field : "");
    });
    frame.addEventListener("submit", (event) => event.preventDefault());
  });
  return { listeners };
}

async function edit(editor, path = "") {
  $(".ed-desk").classList.add("shows-inspector");
  await editor.inspector.show(editor.selected);
  editor.inspector.focusFirst(path);
}
