// Keyboard navigation between regions: F6, skip links, and Tab into and out of the canvas. On the canvas, the selected
// block is the only tab stop, because links and buttons there are meant for readers.

import { $, $$, announce, closest, get } from "../core/dom.js";
import { command } from "../core/commands.js";
import * as outline from "../canvas/outline.js";

const REGIONS = [".ed-top", ".ed-rail", "#panel", "#stage", "#inspector", ".ed-bottom"];
const TAB_STOPS = "a[href], button:not([disabled]), input:not([type=hidden], [disabled]), select, textarea, summary, iframe, [tabindex='0'], [contenteditable=true]";
const WHEN_VISIBLE = { visibilityProperty: true };

/** @param {ParentNode} [within] */
function tabStops(within = document) {
  const found = /** @type {HTMLElement[]} */ ($$(TAB_STOPS, within));
  return found.filter((one) => one.tabIndex >= 0 && one.checkVisibility(WHEN_VISIBLE) && !one.closest("[inert]"));
}

class FocusRegions {
  /** The element of each region that last had the focus. @type {WeakMap<Element, HTMLElement>} */
  #last = new WeakMap();
  #isTabbing = false;

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.#registerCommands();
    document.addEventListener("focusin", ({ target }) => this.#remember(/** @type {HTMLElement} */ (target)));
    document.addEventListener("click", (event) => this.#skip(event));
    document.addEventListener("keydown", ({ key }) => {
      this.#isTabbing = key === "Tab";
      setTimeout(() => { this.#isTabbing = false; });
    }, true);
    editor.canvas.onLoad((frame) => this.#listen(frame));
  }

  #registerCommands() {
    /** @param {string} name @param {string} title @param {string[]} keys @param {number} step */
    const go = (name, title, keys, step) => command(name, { title, group: "Go", keys, scope: "everywhere", run: () => this.#cycle(step) });
    go("next-region", "Go to the next area of the screen", ["F6"], 1);
    go("previous-region", "Go to the previous area of the screen", ["Shift+F6"], -1);
    for (const { dataset, textContent } of $$(".ed-rail [data-panel-button]")) {
      const name = dataset.panelButton || "";
      command(`panel-${name}`, { title: `Show the ${textContent.trim()} panel`, group: "Go", run: () => this.#openPanel(name) });
    }
  }

  /** @param {string} name */
  #openPanel(name) {
    this.editor.panels.open(name);
    if (name === "outline") outline.focusSelected();
    else this.#enter("#panel");
  }

  #enterPage() {
    const { block: selected, canvas, places } = this.editor;
    const block = selected || canvas.blocks()[0];
    if (!block) {
      canvas.window.focus();
      return announce("The page is empty.");
    }
    if (block !== selected) return this.editor.select(block.dataset.blockId);
    canvas.focus(this.editor.selected);
    announce(`${canvas.label(block)}, ${places.describePosition(block)}`);
  }

  /** @param {string} selector */
  #enter(selector) {
    if (selector === "#stage") return this.#enterPage();
    const region = get(selector);
    const before = this.#last.get(region);
    const target = before?.isConnected && before.checkVisibility() && region.contains(before) ? before : tabStops(region)[0];
    if (target) target.focus();
    else if (region.checkVisibility(WHEN_VISIBLE)) region.focus();
  }

  /** @param {number} step */
  #cycle(step) {
    const here = REGIONS.findIndex((selector) => $(selector)?.contains(document.activeElement));
    const order = REGIONS.map((_, at) => REGIONS[(here + step * (at + 1) + 2 * REGIONS.length) % REGIONS.length]);
    const next = order.find((selector) => selector === "#stage" || (selector !== REGIONS[here] && hasTabStops(selector)));
    if (next) this.#enter(next);
  }

  /** @param {HTMLElement} target */
  #remember(target) {
    const region = REGIONS.map((selector) => $(selector)).find((one) => one?.contains(target));
    if (region) this.#last.set(region, target);
  }

  /** @param {MouseEvent} event */
  #skip(event) {
    const wanted = closest(event.target, "[data-go]")?.dataset.go;
    if (!wanted) return;
    event.preventDefault();
    if (wanted === "#outline") this.editor.act("panel-outline");
    else this.#enter(wanted);
  }

  /** Tabbing into the canvas focuses the selected block or, if there is none, the first one. @param {Document} frame */
  #listen(frame) {
    const { canvas } = this.editor;
    const redirect = () => { if (this.#isTabbing && !canvas.editing) this.#enterPage(); };
    canvas.window.addEventListener("focus", redirect);
    frame.addEventListener("focusin", ({ target }) => {
      if (/** @type {HTMLElement} */ (target).dataset?.blockId !== canvas.selected) redirect();
    });
    frame.addEventListener("keydown", (event) => this.#leave(event));
  }

  /** Makes Tab leave the canvas. @param {KeyboardEvent} event */
  #leave(event) {
    const { canvas } = this.editor;
    if (event.key !== "Tab" || event.defaultPrevented || event.ctrlKey || event.altKey || canvas.editing) return;
    const all = tabStops();
    const next = all[all.indexOf(canvas.frame) + (event.shiftKey ? -1 : 1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}

/** @param {Editor} editor */
export function startFocusRegions(editor) {
  new FocusRegions(editor);
  startToolbar(get("#toolbar"));
}

/** @param {string} selector */
function hasTabStops(selector) {
  const region = $(selector);
  return !!region && tabStops(region).length > 0;
}

/** Roving tabindex: the toolbar is one tab stop, and the arrow keys move between its buttons. @param {HTMLElement} toolbar */
function startToolbar(toolbar) {
  const buttons = () => $$("button", toolbar);
  buttons().forEach((button, at) => { button.tabIndex = at ? -1 : 0; });
  toolbar.addEventListener("keydown", (event) => {
    const all = buttons();
    const at = all.findIndex((one) => one === event.target);
    /** @type {Record<string, number>} */
    const steps = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 };
    const to = steps[event.key];
    if (at < 0 || to === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const next = all.at(to % all.length);
    for (const one of all) one.tabIndex = one === next ? 0 : -1;
    next?.focus();
  });
}
