// What an author does to the parts of a page: each gesture is painted at once and sent as one small request. What is
// done to several at once is one gesture, and so one step to undo.

import { command } from "../core/commands.js";
import { announce, closest } from "../core/dom.js";
import * as outline from "../canvas/outline.js";
import { childBlocks, slotOf } from "../canvas/block-elements.js";

/** @param {string} id */
const pathOf = (id) => `/blocks/${encodeURIComponent(id)}`;
/** @param {EchoStep[]} steps */
const many = (steps) => /** @type {Echo} */ (steps.length === 1 ? steps[0] : { do: "many", steps });

export class BlockActions {
  /** @param {Editor} editor @param {LocalEcho} echo */
  constructor(editor, echo) {
    this.editor = editor;
    this.echo = echo;
  }

  /**
   * `sample` is what it looks like when it has just been added, `more` what else the server has to know of it. Resolves
   * with the id of what is painted; "" where it can't be painted before the answer.
   * @param {string} component @param {Position | null | undefined} [place]
   * @param {{ sample?: string, more?: Fields }} [options]
   */
  async insert(component, place, { sample = component, more = {} } = {}) {
    const { canvas, places } = this.editor;
    const spot = place || places.near(canvas.selected, component);
    // Where the place is gone when this arrives, it goes to the end of the page, with what was written in it meanwhile.
    const operationId = crypto.randomUUID();
    /** @type {NewIds} */
    const ids = spot ? await this.echo.insertIds(sample, operationId) : {};
    /** @type {StepOf<"insert"> | null} */
    const painted = ids["0"] && spot ? { do: "insert", component: sample, ids, slot: spot.slot, after: spot.after } : null;
    const fields = { component, ...more, ...(spot && { slot: spot.slot, after: spot.after }), near: place ? "" : canvas.selected };
    this.editor.send("POST", "/blocks", fields, { operationId, touches: Object.values(ids), echo: painted });
    if (painted) this.arrive([ids["0"]], "added");
    return ids["0"] || "";
  }

  /** One block by its id, or several, one after another. @param {string | string[]} which @param {Position | null} place */
  move(which, place) {
    const ids = [which].flat();
    if (!place) return announce("It can’t go further that way.");
    const steps = ids.map(/** @returns {EchoStep} */ (id, at) => ({ do: "move", id, slot: place.slot, after: at ? ids[at - 1] : place.after }));
    const fields = { slot: place.slot, after: place.after };
    this.#send("POST", ids, "moves", fields, { touches: ids, echo: many(steps) });
    this.arrive(ids);
  }

  /** @param {string | string[]} which */
  async duplicate(which) {
    const ids = [which].flat();
    const operationId = crypto.randomUUID();
    const copies = await this.echo.duplicateIds(ids, operationId);
    const steps = this.editor.places.runs(ids).flatMap((run) => run.map(/** @returns {EchoStep} */ (id, at) => ({
      do: "duplicate", id, ids: copies, after: at ? copies[run[at - 1]] : run.at(-1),
    })));
    this.#send("POST", ids, "duplicates", {}, { operationId, touches: Object.values(copies), echo: many(steps) });
    this.arrive(ids.map((id) => copies[id]), "duplicated");
  }

  /** @param {string | string[]} which @param {string} [done] */
  remove(which, done = "deleted") {
    const { canvas } = this.editor;
    const ids = [which].flat();
    const said = ids.length > 1 ? `${ids.length} parts` : canvas.label(canvas.block(ids[0]));
    this.#leave(ids, `${said} ${done}.`, (fields, options) => this.#send("DELETE", ids, "removals", fields, options));
  }

  /**
   * To the end of another page: there and here, or on neither.
   * @param {string[]} ids @param {string} page @param {string} said
   */
  transfer(ids, page, said) {
    this.#leave(ids, said, (fields, options) => this.editor.send("POST", "/transfers", { block: ids, to: page, ...fields }, options));
  }

  /**
   * A field's new value. `group` joins a burst of typing into one step; `kind` is the text's, "" where the page shows no
   * words of it; `isTyped` says that somebody wrote it; `base` is the revision that the field showed before that.
   * @param {string} id @param {string} path @param {string} value
   * @param {{ group: string, kind?: string, isTyped?: boolean, base?: number }} options
   */
  update(id, path, value, { group, kind = "", isTyped = false, base = this.editor.answers.baseOf(id) }) {
    /** @type {UpdateEcho | null} */
    const echo = kind ? { do: "update", id, path, value, kind } : null;
    this.editor.send("PATCH", pathOf(id), { [path]: value, group_id: group, selected: id }, {
      touches: [id], echo, key: `update ${id} ${path} ${group}`, base, typed: isTyped ? [path] : [],
    });
  }

  /** What has just come to its place is selected, with the focus, and said. @param {string[]} ids */
  arrive(ids, done = "") {
    const { canvas, places } = this.editor;
    const blocks = canvas.blocksOf(ids);
    if (!blocks.length) return;
    const primary = ids.includes(canvas.selected) ? canvas.selected : blocks[0].dataset.blockId;
    this.editor.select(primary, { all: ids, isSaid: false, focus: !closest(document.activeElement, "#toolbar") });
    const what = blocks.length > 1 ? `${blocks.length} parts` : canvas.label(blocks[0]);
    announce(`${[what, done].filter(Boolean).join(" ")}, ${places.where(blocks)}.`);
  }

  /**
   * What goes makes way for what stands beside it.
   * @param {string[]} ids @param {string} said @param {(fields: Fields, options: SendOptions) => void} send
   */
  #leave(ids, said, send) {
    const { canvas } = this.editor;
    const next = this.#beside(ids)?.dataset.blockId || "";
    const hadFocus = ids.includes(canvas.focusedBlock);
    const isInOutline = outline.hasFocus();
    send({ selected: next }, { touches: ids, echo: many(ids.map(/** @returns {EchoStep} */ (id) => ({ do: "remove", id }))) });
    this.editor.select(next, { isSaid: false, focus: hadFocus });
    if (isInOutline) outline.focusSelected();
    else if (!next) canvas.window.focus();
    announce(`${said}${next ? ` ${canvas.label(canvas.block(next))} selected` : ""}`);
  }

  /**
   * One block has an address of its own; several are named by a list.
   * @param {string} method @param {string[]} ids @param {string} noun @param {Fields} fields
   * @param {SendOptions} options
   */
  #send(method, ids, noun, fields, options) {
    if (ids.length > 1) return this.editor.send("POST", `/${noun}`, { block: ids, ...fields }, options);
    return this.editor.send(method, method === "DELETE" ? pathOf(ids[0]) : `${pathOf(ids[0])}/${noun}`, fields, options);
  }

  /** What is selected once these are gone. @param {string[]} ids */
  #beside(ids) {
    const last = this.editor.canvas.block(ids.at(-1));
    if (!last) return null;
    const siblings = childBlocks(slotOf(last));
    const at = siblings.indexOf(last);
    /** @param {HTMLElement} block */
    const stays = (block) => !ids.includes(block.dataset.blockId);
    return siblings.slice(at).find(stays) || siblings.slice(0, at).findLast(stays) || slotOf(last).closest("[data-block-id]");
  }
}

/** @param {Editor} editor */
export function registerBlockActions(editor) {
  const { gestures } = editor;
  /** @param {string} name @param {string} title @param {string[]} keys @param {() => unknown} run */
  const act = (name, title, keys, run) => command(name, { title, group: "Selection", keys, needs: "block", changes: true, run });
  act("duplicate", "Duplicate", ["Mod+D"], () => gestures.duplicate(editor.selection));
  act("delete", "Delete", ["Delete", "Backspace"], () => gestures.remove(editor.selection));
}
