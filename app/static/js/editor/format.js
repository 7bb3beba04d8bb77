// The formatting of the text that is being edited: buttons above the selection, or above a field of the panel, and keys.

import { command } from "./commands.js";
import { $, $$, announce, lazily } from "./dom.js";

const GAP = 8;

export const loadLinks = lazily(() => import("./linkpicker.js"));

export class Format {
  active = null;

  constructor(editor) {
    Object.assign(this, { editor, toolbar: $("#format") });
    document.addEventListener("mousedown", (event) => {
      // The text keeps its selection while a button is pressed.
      if (event.target.closest("[data-format]")) event.preventDefault();
    });
    document.addEventListener("click", ({ target }) => {
      const name = target.closest("[data-format]")?.dataset.format;
      if (name) this.run(name, target.closest("[role=toolbar]"));
    });
    document.addEventListener("keydown", (event) => this.#toolbarKeys(event));
    editor.canvas.onLoad(() => editor.canvas.window.addEventListener("scroll", () => this.#placeSoon(), { passive: true }));
    window.visualViewport?.addEventListener("resize", () => this.#placeSoon());
  }

  // From now on the buttons are about this text; those of the panel belong to one field.
  attach(rich, tools = this.toolbar) {
    rich.tools = tools;
    this.active = rich;
    if (tools === this.toolbar) tools.hidden = false;
    this.update(rich);
  }

  detach(rich) {
    if (rich.tools === this.toolbar) this.toolbar.hidden = true;
    if (this.active === rich) this.active = null;
  }

  // Whether this element is the text, or among its buttons.
  holds(target) { return !!this.active && (this.active.element.contains(target) || this.active.tools.contains(target)); }

  update(rich) {
    if (!rich.tools) return;
    for (const button of $$("[data-format]", rich.tools)) button.setAttribute("aria-pressed", String(rich.has(button.dataset.format)));
    if (rich.tools === this.toolbar) this.#placeSoon();
  }

  async run(name, tools = this.active?.tools) {
    const rich = tools?.prepare ? await tools.prepare() : this.active;
    if (!rich || rich.tools !== tools) return;
    if (name === "link") return this.#link(rich);
    const isOn = rich.toggle(name);
    const label = $(`[data-format="${name}"]`, tools)?.title.replace(/ \(.*/, "") || name;
    announce(`${label} ${isOn ? "on" : "off"}`);
    this.update(rich);
  }

  focusToolbar() {
    const button = this.active && ($("[tabindex='0']", this.active.tools) || $("[data-format]", this.active.tools));
    button?.focus();
  }

  async #link(rich) {
    const { chooseLink } = await loadLinks();
    const chosen = await chooseLink({ rect: this.#rectOf(rich), current: rich.link?.getAttribute("href") || "" });
    if (chosen?.address) rich.setLink(chosen.address, chosen.words);
    else if (chosen) rich.removeLink();
    if (rich.element.isConnected) rich.select(rich.range);
    this.update(rich);
  }

  // Arrows go from button to button, Escape back to the text.
  #toolbarKeys(event) {
    const tools = event.target.closest?.("[data-format-tools]");
    if (!tools || !this.active || this.active.tools !== tools) return;
    const buttons = $$("[data-format]", tools);
    const at = buttons.indexOf(event.target.closest("[data-format]"));
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Escape") this.active.select(this.active.range);
    else if (next !== undefined) this.#focusOn(buttons.at(next % buttons.length), buttons);
    else return;
    event.preventDefault();
  }

  #focusOn(button, buttons) {
    for (const one of buttons) one.tabIndex = one === button ? 0 : -1;
    button.focus();
  }

  // The selection's place in the window.
  #rectOf(rich) {
    const rect = rich.range.getBoundingClientRect();
    const shown = rect.height ? rect : rich.element.getBoundingClientRect();
    return rich.document === document ? shown : this.editor.canvas.toWindow(shown);
  }

  #placeSoon() {
    this.placing ??= requestAnimationFrame(() => {
      this.placing = null;
      if (this.active?.tools === this.toolbar) this.#place();
    });
  }

  // Above what is selected, or above the text; where there is no room, below. On a phone it stands above the keyboard.
  #place() {
    const { canvas } = this.editor;
    const { range, element } = this.active;
    const selected = range.collapsed ? null : range.getBoundingClientRect();
    const spot = canvas.toOverlay(selected?.height ? selected : element.getBoundingClientRect());
    const room = canvas.overlay.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.toolbar;
    const view = window.visualViewport;
    if (matchMedia("(max-width: 700px)").matches) {
      const bottom = Math.min(room.bottom, view ? view.offsetTop + view.height : room.bottom) - room.top;
      return this.#moveTo(0, bottom - height);
    }
    const above = spot.top - height - GAP;
    const below = Math.min(spot.top + spot.height + GAP, room.height - height - GAP);
    this.#moveTo(Math.max(GAP, Math.min(spot.left, room.width - width - GAP)), above >= 0 ? Math.min(above, room.height - height) : Math.max(below, GAP));
  }

  #moveTo(left, top) {
    this.toolbar.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }
}

export function startFormat(editor) {
  const format = new Format(editor);
  const text = (name, title, keys, run) => command(name, { title, group: "Text", keys, scope: "text", may: () => !!format.active, run });
  text("bold", "Bold", ["Mod+B"], () => format.run("bold"));
  text("italic", "Italic", ["Mod+I"], () => format.run("italic"));
  text("link", "Link", ["Mod+K"], () => format.run("link"));
  text("format-toolbar", "Go to the formatting buttons", ["Alt+F10"], () => format.focusToolbar());
  return format;
}
