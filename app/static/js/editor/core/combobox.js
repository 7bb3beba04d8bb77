// Searching in a short list and choosing from it: a combobox whose list is always open. `search` answers with groups of
// options, { label, options: [{ value, label, note, icon }] }, for what has been typed.

import { $$, announce, closest } from "./dom.js";

const MARGIN = 8;
const ENOUGH = 300;
const TALLEST = 420;

export class Combobox {
  /** @type {Option[]} */
  #options = [];
  #at = -1;
  #announceTimer = 0;
  /** @type {((value: any) => void) | null} */
  #settle = null;
  #replace = () => {};

  /** @param {{ id: string, title: string, hint: string, nothing: string, search: (words: string) => OptionGroup[] }} options */
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
    // The keyboard of a phone comes when one asks for it, not over the list.
    this.input.addEventListener("pointerdown", () => { this.input.inputMode = "text"; });
    this.input.addEventListener("keydown", (event) => this.#keys(event));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", ({ target }) => this.#choose(this.#options[Number(closest(target, "[role=option]")?.dataset.at ?? -1)]));
    this.list.addEventListener("pointermove", ({ target }) => this.#point(Number(closest(target, "[role=option]")?.dataset.at ?? this.#at)));
    this.box.addEventListener("focusout", ({ relatedTarget }) => document.hasFocus() && !this.box.contains(/** @type {Node | null} */ (relatedTarget)) && this.#finish(null));
  }

  /**
   * Opens beside a place of the window; resolves with the chosen value, or null.
   * @param {DOMRect} rect @param {string} [text]
   */
  ask(rect, text = "") {
    this.#finish(null);
    document.body.append(this.box);
    this.box.showPopover();
    Object.assign(this.input, { value: text, inputMode: matchMedia("(pointer: coarse)").matches ? "none" : "text" });
    this.#show(false);
    this.#replace = () => this.#place(rect);
    this.#replace();
    window.visualViewport?.addEventListener("resize", this.#replace);
    this.input.focus();
    this.input.select();
    return new Promise((resolve) => { this.#settle = resolve; });
  }

  /** @param {string} tag @param {string} name */
  #make(tag, name) {
    const element = document.createElement(tag);
    element.className = name;
    this.box.append(element);
    return element;
  }

  /** @param {boolean} isSaid */
  #show(isSaid) {
    const groups = this.search(this.input.value.trim()).filter(({ options }) => options.length);
    this.#options = groups.flatMap(({ options }) => options);
    let at = 0;
    this.list.replaceChildren(...groups.map((group, number) => this.#group(group, number, () => at++)));
    this.list.hidden = !this.#options.length;
    this.input.setAttribute("aria-expanded", String(!!this.#options.length));
    this.empty.textContent = this.#options.length ? "" : this.nothing;
    this.#point(this.#options.length ? 0 : -1);
    clearTimeout(this.#announceTimer);
    if (isSaid) this.#announceTimer = setTimeout(() => announce(this.#options.length ? `${this.#options.length} to choose from` : this.nothing), 400);
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
    const words = document.createElement("span");
    words.append(label);
    if (note) words.append(Object.assign(document.createElement("small"), { textContent: note }));
    option.append(...(icon ? [icon.cloneNode(true)] : []), words);
    return option;
  }

  /** @param {number} at */
  #point(at) {
    this.#at = at;
    for (const option of $$("[role=option]", this.list)) {
      const isIt = Number(option.dataset.at) === at;
      option.setAttribute("aria-selected", String(isIt));
      if (isIt) option.scrollIntoView({ block: "nearest" });
    }
    if (at < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.id}-option-${at}`);
  }

  /** @param {KeyboardEvent} event */
  #keys(event) {
    const count = this.#options.length;
    /** @type {Record<string, number>} */
    const steps = { ArrowDown: this.#at + 1, ArrowUp: this.#at - 1 + count, PageUp: 0, PageDown: count - 1 };
    const next = steps[event.key];
    if (event.isComposing) return;
    if (next !== undefined && count) this.#point(next % count);
    else if (event.key === "Enter") this.#choose(this.#options[this.#at]);
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
    const settle = this.#settle;
    this.#settle = null;
    if (!settle) return;
    clearTimeout(this.#announceTimer);
    window.visualViewport?.removeEventListener("resize", this.#replace);
    if (this.box.matches(":popover-open")) this.box.hidePopover();
    this.box.remove();
    settle(value);
  }

  /**
   * Below the place, or above it where there is more room; on a phone at the top, where no keyboard covers it.
   * @param {DOMRect} rect
   */
  #place(rect) {
    const view = window.visualViewport;
    const { style } = this.box;
    if (matchMedia("(max-width: 700px)").matches) {
      Object.assign(style, { left: `${MARGIN}px`, top: `${(view?.offsetTop || 0) + MARGIN}px`, maxHeight: `${(view?.height || innerHeight) - 2 * MARGIN}px` });
      return;
    }
    const roomBelow = innerHeight - rect.bottom - 2 * MARGIN;
    const roomAbove = rect.top - 2 * MARGIN;
    const isBelow = roomBelow >= Math.min(ENOUGH, roomAbove);
    style.maxHeight = `${Math.max(Math.min(TALLEST, isBelow ? roomBelow : roomAbove), ENOUGH / 2)}px`;
    const left = Math.min(Math.max(rect.left, MARGIN), innerWidth - this.box.offsetWidth - MARGIN);
    const top = isBelow ? rect.bottom + MARGIN : rect.top - this.box.offsetHeight - MARGIN;
    Object.assign(style, { left: `${left}px`, top: `${Math.max(Math.min(top, innerHeight - this.box.offsetHeight - MARGIN), MARGIN)}px` });
  }
}
