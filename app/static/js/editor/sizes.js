// The size of screen that the page is shown at, and settings that differ between sizes. The field panel holds an input
// for every size; which one is to be seen follows the size that is shown.

import { command } from "./commands.js";
import { $, $$, announce, notify } from "./dom.js";

const TITLES = { desktop: "Desktop", tablet: "Tablet", phone: "Phone" };
const SIZES = Object.keys(TITLES);

export function startSizes(editor) {
  const { canvas, inspector } = editor;
  const { panel } = inspector;
  const sheet = $(".ed-sheet");

  function show(size) {
    sheet.dataset.viewport = size;
    mark();
    canvas.fit();
    const block = canvas.block(canvas.selected);
    if (block) requestAnimationFrame(() => canvas.reveal(block));
  }

  function mark() {
    panel.dataset.viewport = sheet.dataset.viewport;
    for (const button of $$("[data-viewport-button]")) {
      button.setAttribute("aria-pressed", String(button.dataset.viewportButton === sheet.dataset.viewport));
    }
  }

  for (const size of SIZES) {
    const run = () => { show(size); announce(`${TITLES[size]} size`); };
    command(`size-${size}`, { title: `Show the ${size} size`, group: "Page", run });
  }
  document.addEventListener("click", ({ target }) => {
    const size = target.closest("[data-viewport-button]")?.dataset.viewportButton;
    if (size) show(size);
  });
  new MutationObserver(mark).observe(panel, { childList: true });
  mark();

  const follow = ({ target }) => {
    const group = target.closest("[data-sized]");
    if (group) settle(group, target.closest("[data-size]").dataset.size);
  };
  panel.addEventListener("input", follow);
  panel.addEventListener("change", follow);
  panel.addEventListener("click", (event) => {
    const path = event.target.closest("[data-size-clear]")?.dataset.sizeClear;
    if (path) giveUp(event.target.closest("[data-sized]"), path);
    const last = event.target.closest("[data-show-on] input:not(:checked)");
    if (last && !$("[data-show-on] input:checked", panel)) {
      event.preventDefault();
      notify("It has to be shown somewhere. To take it off the page, delete it.", { kind: "info" });
    }
  });
  panel.addEventListener("change", ({ target }) => {
    const size = target.closest("[data-show-on]") && target.name.split(".")[1];
    if (size) canvas.block(inspector.shown)?.classList.toggle(hiddenClass(size), !target.checked);
  });

  // The size has what the next larger one has again.
  function giveUp(group, path) {
    const size = path.split(".")[1];
    group.dataset.own = ownOf(group).filter((one) => one !== size).join(" ");
    settle(group);
    $("input:checked, input:not([type=radio]), select", oneOf(group, size))?.focus();
    editor.gestures.update(inspector.shown, path, "", { group: crypto.randomUUID() });
    announce("The same as on larger screens");
  }
}

// Where a part of the page is not shown, in words: "Hidden on tablet and phone".
export function hiddenWords(element) {
  const sizes = SIZES.filter((size) => element?.classList.contains(hiddenClass(size)));
  return sizes.length ? `Hidden on ${sizes.join(" and ")}` : "";
}

const hiddenClass = (size) => `c-hidden@${size[0]}`;
const ownOf = (group) => group.dataset.own.split(" ").filter(Boolean);
const oneOf = (group, size) => $(`[data-size=${size}]`, group);

// Sizes without a value of their own show what they inherit; one that has just got the same value has no own any more.
function settle(group, changed = "") {
  const own = new Set(ownOf(group));
  if (changed && changed !== "desktop") own.add(changed);
  for (const [at, size] of SIZES.entries()) {
    if (!at) continue;
    const inherited = valueOf(oneOf(group, SIZES[at - 1]));
    if (own.has(size) && valueOf(oneOf(group, size)) === inherited) own.delete(size);
    if (!own.has(size)) write(oneOf(group, size), inherited);
  }
  group.dataset.own = [...own].join(" ");
}

function valueOf(one) {
  const field = $("input:checked, select, input:not([type=radio], [type=checkbox])", one);
  return field?.value ?? "";
}

function write(one, value) {
  for (const field of $$("input, select", one)) {
    if (["radio", "checkbox"].includes(field.type)) field.checked = field.value === value;
    else field.value = value;
  }
}
