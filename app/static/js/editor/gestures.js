// What an author does to the parts of a page: each gesture is painted at once and sent as one small request. What is
// done to several at once is one gesture, and so one step to undo.

import { command } from "./commands.js";
import { announce } from "./dom.js";
import * as outline from "./outline.js";
import { childBlocks } from "./places.js";

const pathOf = (id) => `/blocks/${encodeURIComponent(id)}`;
const many = (steps) => (steps.length === 1 ? steps[0] : { do: "many", steps });

export class Gestures {
  constructor(editor, echo) {
    Object.assign(this, { editor, echo });
  }

  // `sample` is what it looks like when it has just been added, `more` what else the server has to know of it. Resolves
  // with the id of what is painted; "" where it can't be painted before the answer.
  async insert(component, place, { sample = component, more = {} } = {}) {
    const { canvas, places } = this.editor;
    const spot = place || places.near(canvas.selected, component);
    // Where the place is gone when this arrives, it goes to the end of the page, with what was written in it meanwhile.
    const operationId = crypto.randomUUID();
    const ids = spot ? await this.echo.insertIds(sample, operationId) : {};
    const painted = ids["0"] ? { do: "insert", component: sample, ids, slot: spot.slot, after: spot.after } : null;
    const fields = { component, ...more, ...(spot && { slot: spot.slot, after: spot.after }), near: place ? "" : canvas.selected };
    this.editor.send("POST", "/blocks", fields, { operationId, touches: Object.values(ids), echo: painted });
    if (painted) this.arrive([ids["0"]], "added");
    return ids["0"] || "";
  }

  // One block by its id, or several, one after another.
  move(which, place) {
    const ids = [which].flat();
    if (!place) return announce("It can't go further that way.");
    const steps = ids.map((id, at) => ({ do: "move", id, slot: place.slot, after: at ? ids[at - 1] : place.after }));
    const fields = { slot: place.slot, after: place.after };
    this.#send("POST", ids, "moves", fields, { touches: ids, echo: many(steps) });
    this.arrive(ids);
  }

  async duplicate(which) {
    const ids = [which].flat();
    const operationId = crypto.randomUUID();
    const copies = await this.echo.duplicateIds(ids, operationId);
    const steps = this.editor.places.runs(ids).flatMap((run) => run.map((id, at) => ({
      do: "duplicate", id, ids: copies, after: at ? copies[run[at - 1]] : run.at(-1),
    })));
    this.#send("POST", ids, "duplicates", {}, { operationId, touches: Object.values(copies), echo: many(steps) });
    this.arrive(ids.map((id) => copies[id]), "duplicated");
  }

  remove(which, done = "deleted") {
    const { canvas } = this.editor;
    const ids = [which].flat();
    const said = ids.length > 1 ? `${ids.length} parts` : canvas.label(canvas.block(ids[0]));
    this.#leave(ids, `${said} ${done}.`, (fields, options) => this.#send("DELETE", ids, "removals", fields, options));
  }

  // To the end of another page: there and here, or on neither.
  transfer(ids, page, said) {
    this.#leave(ids, said, (fields, options) => this.editor.send("POST", "/transfers", { block: ids, to: page, ...fields }, options));
  }

  // A field's new value. `group` joins a burst of typing into one step; `kind` is the text's, "" where the page shows no
  // words of it; `isTyped` says that somebody wrote it; `base` is the revision that the field showed before that.
  update(id, path, value, { group, kind = "", isTyped = false, base = this.editor.answers.baseOf(id) }) {
    const echo = kind ? { do: "update", id, path, value, kind } : null;
    this.editor.send("PATCH", pathOf(id), { [path]: value, group_id: group, selected: id }, {
      touches: [id], echo, key: `update ${id} ${path} ${group}`, base, typed: isTyped ? [path] : [],
    });
  }

  // What has just come to its place is selected, with the focus, and said.
  arrive(ids, done = "") {
    const { canvas, places } = this.editor;
    const blocks = ids.map((id) => canvas.block(id)).filter(Boolean);
    if (!blocks.length) return;
    const primary = ids.includes(canvas.selected) ? canvas.selected : blocks[0].dataset.blockId;
    this.editor.select(primary, { all: ids, isSaid: false, focus: !document.activeElement?.closest("#toolbar") });
    const what = blocks.length > 1 ? `${blocks.length} parts` : canvas.label(blocks[0]);
    announce(`${[what, done].filter(Boolean).join(" ")}, ${places.where(blocks)}.`);
  }

  // What goes makes way for what stands beside it.
  #leave(ids, said, send) {
    const { canvas } = this.editor;
    const next = this.#beside(ids)?.dataset.blockId || "";
    const hadFocus = ids.includes(canvas.focusedBlock);
    const isInOutline = outline.hasFocus();
    send({ selected: next }, { touches: ids, echo: many(ids.map((id) => ({ do: "remove", id }))) });
    this.editor.select(next, { isSaid: false, focus: hadFocus });
    if (isInOutline) outline.focusSelected();
    else if (!next) canvas.window.focus();
    announce(`${said}${next ? ` ${canvas.label(canvas.block(next))} selected` : ""}`);
  }

  // One block has an address of its own; several are named by a list.
  #send(method, ids, noun, fields, options) {
    if (ids.length > 1) return this.editor.send("POST", `/${noun}`, { block: ids, ...fields }, options);
    return this.editor.send(method, method === "DELETE" ? pathOf(ids[0]) : `${pathOf(ids[0])}/${noun}`, fields, options);
  }

  // What is selected once these are gone.
  #beside(ids) {
    const last = this.editor.canvas.block(ids.at(-1));
    const siblings = childBlocks(last.parentElement);
    const at = siblings.indexOf(last);
    const stays = (block) => !ids.includes(block.dataset.blockId);
    return siblings.slice(at).find(stays) || siblings.slice(0, at).findLast(stays) || last.parentElement.closest("[data-block-id]");
  }
}

export function registerGestures(editor) {
  const { gestures } = editor;
  const act = (name, title, keys, run) => command(name, { title, group: "Selection", keys, needs: "block", changes: true, run });
  act("duplicate", "Duplicate", ["Mod+D"], () => gestures.duplicate(editor.selection));
  act("delete", "Delete", ["Delete", "Backspace"], () => gestures.remove(editor.selection));
}
