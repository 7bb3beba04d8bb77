// Selects blocks with a click, with keys and in the outline.

import { announce, closest, get } from "../core/dom.js";
import { command } from "../core/commands.js";
import { hiddenLabel } from "../canvas/screen-sizes.js";
import { MultiSelection } from "./multi-selection.js";

class Selection {
  /** @type {((id: string) => void)[]} */
  listeners = [];

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    editor.select = (id, options) => this.select(id, options);
    editor.editInPanel = (path) => this.#editInPanel(path);
    this.multiSelection = new MultiSelection(editor);
    this.#registerCommands();
    document.addEventListener("click", (event) => {
      const chosen = closest(event.target, "[data-select]")?.dataset.select;
      if (chosen && !this.multiSelection.click(event, chosen, { focus: false })) this.select(chosen, { focus: false, isAnnounced: false });
    });
    editor.canvas.onLoad((frame) => {
      frame.addEventListener("click", (event) => this.#click(event));
      frame.addEventListener("dblclick", ({ target }) => this.#doubleClick(target));
      frame.addEventListener("submit", (event) => event.preventDefault());
    });
  }

  /**
   * Selects a block and returns its element. `all`: ids of the whole selection. The focus moves to the block, unless
   * the outline has the focus.
   * @param {string} id @param {SelectOptions} [options]
   */
  select(id, { isAnnounced = true, focus = true, scroll = true, all = [id] } = {}) {
    const { canvas, inspector, places } = this.editor;
    const block = canvas.select(id, { scroll, all });
    inspector.showFor(canvas.selection);
    if (focus && block && !closest(document.activeElement, "#outline")) canvas.focus(id);
    const hidden = block && hiddenLabel(block).toLowerCase();
    if (isAnnounced && block) announce(`${canvas.label(block)}${hidden && `, ${hidden},`} selected, ${places.describePosition(block)}`);
    this.listeners.forEach((listener) => listener(id));
    return block;
  }

  #registerCommands() {
    const { editor } = this;
    /** @param {string} name @param {string} title @param {string[]} keys @param {() => unknown} run */
    const select = (name, title, keys, run, needs = "block") => command(name, { title, group: "Select", keys, needs, run });
    select("next", "Select the next part", ["ArrowDown"], () => this.#selectNeighbour(1), "");
    select("previous", "Select the previous part", ["ArrowUp"], () => this.#selectNeighbour(-1), "");
    select("parent", "Select the enclosing part", ["Escape"], () => {
      const parent = closest(editor.block?.parentElement, "[data-block-id]")?.dataset.blockId || "";
      this.select(editor.selection.length > 1 ? editor.selected : parent);
    });
  }

  /** @param {number} step */
  #selectNeighbour(step) {
    const blocks = this.editor.canvas.blocks();
    const at = blocks.findIndex((block) => block.dataset.blockId === this.editor.selected);
    const next = blocks[at < 0 ? 0 : at + step];
    if (next) this.select(next.dataset.blockId);
  }

  /** @param {MouseEvent} event */
  #click(event) {
    event.preventDefault();
    if (this.editor.inPlace.handleClick(event)) return;
    const id = closest(event.target, "[data-block-id]")?.dataset.blockId || "";
    if (!this.multiSelection.click(event, id)) this.select(id);
  }

  /** @param {EventTarget | null} target */
  #doubleClick(target) {
    const block = closest(target, "[data-block-id]");
    const field = closest(target, "[data-field]");
    if (block && !this.editor.inPlace.texts.textAt(target)) this.#editInPanel(field && block.contains(field) ? field.dataset.field : "");
  }

  async #editInPanel(path = "") {
    get(".ed-desk").classList.add("shows-inspector");
    await this.editor.inspector.show(this.editor.selected);
    this.editor.inspector.focusFirst(path);
  }
}

/** @param {Editor} editor */
export const startSelection = (editor) => new Selection(editor);
