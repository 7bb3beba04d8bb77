// What an author does to the parts of a page: each gesture is painted at once and sent as one small request.

import { command } from "./commands.js";
import { announce } from "./dom.js";
import { childBlocks } from "./places.js";

const pathOf = (id) => `/blocks/${encodeURIComponent(id)}`;

export class Gestures {
  constructor(editor, echo) {
    Object.assign(this, { editor, echo });
  }

  // `sample` is what it looks like when it has just been added, `more` what else the server has to know of it.
  async insert(component, place, { sample = component, more = {} } = {}) {
    const { canvas, places } = this.editor;
    const spot = place || places.near(canvas.selected, component);
    const operationId = crypto.randomUUID();
    const ids = spot ? await this.echo.insertIds(sample, operationId) : {};
    const painted = ids["0"] ? { do: "insert", component: sample, ids, slot: spot.slot, after: spot.after } : null;
    const fields = { component, ...more, ...(spot && { slot: spot.slot, after: spot.after }), ...(!place && { near: canvas.selected }) };
    this.editor.send("POST", "/blocks", fields, { operationId, touches: Object.values(ids), echo: painted });
    if (painted) this.#arrive(ids["0"], (name) => `${name} added, ${places.where(canvas.block(ids["0"]))}`);
  }

  move(id, place) {
    if (!place) return announce("It can't go further that way.");
    const { canvas, places } = this.editor;
    this.editor.send("POST", `${pathOf(id)}/moves`, place, { touches: [id], echo: { do: "move", id, ...place } });
    this.#arrive(id, (name) => `${name}, ${places.where(canvas.block(id))}`);
  }

  async duplicate(id) {
    const { canvas, places } = this.editor;
    const operationId = crypto.randomUUID();
    const ids = await this.echo.duplicateIds(id, operationId);
    const painted = { do: "duplicate", id, ids };
    this.editor.send("POST", `${pathOf(id)}/duplicates`, {}, { operationId, touches: Object.values(ids), echo: painted });
    this.#arrive(ids[id], (name) => `${name} duplicated, ${places.where(canvas.block(ids[id]))}`);
  }

  remove(id) {
    const { canvas } = this.editor;
    const block = canvas.block(id);
    const siblings = childBlocks(block.parentElement);
    const at = siblings.indexOf(block);
    const next = siblings[at + 1] || siblings[at - 1] || block.parentElement.closest("[data-block-id]");
    const hadFocus = canvas.focusedBlock === id;
    const said = `${canvas.label(block)} deleted.`;
    this.editor.send("DELETE", pathOf(id), { selected: next?.dataset.blockId || "" }, { touches: [id], echo: { do: "remove", id } });
    this.editor.select(next?.dataset.blockId || "", { isSaid: false, focus: hadFocus });
    announce(`${said}${next ? ` ${canvas.label(next)} selected` : ""}`);
  }

  // A field's new value. `group` joins a burst of typing into one step; `kind` is the field's; `base` is the revision that
  // the field showed before it was written in.
  update(id, path, value, { group, kind = "", base = this.editor.answers.baseOf(id) }) {
    const echo = ["text", "textarea", "richtext"].includes(kind) ? { do: "update", id, path, value, kind } : null;
    this.editor.send("PATCH", pathOf(id), { [path]: value, group_id: group, selected: id }, {
      touches: [id], echo, key: `update ${id} ${path} ${group}`, base,
    });
  }

  #arrive(id, words) {
    const { canvas } = this.editor;
    const block = canvas.block(id);
    if (!block) return;
    this.editor.select(id, { isSaid: false, focus: !document.activeElement?.closest("#outline, #toolbar") });
    announce(`${words(canvas.label(block))}.`);
  }
}

export function registerGestures(editor) {
  const { gestures, places } = editor;
  const move = (name, title, keys, whereto) => command(name, {
    title, group: "Move", keys, needs: "block", changes: true, run: () => gestures.move(editor.selected, whereto(editor.block)),
  });
  move("up", "Move up", ["Alt+ArrowUp"], (block) => places.up(block));
  move("down", "Move down", ["Alt+ArrowDown"], (block) => places.down(block));
  move("out", "Move out of what it is in", ["Alt+ArrowLeft"], (block) => places.out(block));
  move("into", "Move into what comes before it", ["Alt+ArrowRight"], (block) => places.into(block));
  const act = (name, title, keys, run) => command(name, { title, group: "Selection", keys, needs: "block", changes: true, run });
  act("duplicate", "Duplicate", ["Mod+D"], () => gestures.duplicate(editor.selected));
  act("delete", "Delete", ["Delete", "Backspace"], () => gestures.remove(editor.selected));
}
