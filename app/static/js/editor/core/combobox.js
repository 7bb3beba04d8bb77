// A combobox whose list is always open. `search` takes the typed query and returns groups of options,
// { label, options: [{ value, label, note, icon }] }.

import { $$, announce, closest } from "./dom.js";

const MARGIN_PX = 8;
const COMFORTABLE_HEIGHT_PX = 300;
const MAX_HEIGHT_PX = 420;
const ANNOUNCE_DELAY_MS = 400;

export class Combobox {
  /** @type {Option[]} */
  #options = [];
  #active = -1;
  #announceTimer = 0;
  /** @type {((value: any) => void) | null} */
  #resolve = null;
  #reposition = () => {};

  /** @param {{ id: string, title: string, hint: string, nothing: string, search: (query: string) => OptionGroup[] }} options */
  constructor({ id, title, hint, nothing, search }) {
    this.id = id;
    this.nothing = nothing;
    this.search = search;
    this.box = document.createElement("div");
    this.box.className = "ed-picker";
    this.box.popover = "manual";
    this.box.dataset.keepsEditing = "";
    this.box.setAttribute("role", "dialog");
    this.box.setAttribute("aria-label", title);
    this.input = /** @type {HTMLInputElement} */ (this.#make("input", "ed-picker__input"));
    const close = this.#make("button", "ed-picker__close");
    Object.assign(close, { type: "button", textContent: "×" });
    close.setAttribute("aria-label", "Close");
    close.addEventListener("click", () => this.#finish(null));
    Object.assign(this.input, { type: "text", autocomplete: "off", spellcheck: false, placeholder: hint });
    for (const [name, value] of Object.entries({ role: "combobox", "aria-label": hint, "aria-autocomplete": "list", "aria-controls": `${id}-list`, "aria-expanded": "true" })) this.input.setAttribute(name, value);
    this.list = this.#make("div", "ed-picker__list");
    Object.assign(this.list, { id: `${id}-list` });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", title);
    this.empty = this.#make("p", "ed-picker__nothing");
    this.input.addEventListener("input", () => this.#show(true));
    // On touch screens, the on-screen keyboard would cover the list, so it opens only when the field is tapped.
    this.input.addEventListener("pointerdown", () => { this.input.inputMode = "text"; });
    this.input.addEventListener("keydown", (event) => this.#keys(event));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", ({ target }) => this.#choose(this.#options[Number(closest(target, "[role=option]")?.dataset.at ?? -1)]));
    this.list.addEventListener("pointermove", ({ target }) => this.#activate(Number(closest(target, "[role=option]")?.dataset.at ?? this.#active)));
    this.box.addEventListener("focusout", ({ relatedTarget }) => document.hasFocus() && !this.box.contains(/** @type {Node | null} */ (relatedTarget)) && this.#finish(null));
  }

  /**
   * Opens the list next to a rectangle in the window. Resolves with the chosen value, or null. `text` is the initial query.
   * @param {DOMRect} rect @param {string} [text]
   */
  ask(rect, text = "") {
    this.#finish(null);
    document.body.append(this.box);
    this.box.showPopover();
    Object.assign(this.input, { value: text, inputMode: matchMedia("(pointer: coarse)").matches ? "none" : "text" });
    this.#show(false);
    this.#reposition = () => this.#position(rect);
    this.#reposition();
    window.visualViewport?.addEventListener("resize", this.#reposition);
    this.input.focus();
    this.input.select();
    return new Promise((resolve) => { this.#resolve = resolve; });
  }

  /** @param {string} tag @param {string} name */
  #make(tag, name) {
    const element = document.createElement(tag);
    element.className = name;
    this.box.append(element);
    return element;
  }

  /** @param {boolean} isAnnounced */
  #show(isAnnounced) {
    const groups = this.search(this.input.value.trim()).filter(({ options }) => options.length);
    this.#options = groups.flatMap(({ options }) => options);
    let at = 0;
    this.list.replaceChildren(...groups.map((group, number) => this.#group(group, number, () => at++)));
    this.list.hidden = !this.#options.length;
    this.input.setAttribute("aria-expanded", String(!!this.#options.length));
    this.empty.textContent = this.#options.length ? "" : this.nothing;
    this.#activate(this.#options.length ? 0 : -1);
    clearTimeout(this.#announceTimer);
    if (isAnnounced) this.#announceTimer = setTimeout(() => announce(this.#options.length ? `${this.#options.length} to choose from` : this.nothing), ANNOUNCE_DELAY_MS);
  }

  /** @param {OptionGroup} options @param {number} number @param {() => number} next */
  #group({ label, options }, number, next) {
    const group = document.createElement("div");
    group.setAttribute("role", "group");
    const title = group.appendChild(document.createElement("p"));
    Object.assign(title, { id: `${this.id}-group-${number}`, className: "ed-picker__group", textContent: label });
    group.setAttribute("aria-labelledby", title.id);
    group.append(...options.map((option) => this.#option(option, next())));
    return group;
  }

  /** @param {Option} options @param {number} at */
  #option({ label, note, icon }, at) {
    const option = document.createElement("div");
    Object.assign(option, { id: `${this.id}-option-${at}`, className: "ed-picker__option" });
    option.setAttribute("role", "option");
    option.dataset.at = String(at);
    const text = document.createElement("span");
    text.append(label);
    if (note) text.append(Object.assign(document.createElement("small"), { textContent: note }));
    option.append(...(icon ? [icon.cloneNode(true)] : []), text);
    return option;
  }

  /** @param {number} at */
  #activate(at) {
    this.#active = at;
    for (const option of $$("[role=option]", this.list)) {
      const isActive = Number(option.dataset.at) === at;
      option.setAttribute("aria-selected", String(isActive));
      if (isActive) option.scrollIntoView({ block: "nearest" });
    }
    if (at < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.id}-option-${at}`);
  }

  /** @param {KeyboardEvent} event */
  #keys(event) {
    const count = this.#options.length;
    /** @type {Record<string, number>} */
    const steps = { ArrowDown: this.#active + 1, ArrowUp: this.#active - 1 + count, PageUp: 0, PageDown: count - 1 };
    const next = steps[event.key];
    if (event.isComposing) return;
    if (next !== undefined && count) this.#activate(next % count);
    else if (event.key === "Enter") this.#choose(this.#options[this.#active]);
    else if (event.key === "Escape") this.#finish(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {Option | undefined} [option] */
  #choose(option) {
    if (option) this.#finish(option.value);
  }

  /** @param {any} value */
  #finish(value) {
    const resolve = this.#resolve;
    this.#resolve = null;
    if (!resolve) return;
    clearTimeout(this.#announceTimer);
    window.visualViewport?.removeEventListener("resize", this.#reposition);
    if (this.box.matches(":popover-open")) this.box.hidePopover();
    this.box.remove();
    resolve(value);
  }

  /**
   * Places the list below the rectangle, or above it if there is more space; on a phone, at the top of the screen, where
   * the on-screen keyboard does not cover it.
   * @param {DOMRect} rect
   */
  #position(rect) {
    const view = window.visualViewport;
    const { style } = this.box;
    if (matchMedia("(max-width: 700px)").matches) {
      Object.assign(style, { left: `${MARGIN_PX}px`, top: `${(view?.offsetTop || 0) + MARGIN_PX}px`, maxHeight: `${(view?.height || innerHeight) - 2 * MARGIN_PX}px` });
      return;
    }
    const roomBelow = innerHeight - rect.bottom - 2 * MARGIN_PX;
    const roomAbove = rect.top - 2 * MARGIN_PX;
    const isBelow = roomBelow >= Math.min(COMFORTABLE_HEIGHT_PX, roomAbove);
    style.maxHeight = `${Math.max(Math.min(MAX_HEIGHT_PX, isBelow ? roomBelow : roomAbove), COMFORTABLE_HEIGHT_PX / 2)}px`;
    const left = Math.min(Math.max(rect.left, MARGIN_PX), innerWidth - this.box.offsetWidth - MARGIN_PX);
    const top = isBelow ? rect.bottom + MARGIN_PX : rect.top - this.box.offsetHeight - MARGIN_PX;
    Object.assign(style, { left: `${left}px`, top: `${Math.max(Math.min(top, innerHeight - this.box.offsetHeight - MARGIN_PX), MARGIN_PX)}px` });
  }
}
