// A dialog with a searchable list, such as the command palette or the destinations of a move. The search field keeps the
// focus; aria-activedescendant names the option that Enter chooses.

import { keysAsText } from "./commands.js";
import { $, $$, closest, get, openDialog } from "./dom.js";
import { matchScore } from "./fuzzy-match.js";

const MAX_OPTIONS = 200;
const COUNT_DELAY_MS = 400;

/**
 * Opens the dialog with groups of options. Resolves with the chosen value, or null if the dialog was closed. `hint` is
 * the search field's placeholder; `nothing` is the message shown if no option matches.
 * @param {{ title: string, hint: string, nothing: string, groups: ChoiceGroup[] }} options
 */
export function choose({ title, hint, nothing, groups }) {
  const dialog = /** @type {HTMLDialogElement} */ (get("#chooser"));
  get("#chooser-title").textContent = title;
  get("[data-chooser-hint]", dialog).textContent = hint;
  const list = new List(dialog, groups, nothing);
  const field = /** @type {HTMLInputElement} */ (get("#chooser-search"));
  Object.assign(field, { value: "", placeholder: hint, oninput: () => list.show(field.value), onkeydown: (/** @type {KeyboardEvent} */ event) => list.key(event) });
  list.show("");
  return new Promise((resolve) => {
    const close = openDialog(dialog, () => resolve(null));
    field.focus();
    list.onChoose = (value) => {
      resolve(value);
      close();
    };
  });
}

class List {
  #active = -1;
  #countTimer = 0;
  /** @type {HTMLElement[]} */
  options = [];
  /** @type {unknown[]} */
  values = [];
  /** @type {(value: any) => void} */
  onChoose = () => {};

  /** @param {HTMLDialogElement} dialog @param {ChoiceGroup[]} groups @param {string} nothing */
  constructor(dialog, groups, nothing) {
    this.dialog = dialog;
    this.groups = groups;
    this.nothing = nothing;
    this.element = get("#chooser-list");
    this.field = get("#chooser-search");
    this.element.onclick = ({ target }) => this.#choose(closest(target, "[role=option]"));
    this.element.onpointermove = ({ target }) => closest(target, "[role=option]") && this.#activate(this.options.findIndex((one) => one === closest(target, "[role=option]")));
  }

  /** @param {string} typed */
  show(typed) {
    const groups = typed.trim() ? this.#bestMatches(typed) : this.groups;
    let room = MAX_OPTIONS;
    this.values = [];
    this.element.replaceChildren(...groups.flatMap((group, number) => {
      const options = group.options.slice(0, room);
      room -= options.length;
      return options.length ? [this.#group(group.label, number, options)] : [];
    }));
    this.options = $$("[role=option]", this.element);
    get("[data-chooser-nothing]", this.dialog).textContent = this.options.length ? "" : this.nothing;
    this.element.scrollTop = 0;
    this.#activate(this.options.length ? 0 : -1);
    this.#announceCount(typed);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const count = this.options.length;
    /** @type {Record<string, number>} */
    const steps = { ArrowDown: this.#active + 1, ArrowUp: this.#active - 1 + count, PageDown: Math.min(this.#active + 8, count - 1), PageUp: Math.max(this.#active - 8, 0) };
    const to = steps[event.key];
    if (event.isComposing) return;
    if (to !== undefined && count) this.#activate(to % count);
    else if (event.key === "Enter") this.#choose(this.options[this.#active]);
    else return;
    event.preventDefault();
  }

  /** @param {string} typed */
  #bestMatches(typed) {
    const all = this.groups.flatMap(({ label, options }) => options.map((option) => ({ ...option, group: label, depth: 0 })));
    const fits = all.map((option) => ({ option, fit: matchScore(typed, option.label, option.note) })).filter(({ fit }) => fit);
    const best = fits.sort((one, other) => other.fit - one.fit).map(({ option }) => option);
    return [{ label: "Found", options: best }];
  }

  /** @param {string} label @param {number} number @param {Choice[]} options */
  #group(label, number, options) {
    const group = make("div", "ed-chooser__group");
    group.setAttribute("role", "group");
    const title = group.appendChild(make("p", "ed-chooser__title", label));
    title.id = `chooser-group-${number}`;
    group.setAttribute("aria-labelledby", title.id);
    group.append(...options.map((option) => this.#option(option)));
    return group;
  }

  /** @param {Choice} options */
  #option({ label, note, keys, group, depth = 0, value }) {
    const option = make("div", "ed-chooser__option");
    option.setAttribute("role", "option");
    option.id = `chooser-option-${this.values.length}`;
    this.values.push(value);
    if (depth) option.style.setProperty("--depth", String(depth));
    option.append(make("span", "ed-chooser__label", label));
    if (note) option.append(" ", make("small", "", note));
    const aside = keys ? keysAsText(keys) : group || "";
    if (aside) option.append(" ", make(keys ? "kbd" : "span", "ed-chooser__aside", aside));
    return option;
  }

  /** @param {number} at */
  #activate(at) {
    this.options[this.#active]?.removeAttribute("aria-selected");
    this.#active = at;
    const option = this.options[at];
    $("[aria-selected]", this.element)?.removeAttribute("aria-selected");
    if (!option) return this.field.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", option.id);
  }

  /** @param {HTMLElement | null | undefined} [option] */
  #choose(option) {
    if (option) this.onChoose(this.values[this.options.indexOf(option)]);
  }

  /** Announces the number of options, debounced while typing. @param {string} typed */
  #announceCount(typed) {
    clearTimeout(this.#countTimer);
    const count = this.options.length;
    this.#countTimer = setTimeout(() => {
      get("[data-chooser-count]", this.dialog).textContent = typed ? (count ? `${count} found` : this.nothing) : "";
    }, COUNT_DELAY_MS);
  }
}

/** @param {string} tag @param {string} name @param {string} [text] */
function make(tag, name, text = "") {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.textContent = text;
  return element;
}
