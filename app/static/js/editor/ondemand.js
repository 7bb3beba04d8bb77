// What is loaded when somebody first wants it: here are only its commands, and how it is opened.

import "../zone.js";
import { command } from "./commands.js";
import { $, lazily, notify } from "./dom.js";

const RESOLUTION = /\/conflicts\/[^/]+\/resolutions$/;

// The history of the page: its commands and its panel.
export function startHistory(editor) {
  let loading = null;
  const use = async (act) => {
    loading ??= import("./timeline.js").then(({ Timeline }) => new Timeline(editor));
    try {
      await act(await loading);
    } catch (fault) {
      loading = null;
      reportError(fault);
      notify("We can't reach the server, so the history can't be shown right now.");
    }
  };
  command("history", {
    title: "Show the history", group: "History", run: () => {
      editor.panels.open("history");
      use((timeline) => timeline.show());
    },
  });
  command("name-version", { title: "Name this version", group: "History", changes: true, run: () => { use((timeline) => timeline.name()); } });
  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-panel-button=history]") && $(".ed-desk").dataset.panel === "history") use((timeline) => timeline.show());
  });
  editor.onAnswer(() => loading?.then((timeline) => timeline.later()));
}

// Whether everyone can read the page: the command and the panel.
export function startCheck(editor) {
  let checking = null;
  const load = lazily(() => import("./checking.js"));
  const check = async () => {
    try {
      checking ??= new (await load()).Checking(editor);
      await checking.run();
    } catch (fault) {
      reportError(fault);
      notify("The page could not be checked just now. Please try again.");
    }
  };
  command("check", {
    title: "Check that everyone can read this page", group: "Page", run: () => {
      editor.panels.open("check");
      return check();
    },
  });
  document.addEventListener("click", ({ target }) => {
    const isOpened = target.closest("[data-panel-button=check]") && $(".ed-desk").dataset.panel === "check";
    if (isOpened || target.closest("[data-check-again]")) check();
  });
  editor.onAnswer(() => checking?.later(check));
}

// How a part's menu is opened: from its toolbar, by key, by a right click.
export function startPartMenu(editor) {
  const { canvas } = editor;
  const open = async (at) => (await import("./partmenu.js")).openPartMenu(editor, at);

  command("part-menu", {
    title: "Show what can be done with it", group: "Selection", keys: ["Shift+F10", "ContextMenu"], needs: "block",
    run() {
      const { left, bottom } = $("[data-act=part-menu]").getBoundingClientRect();
      return open({ left, top: bottom + 4 });
    },
  });
  canvas.onLoad((frame) => {
    frame.addEventListener("contextmenu", (event) => {
      const id = event.target.closest("[data-block-id]")?.dataset.blockId;
      if (!id || event.pointerType === "touch" || event.defaultPrevented || event.shiftKey || canvas.editing) return;
      event.preventDefault();
      if (!editor.selection.includes(id)) editor.select(id);
      const frameBox = canvas.frame.getBoundingClientRect();
      open({ left: frameBox.left + event.clientX * canvas.scale, top: frameBox.top + event.clientY * canvas.scale });
    });
  });
}

// Two versions of one text are rare.
export function startConflicts(editor) {
  const load = lazily(() => import("./conflict.js").then(({ Conflicts }) => new Conflicts(editor)));
  const then = (act) => load().then(act, () => notify("There are two versions of a text. Both are safe; you find them under “Two versions”."));

  editor.onRefused((status, text, operation) => {
    const isConflict = status === 409 && operation.page === editor.page && text.includes("data-conflict=");
    const isAnswered = status === 422 && RESOLUTION.test(operation.url);
    if (isConflict) then((conflicts) => conflicts.refused(text, operation));
    else if (isAnswered) then((conflicts) => conflicts.explain(text, operation));
    return isConflict || isAnswered;
  });
  document.addEventListener("click", ({ target }) => {
    const address = target.closest("[data-show-conflict]")?.dataset.showConflict;
    if (address) then((conflicts) => conflicts.show(address));
  });
  command("versions", { title: "Choose between two versions of a text", group: "History", run: () => then((conflicts) => conflicts.showList()) });
}
