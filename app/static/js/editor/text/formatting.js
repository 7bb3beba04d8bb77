// Formatting of the edited text: buttons above the selection or above a field of the inspector, and keys.

import { command } from "../core/commands.js";
import { $, $$, announce, closest, get, lazily } from "../core/dom.js";

const GAP_PX = 8;

export const loadLinkPicker = lazily(() => import("./link-picker.js"));

export class Formatting {
  /** @type {RichText | null} */
  active = null;
  /** @type {number | null} */
  #frameRequest = null;

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.toolbar = get("#format");
    document.addEventListener("mousedown", (event) => {
      // The text keeps its selection while a button is pressed.
      if (closest(event.target, "[data-format]")) event.preventDefault();
    });
    document.addEventListener("click", ({ target }) => {
      const name = closest(target, "[data-format]")?.dataset.format;
      if (name) this.run(name, closest(target, "[role=toolbar]"));
    });
    document.addEventListener("keydown", (event) => this.#toolbarKeys(event));
    editor.canvas.onLoad(() => editor.canvas.window.addEventListener("scroll", () => this.#placeSoon(), { passive: true }));
    window.visualViewport?.addEventListener("resize", () => this.#placeSoon());
  }

  /**
   * Attaches the buttons to a text; buttons in the inspector belong to one field.
   * @param {RichText} rich @param {FormatTools} [tools]
   */
  attach(rich, tools = this.toolbar) {
    rich.tools = tools;
    this.active = rich;
    if (tools === this.toolbar) tools.hidden = false;
    this.update(rich);
  }

  /** @param {RichText} rich */
  detach(rich) {
    if (rich.tools === this.toolbar) this.toolbar.hidden = true;
    if (this.active === rich) this.active = null;
  }

  /** True if an element is the text or one of its buttons. @param {EventTarget | null} target */
  contains(target) { return !!this.active && (this.active.element.contains(/** @type {Node} */ (target)) || this.active.tools?.contains(/** @type {Node} */ (target))); }

  /** @param {RichText} rich */
  update(rich) {
    if (!rich.tools) return;
    for (const button of $$("[data-format]", rich.tools)) button.setAttribute("aria-pressed", String(rich.has(button.dataset.format)));
    if (rich.tools === this.toolbar) this.#placeSoon();
  }

  /** @param {string} name @param {FormatTools | null | undefined} [tools] */
  async run(name, tools = this.active?.tools) {
    const rich = tools?.prepare ? await tools.prepare() : this.active;
    if (!rich || rich.tools !== tools) return;
    if (name === "link") return this.#link(rich);
    const isOn = rich.toggle(name);
    const label = $(`[data-format="${name}"]`, rich.tools || undefined)?.title.replace(/ \(.*/, "") || name;
    announce(`${label} ${isOn ? "on" : "off"}`);
    this.update(rich);
  }

  focusToolbar() {
    const button = this.active?.tools && ($("[tabindex='0']", this.active.tools) || $("[data-format]", this.active.tools));
    button?.focus();
  }

  /** @param {RichText} rich */
  async #link(rich) {
    const { chooseLink } = await loadLinkPicker();
    const chosen = await chooseLink({ rect: this.#rectOf(rich), current: rich.link?.getAttribute("href") || "" });
    if (chosen?.address) rich.setLink(chosen.address, chosen.text);
    else if (chosen) rich.removeLink();
    if (rich.element.isConnected) rich.select(rich.range);
    this.update(rich);
  }

  /** Handles keys: arrows move between the buttons, Escape returns to the text. @param {KeyboardEvent} event */
  #toolbarKeys(event) {
    const tools = closest(event.target, "[data-format-tools]");
    if (!tools || !this.active || this.active.tools !== tools) return;
    const buttons = $$("[data-format]", tools);
    const at = buttons.findIndex((one) => one.contains(/** @type {Node} */ (event.target)));
    /** @type {Record<string, number>} */
    const steps = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 };
    const next = steps[event.key];
    if (event.key === "Escape") this.active.select(this.active.range);
    else if (next !== undefined) this.#focusOn(buttons[(next + buttons.length) % buttons.length], buttons);
    else return;
    event.preventDefault();
  }

  /** @param {HTMLElement} button @param {HTMLElement[]} buttons */
  #focusOn(button, buttons) {
    for (const one of buttons) one.tabIndex = one === button ? 0 : -1;
    button.focus();
  }

  /** The selection's position in the window. @param {RichText} rich */
  #rectOf(rich) {
    const rect = rich.range.getBoundingClientRect();
    const shown = rect.height ? rect : rich.element.getBoundingClientRect();
    return rich.document === document ? shown : this.editor.canvas.toWindow(shown);
  }

  #placeSoon() {
    this.#frameRequest ??= requestAnimationFrame(() => {
      this.#frameRequest = null;
      if (this.active?.tools === this.toolbar) this.#place();
    });
  }

  // Places the buttons above the selection or the text, or below if there is no space; on a phone, above the keyboard.
  #place() {
    const { canvas } = this.editor;
    const { range, element } = /** @type {RichText} */ (this.active);
    const selected = range.collapsed ? null : range.getBoundingClientRect();
    const spot = canvas.toOverlay(selected?.height ? selected : element.getBoundingClientRect());
    const room = canvas.overlay.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.toolbar;
    const view = window.visualViewport;
    if (matchMedia("(max-width: 700px)").matches) {
      const bottom = Math.min(room.bottom, view ? view.offsetTop + view.height : room.bottom) - room.top;
      return this.#moveTo(0, bottom - height);
    }
    const above = spot.top - height - GAP_PX;
    const below = Math.min(spot.top + spot.height + GAP_PX, room.height - height - GAP_PX);
    this.#moveTo(Math.max(GAP_PX, Math.min(spot.left, room.width - width - GAP_PX)), above >= 0 ? Math.min(above, room.height - height) : Math.max(below, GAP_PX));
  }

  /** @param {number} left @param {number} top */
  #moveTo(left, top) {
    this.toolbar.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }
}

/** @param {Editor} editor */
export function startFormatting(editor) {
  const format = new Formatting(editor);
  /** @param {string} name @param {string} title @param {string[]} keys @param {() => unknown} run */
  const text = (name, title, keys, run) => command(name, { title, group: "Text", keys, scope: "text", may: () => !!format.active, run });
  text("bold", "Bold", ["Mod+B"], () => format.run("bold"));
  text("italic", "Italic", ["Mod+I"], () => format.run("italic"));
  text("link", "Link", ["Mod+K"], () => format.run("link"));
  text("format-toolbar", "Go to the formatting buttons", ["Alt+F10"], () => format.focusToolbar());
  return format;
}
