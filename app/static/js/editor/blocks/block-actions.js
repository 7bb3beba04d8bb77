// The author's actions on blocks. Each is shown immediately as a local echo and sent as one request, even if it affects
// several blocks, and is therefore one undo step.

import { command } from "../core/commands.js";
import { announce, closest } from "../core/dom.js";
import * as outline from "../canvas/outline.js";
import { childBlocks, slotOf } from "../canvas/block-elements.js";

/** @param {string} id */
const pathOf = (id) => `/blocks/${encodeURIComponent(id)}`;
/** @param {EchoStep[]} steps */
const combine = (steps) => /** @type {Echo} */ (steps.length === 1 ? steps[0] : { do: "many", steps });

export class BlockActions {
  /** @param {Editor} editor @param {LocalEcho} echo */
  constructor(editor, echo) {
    this.editor = editor;
    this.echo = echo;
  }

  /**
   * Adds a component. `sample` names the sample shown until the server responds; `extraFields` are added to the request.
   * Resolves with the id of the new block, or "" if it can't be shown before the server responds.
   * @param {string} component @param {Position | null | undefined} [place]
   * @param {{ sample?: string, extraFields?: Fields }} [options]
   */
  async insert(component, place, { sample = component, extraFields = {} } = {}) {
    const { canvas, places } = this.editor;
    const position = place || places.nearestPosition(canvas.selected, component);
    // If the position no longer exists when the request arrives, the server adds the block at the end of the page, with the
    // text that was typed into it in the meantime.
    const operationId = crypto.randomUUID();
    /** @type {NewIds} */
    const ids = position ? await this.echo.insertIds(sample, operationId) : {};
    /** @type {StepOf<"insert"> | null} */
    const painted = ids["0"] && position ? { do: "insert", component: sample, ids, slot: position.slot, after: position.after } : null;
    const fields = { component, ...extraFields, ...(position && { slot: position.slot, after: position.after }), near: place ? "" : canvas.selected };
    this.editor.send("POST", "/blocks", fields, { operationId, touches: Object.values(ids), echo: painted });
    if (painted) this.selectAndAnnounce([ids["0"]], "added");
    return ids["0"] || "";
  }

  /** Moves one or more blocks, which end up next to each other. @param {string | string[]} which @param {Position | null} place */
  move(which, place) {
    const ids = [which].flat();
    if (!place) return announce("It can’t go any further that way.");
    const steps = ids.map(/** @returns {EchoStep} */ (id, at) => ({ do: "move", id, slot: place.slot, after: at ? ids[at - 1] : place.after }));
    const fields = { slot: place.slot, after: place.after };
    this.#send("POST", ids, "moves", fields, { touches: ids, echo: combine(steps) });
    this.selectAndAnnounce(ids);
  }

  /** @param {string | string[]} which */
  async duplicate(which) {
    const ids = [which].flat();
    const operationId = crypto.randomUUID();
    const copies = await this.echo.duplicateIds(ids, operationId);
    const steps = this.editor.places.runs(ids).flatMap((run) => run.map(/** @returns {EchoStep} */ (id, at) => ({
      do: "duplicate", id, ids: copies, after: at ? copies[run[at - 1]] : run.at(-1),
    })));
    this.#send("POST", ids, "duplicates", {}, { operationId, touches: Object.values(copies), echo: combine(steps) });
    this.selectAndAnnounce(ids.map((id) => copies[id]), "duplicated");
  }

  /** @param {string | string[]} which @param {string} [done] */
  remove(which, done = "deleted") {
    const { canvas } = this.editor;
    const ids = [which].flat();
    const subject = ids.length > 1 ? `${ids.length} parts` : canvas.label(canvas.block(ids[0]));
    this.#sendRemoval(ids, `${subject} ${done}.`, (fields, options) => this.#send("DELETE", ids, "removals", fields, options));
  }

  /**
   * Moves blocks to the end of another page, in one transaction on the server.
   * @param {string[]} ids @param {string} page @param {string} message
   */
  transfer(ids, page, message) {
    this.#sendRemoval(ids, message, (fields, options) => this.editor.send("POST", "/transfers", { block: ids, to: page, ...fields }, options));
  }

  /**
   * Sets a field. Changes with the same `group` form one undo step; `kind` is the kind of text, or "" if the page does
   * not show the value as text; `isTyped`: whether the author typed the value; `base`: the revision shown before.
   * @param {string} id @param {string} path @param {string} value
   * @param {{ group: string, kind?: string, isTyped?: boolean, base?: number }} options
   */
  update(id, path, value, { group, kind = "", isTyped = false, base = this.editor.patches.baseOf(id) }) {
    /** @type {UpdateEcho | null} */
    const echo = kind ? { do: "update", id, path, value, kind } : null;
    this.editor.send("PATCH", pathOf(id), { [path]: value, group_id: group, selected: id }, {
      touches: [id], echo, key: `update ${id} ${path} ${group}`, base, typed: isTyped ? [path] : [],
    });
  }

  /** Selects, focuses and announces blocks that were just added or moved. @param {string[]} ids */
  selectAndAnnounce(ids, done = "") {
    const { canvas, places } = this.editor;
    const blocks = canvas.blocksOf(ids);
    if (!blocks.length) return;
    const primary = ids.includes(canvas.selected) ? canvas.selected : blocks[0].dataset.blockId;
    this.editor.select(primary, { all: ids, isAnnounced: false, focus: !closest(document.activeElement, "#toolbar") });
    const what = blocks.length > 1 ? `${blocks.length} parts` : canvas.label(blocks[0]);
    announce(`${[what, done].filter(Boolean).join(" ")}, ${places.describePosition(blocks)}.`);
  }

  /**
   * Removes blocks from the page and selects a neighbour. `send` sends the request.
   * @param {string[]} ids @param {string} message @param {(fields: Fields, options: SendOptions) => void} send
   */
  #sendRemoval(ids, message, send) {
    const { canvas } = this.editor;
    const next = this.#nextSelection(ids)?.dataset.blockId || "";
    const hadFocus = ids.includes(canvas.focusedBlock);
    const isInOutline = outline.hasFocus();
    send({ selected: next }, { touches: ids, echo: combine(ids.map(/** @returns {EchoStep} */ (id) => ({ do: "remove", id }))) });
    this.editor.select(next, { isAnnounced: false, focus: hadFocus });
    if (isInOutline) outline.focusSelected();
    else if (!next) canvas.window.focus();
    announce(`${message}${next ? ` ${canvas.label(canvas.block(next))} selected` : ""}`);
  }

  /**
   * Sends a request to the block's URL or, for several blocks, with a list of their ids.
   * @param {string} method @param {string[]} ids @param {string} noun @param {Fields} fields
   * @param {SendOptions} options
   */
  #send(method, ids, noun, fields, options) {
    if (ids.length > 1) return this.editor.send("POST", `/${noun}`, { block: ids, ...fields }, options);
    return this.editor.send(method, method === "DELETE" ? pathOf(ids[0]) : `${pathOf(ids[0])}/${noun}`, fields, options);
  }

  /** The block to select after these are removed: the next sibling, the previous one or the parent. @param {string[]} ids */
  #nextSelection(ids) {
    const last = this.editor.canvas.block(ids.at(-1));
    if (!last) return null;
    const siblings = childBlocks(slotOf(last));
    const at = siblings.indexOf(last);
    /** @param {HTMLElement} block */
    const isRemaining = (block) => !ids.includes(block.dataset.blockId);
    return siblings.slice(at).find(isRemaining) || siblings.slice(0, at).findLast(isRemaining) || slotOf(last).closest("[data-block-id]");
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
