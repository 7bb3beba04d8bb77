// Screen sizes: the size at which the page is shown, and fields with a value for each size. The inspector contains an
// input for each size, and shows the one for the current size.

import { $, $$, announce, closest, get, notify } from "../core/dom.js";
import { command } from "../core/commands.js";

/** @type {Record<string, string>} */
const SIZE_NAMES = { desktop: "Desktop", tablet: "Tablet", phone: "Phone" };
const SIZES = Object.keys(SIZE_NAMES);

class ScreenSizes {
  #sheet = get(".ed-sheet");

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.panel = editor.inspector.panel;
    for (const size of SIZES) {
      const run = () => {
        this.#show(size);
        announce(`${SIZE_NAMES[size]} size`);
      };
      command(`size-${size}`, { title: `Show the ${size} size`, group: "Page", run });
    }
    document.addEventListener("click", ({ target }) => {
      const size = closest(target, "[data-viewport-button]")?.dataset.viewportButton;
      if (size) this.#show(size);
    });
    new MutationObserver(() => this.#markCurrent()).observe(this.panel, { childList: true });
    this.#markCurrent();
    for (const type of ["input", "change"]) this.panel.addEventListener(type, ({ target }) => followChange(target));
    this.panel.addEventListener("click", (event) => this.#click(event));
    this.panel.addEventListener("change", ({ target }) => this.#toggleShown(/** @type {HTMLInputElement} */ (target)));
  }

  /** @param {string} size */
  #show(size) {
    const { canvas } = this.editor;
    this.#sheet.dataset.viewport = size;
    this.#markCurrent();
    canvas.fit();
    const block = canvas.block(canvas.selected);
    if (block) requestAnimationFrame(() => canvas.reveal(block));
  }

  #markCurrent() {
    const { viewport } = this.#sheet.dataset;
    this.panel.dataset.viewport = viewport;
    for (const button of $$("[data-viewport-button]")) button.setAttribute("aria-pressed", String(button.dataset.viewportButton === viewport));
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const path = closest(event.target, "[data-size-clear]")?.dataset.sizeClear;
    const group = closest(event.target, "[data-sized]");
    if (path && group) this.#inherit(group, path);
    const last = closest(event.target, "[data-show-on] input:not(:checked)");
    if (!last || $("[data-show-on] input:checked", this.panel)) return;
    event.preventDefault();
    notify("It has to be shown on at least one screen. To remove it from the page, delete it.", { kind: "info" });
  }

  /** @param {HTMLInputElement} box */
  #toggleShown(box) {
    const size = closest(box, "[data-show-on]") && box.name.split(".")[1];
    if (size) this.editor.canvas.block(this.editor.inspector.shown)?.classList.toggle(hiddenClass(size), !box.checked);
  }

  /** Removes the value of a size, which then inherits the value of the next larger size. @param {HTMLElement} group @param {string} path */
  #inherit(group, path) {
    const size = path.split(".")[1];
    group.dataset.own = ownSizes(group).filter((one) => one !== size).join(" ");
    applyInheritance(group);
    $("input:checked, input:not([type=radio]), select", inputsOf(group, size))?.focus();
    this.editor.gestures.update(this.editor.inspector.shown, path, "", { group: crypto.randomUUID() });
    announce("Now the same as on larger screens");
  }
}

/** @param {Editor} editor */
export const startScreenSizes = (editor) => new ScreenSizes(editor);

/** The sizes at which a block is hidden, in words: "Hidden on tablet and phone". @param {Element | null} element */
export function hiddenLabel(element) {
  const sizes = SIZES.filter((size) => element?.classList.contains(hiddenClass(size)));
  return sizes.length ? `Hidden on ${sizes.join(" and ")}` : "";
}

/** @param {string} size */
const hiddenClass = (size) => `c-hidden@${size[0]}`;

/** The sizes that have their own values. @param {HTMLElement} group */
const ownSizes = (group) => (group.dataset.own || "").split(" ").filter(Boolean);

/** @param {HTMLElement} group @param {string} size */
const inputsOf = (group, size) => get(`[data-size=${size}]`, group);

/** @param {EventTarget | null} target */
function followChange(target) {
  const group = closest(target, "[data-sized]");
  if (group) applyInheritance(group, closest(target, "[data-size]")?.dataset.size);
}

/**
 * Shows inherited values in the inputs of sizes that have no value of their own, and removes values that are equal to the
 * inherited one. `changed` is the size that was edited.
 * @param {HTMLElement} group
 */
function applyInheritance(group, changed = "") {
  const own = new Set(ownSizes(group));
  if (changed && changed !== "desktop") own.add(changed);
  for (const [at, size] of SIZES.entries()) {
    if (!at) continue;
    const inherited = getValue(inputsOf(group, SIZES[at - 1]));
    if (own.has(size) && getValue(inputsOf(group, size)) === inherited) own.delete(size);
    if (!own.has(size)) setValue(inputsOf(group, size), inherited);
  }
  group.dataset.own = [...own].join(" ");
}

/** @param {HTMLElement} inputs */
function getValue(inputs) {
  const field = /** @type {FormField | null} */ ($("input:checked, select, input:not([type=radio], [type=checkbox])", inputs));
  return field?.value ?? "";
}

/** @param {HTMLElement} inputs @param {string} value */
function setValue(inputs, value) {
  for (const field of $$("input, select", inputs)) {
    if (field instanceof HTMLInputElement && ["radio", "checkbox"].includes(field.type)) field.checked = field.value === value;
    else field.value = value;
  }
}
