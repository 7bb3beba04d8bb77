// The way around the screen by key: F6 from one region to the next, links to skip to one, and Tab into and out of the
// page. In the page, the selected part is the only stop: its links and buttons are those of readers.

import { command } from "./commands.js";
import { $, $$, announce } from "./dom.js";
import * as outline from "./outline.js";

const REGIONS = [".ed-top", ".ed-rail", "#panel", "#stage", "#inspector", ".ed-bottom"];
const STOPS = "a[href], button:not([disabled]), input:not([type=hidden], [disabled]), select, textarea, summary, iframe, [tabindex='0'], [contenteditable=true]";

export function startRegions(editor) {
  const { canvas } = editor;
  const last = new WeakMap();
  let isTabbing = false;

  const stops = (within = document) => $$(STOPS, within).filter((one) => one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true }) && !one.closest("[inert]"));

  function enterPage() {
    const block = editor.block || canvas.blocks()[0];
    if (!block) {
      canvas.window.focus();
      return announce("The page is empty.");
    }
    if (block !== editor.block) return editor.select(block.dataset.blockId);
    canvas.focus(editor.selected);
    announce(`${canvas.label(block)}, ${editor.places.where(block)}`);
  }

  function enter(selector) {
    if (selector === "#stage") return enterPage();
    const region = $(selector);
    const before = last.get(region);
    const target = before?.isConnected && before.checkVisibility() && region.contains(before) ? before : stops(region)[0];
    if (target) target.focus();
    else if (region.checkVisibility({ visibilityProperty: true })) region.focus();
  }

  function cycle(step) {
    const here = REGIONS.findIndex((selector) => $(selector)?.contains(document.activeElement));
    const order = REGIONS.map((_, at) => REGIONS[(here + step * (at + 1) + 2 * REGIONS.length) % REGIONS.length]);
    const next = order.find((selector) => selector === "#stage" || (selector !== REGIONS[here] && $(selector) && stops($(selector)).length));
    if (next) enter(next);
  }

  const go = (name, title, keys, step) => command(name, { title, group: "Go", keys, scope: "everywhere", run: () => cycle(step) });
  go("next-region", "Go to the next part of the screen", ["F6"], 1);
  go("previous-region", "Go to the part of the screen before", ["Shift+F6"], -1);

  for (const { dataset, textContent } of $$(".ed-rail [data-panel-button]")) {
    const name = dataset.panelButton;
    command(`panel-${name}`, {
      title: `Show the panel ${textContent.trim()}`, group: "Go",
      run() {
        editor.panels.open(name);
        if (name === "outline") outline.focusSelected();
        else enter("#panel");
      },
    });
  }

  document.addEventListener("focusin", ({ target }) => {
    const region = REGIONS.map((selector) => $(selector)).find((one) => one?.contains(target));
    if (region) last.set(region, target);
  });
  document.addEventListener("click", (event) => {
    const wanted = event.target.closest("[data-go]")?.dataset.go;
    if (!wanted) return;
    event.preventDefault();
    if (wanted === "#outline") editor.act("panel-outline");
    else enter(wanted);
  });

  // Tab brings the focus to what is selected, or to the first part, wherever the browser would have put it.
  document.addEventListener("keydown", ({ key }) => {
    isTabbing = key === "Tab";
    setTimeout(() => { isTabbing = false; });
  }, true);
  const redirect = () => isTabbing && !canvas.editing && enterPage();
  const leave = (event) => {
    if (event.key !== "Tab" || event.defaultPrevented || event.ctrlKey || event.altKey || canvas.editing) return;
    const all = stops();
    const next = all[all.indexOf(canvas.frame) + (event.shiftKey ? -1 : 1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
  canvas.onLoad((frame) => {
    canvas.window.addEventListener("focus", redirect);
    frame.addEventListener("focusin", ({ target }) => target.dataset?.blockId !== canvas.selected && redirect());
    frame.addEventListener("keydown", leave);
  });
  startToolbar($("#toolbar"));
}

// One stop for Tab; the arrows go from button to button.
function startToolbar(toolbar) {
  const buttons = () => $$("button", toolbar);
  buttons().forEach((button, at) => { button.tabIndex = at ? -1 : 0; });
  toolbar.addEventListener("keydown", (event) => {
    const all = buttons();
    const at = all.indexOf(event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (at < 0 || to === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const next = all.at(to % all.length);
    for (const one of all) one.tabIndex = one === next ? 0 : -1;
    next.focus();
  });
}
