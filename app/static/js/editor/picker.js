// Searching in a short list and choosing from it: a combobox whose list is always open. `search` answers with groups of
// options, { label, options: [{ value, label, note, icon }] }, for what has been typed.

import { announce } from "./dom.js";

const MARGIN = 8;
const ENOUGH = 300;
const TALLEST = 420;

export class Picker {
  #options = [];
  #at = -1;
  #settle = null;

  constructor({ id, title, hint, nothing, search }) {
    Object.assign(this, { id, nothing, search });
    this.box = document.createElement("div");
    this.box.className = "ed-picker";
    this.box.popover = "manual";
    this.box.dataset.keepsEditing = "";
    this.box.setAttribute("role", "dialog");
    this.box.setAttribute("aria-label", title);
    this.input = this.#make("input", "ed-picker__input");
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
    this.list.addEventListener("click", ({ target }) => this.#choose(this.#options[target.closest("[role=option]")?.dataset.at]));
    this.list.addEventListener("pointermove", ({ target }) => this.#point(Number(target.closest("[role=option]")?.dataset.at ?? this.#at)));
    this.box.addEventListener("focusout", ({ relatedTarget }) => document.hasFocus() && !this.box.contains(relatedTarget) && this.#finish(null));
  }

  // Opens beside a place of the window; resolves with the chosen value, or null.
  ask(rect, text = "") {
    this.#finish(null);
    document.body.append(this.box);
    this.box.showPopover();
    Object.assign(this.input, { value: text, inputMode: matchMedia("(pointer: coarse)").matches ? "none" : "text" });
    this.#show(false);
    this.replace = () => this.#place(rect);
    this.replace();
    window.visualViewport?.addEventListener("resize", this.replace);
    this.input.focus();
    this.input.select();
    return new Promise((resolve) => { this.#settle = resolve; });
  }

  #make(tag, name) {
    const element = document.createElement(tag);
    element.className = name;
    this.box.append(element);
    return element;
  }

  #show(isSaid) {
    const groups = this.search(this.input.value.trim()).filter(({ options }) => options.length);
    this.#options = groups.flatMap(({ options }) => options);
    let at = 0;
    this.list.replaceChildren(...groups.map((group, number) => this.#group(group, number, () => at++)));
    this.list.hidden = !this.#options.length;
    this.input.setAttribute("aria-expanded", String(!!this.#options.length));
    this.empty.textContent = this.#options.length ? "" : this.nothing;
    this.#point(this.#options.length ? 0 : -1);
    clearTimeout(this.saying);
    if (isSaid) this.saying = setTimeout(() => announce(this.#options.length ? `${this.#options.length} to choose from` : this.nothing), 400);
  }

  #group({ label, options }, number, next) {
    const group = document.createElement("div");
    group.setAttribute("role", "group");
    const title = group.appendChild(document.createElement("p"));
    Object.assign(title, { id: `${this.id}-group-${number}`, className: "ed-picker__group", textContent: label });
    group.setAttribute("aria-labelledby", title.id);
    group.append(...options.map((option) => this.#option(option, next())));
    return group;
  }

  #option({ label, note, icon }, at) {
    const option = document.createElement("div");
    Object.assign(option, { id: `${this.id}-option-${at}`, className: "ed-picker__option" });
    option.setAttribute("role", "option");
    option.dataset.at = at;
    const words = document.createElement("span");
    words.append(label);
    if (note) words.append(Object.assign(document.createElement("small"), { textContent: note }));
    option.append(...(icon ? [icon.cloneNode(true)] : []), words);
    return option;
  }

  #point(at) {
    this.#at = at;
    for (const option of this.list.querySelectorAll("[role=option]")) {
      const isIt = Number(option.dataset.at) === at;
      option.setAttribute("aria-selected", String(isIt));
      if (isIt) option.scrollIntoView({ block: "nearest" });
    }
    if (at < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.id}-option-${at}`);
  }

  #keys(event) {
    const count = this.#options.length;
    const next = { ArrowDown: this.#at + 1, ArrowUp: this.#at - 1 + count, PageUp: 0, PageDown: count - 1 }[event.key];
    if (event.isComposing) return;
    if (next !== undefined && count) this.#point(next % count);
    else if (event.key === "Enter") this.#choose(this.#options[this.#at]);
    else if (event.key === "Escape") this.#finish(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #choose(option) {
    if (option) this.#finish(option.value);
  }

  #finish(value) {
    const settle = this.#settle;
    this.#settle = null;
    if (!settle) return;
    clearTimeout(this.saying);
    window.visualViewport?.removeEventListener("resize", this.replace);
    if (this.box.matches(":popover-open")) this.box.hidePopover();
    this.box.remove();
    settle(value);
  }

  // Below the place, or above it where there is more room; on a phone at the top, where no keyboard covers it.
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
