// A list to search and choose from, in a dialog: the palette of commands, the places to move to. The field keeps the
// focus and names the option that Enter takes.

import { spell } from "./commands.js";
import { $, $$, openDialog } from "./dom.js";
import { fitness } from "./fuzzy.js";

const MOST = 200;
const PAUSE = 400;

// groups: [{ label, options: [{ label, note, keys, depth, value }] }]. Resolves with the value that was chosen, or null.
export function choose({ title, hint, nothing, groups }) {
  const dialog = $("#chooser");
  $("#chooser-title").textContent = title;
  $("[data-chooser-hint]", dialog).textContent = hint;
  const list = new List(dialog, groups, nothing);
  const field = $("#chooser-search");
  Object.assign(field, { value: "", placeholder: hint, oninput: () => list.show(field.value), onkeydown: (event) => list.key(event) });
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
  #at = -1;

  constructor(dialog, groups, nothing) {
    Object.assign(this, { dialog, groups, nothing, element: $("#chooser-list"), field: $("#chooser-search") });
    this.element.onclick = ({ target }) => this.#take(target.closest("[role=option]"));
    this.element.onpointermove = ({ target }) => target.closest("[role=option]") && this.#point(this.options.indexOf(target.closest("[role=option]")));
  }

  show(typed) {
    const groups = typed.trim() ? this.#found(typed) : this.groups;
    let room = MOST;
    this.values = [];
    this.element.replaceChildren(...groups.flatMap((group, number) => {
      const options = group.options.slice(0, room);
      room -= options.length;
      return options.length ? [this.#group(group.label, number, options)] : [];
    }));
    this.options = $$("[role=option]", this.element);
    $("[data-chooser-nothing]", this.dialog).textContent = this.options.length ? "" : this.nothing;
    this.element.scrollTop = 0;
    this.#point(this.options.length ? 0 : -1);
    this.#tell(typed);
  }

  key(event) {
    const count = this.options.length;
    const to = { ArrowDown: this.#at + 1, ArrowUp: this.#at - 1 + count, PageDown: Math.min(this.#at + 8, count - 1), PageUp: Math.max(this.#at - 8, 0) }[event.key];
    if (event.isComposing) return;
    if (to !== undefined && count) this.#point(to % count);
    else if (event.key === "Enter") this.#take(this.options[this.#at]);
    else return;
    event.preventDefault();
  }

  #found(typed) {
    const all = this.groups.flatMap(({ label, options }) => options.map((option) => ({ ...option, group: label, depth: 0 })));
    const fits = all.map((option) => [fitness(typed, option.label, option.note), option]).filter(([fit]) => fit);
    const best = fits.sort(([one], [other]) => other - one).map(([, option]) => option);
    return [{ label: "Found", options: best }];
  }

  #group(label, number, options) {
    const group = make("div", "ed-chooser__group");
    group.setAttribute("role", "group");
    const title = group.appendChild(make("p", "ed-chooser__title", label));
    title.id = `chooser-group-${number}`;
    group.setAttribute("aria-labelledby", title.id);
    group.append(...options.map((option) => this.#option(option)));
    return group;
  }

  #option({ label, note, keys, group, depth = 0, value }) {
    const option = make("div", "ed-chooser__option");
    option.setAttribute("role", "option");
    option.id = `chooser-option-${this.values.length}`;
    this.values.push(value);
    if (depth) option.style.setProperty("--depth", depth);
    option.append(make("span", "ed-chooser__label", label));
    if (note) option.append(" ", make("small", "", note));
    const aside = keys ? spell(keys) : group || "";
    if (aside) option.append(" ", make(keys ? "kbd" : "span", "ed-chooser__aside", aside));
    return option;
  }

  #point(at) {
    this.options[this.#at]?.removeAttribute("aria-selected");
    this.#at = at;
    const option = this.options[at];
    $("[aria-selected]", this.element)?.removeAttribute("aria-selected");
    if (!option) return this.field.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", option.id);
  }

  #take(option) {
    if (option) this.onChoose(this.values[this.options.indexOf(option)]);
  }

  // How many there are is told once one stops typing.
  #tell(typed) {
    clearTimeout(this.telling);
    const count = this.options.length;
    this.telling = setTimeout(() => {
      $("[data-chooser-count]", this.dialog).textContent = typed ? (count ? `${count} found` : this.nothing) : "";
    }, PAUSE);
  }
}

function make(tag, name, text = "") {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.textContent = text;
  return element;
}
