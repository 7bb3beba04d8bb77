// What is loaded when somebody first wants it: here are only its commands, and how it is opened.

import "../time-zone.js";
import { command } from "./core/commands.js";
import { closest, get, lazily, notify } from "./core/dom.js";

const RESOLUTION = /\/conflicts\/[^/]+\/resolutions$/;

/** The history of the page: its commands and its panel. @param {Editor} editor */
export function startHistory(editor) {
  /** @type {import("./history/history-panel.js").HistoryPanel | null} */
  let panel = null;
  const load = lazily(() => import("./history/history-panel.js").then(({ HistoryPanel }) => (panel = new HistoryPanel(editor))));
  /** @param {(panel: import("./history/history-panel.js").HistoryPanel) => unknown} act */
  const use = async (act) => {
    try {
      await act(await load());
    } catch (error) {
      reportError(error);
      notify("We can’t reach the server, so the history can’t be shown right now.");
    }
  };
  command("history", {
    title: "Show the history", group: "History", run: () => {
      editor.panels.open("history");
      use((panel) => panel.show());
    },
  });
  command("name-version", { title: "Name this version", group: "History", changes: true, run: () => { use((panel) => panel.name()); } });
  document.addEventListener("click", ({ target }) => {
    if (closest(target, "[data-panel-button=history]") && get(".ed-desk").dataset.panel === "history") use((panel) => panel.show());
  });
  editor.onAnswer(() => panel?.later());
}

/** Whether everyone can read the page: the command and the panel. @param {Editor} editor */
export function startCheck(editor) {
  /** @type {import("./shell/accessibility-check.js").AccessibilityCheck | null} */
  let checking = null;
  const load = lazily(() => import("./shell/accessibility-check.js"));
  const check = async () => {
    try {
      checking ??= new (await load()).AccessibilityCheck(editor);
      await checking.run();
    } catch (error) {
      reportError(error);
      notify("We couldn’t check the page. Please try again.");
    }
  };
  command("check", {
    title: "Check that everyone can read this page", group: "Page", run: () => {
      editor.panels.open("check");
      return check();
    },
  });
  document.addEventListener("click", ({ target }) => {
    const isOpened = closest(target, "[data-panel-button=check]") && get(".ed-desk").dataset.panel === "check";
    if (isOpened || closest(target, "[data-check-again]")) check();
  });
  editor.onAnswer(() => checking?.later(check));
}

/** How a part's menu is opened: from its toolbar, by key, by a right click. @param {Editor} editor */
export function startPartMenu(editor) {
  const { canvas } = editor;
  /** @param {{ left: number, top: number }} at */
  const open = async (at) => (await import("./blocks/block-menu.js")).openPartMenu(editor, at);

  command("part-menu", {
    title: "Show the menu for the selection", group: "Selection", keys: ["Shift+F10", "ContextMenu"], needs: "block",
    run() {
      const { left, bottom } = get("[data-act=part-menu]").getBoundingClientRect();
      return open({ left, top: bottom + 4 });
    },
  });
  canvas.onLoad((frame) => {
    frame.addEventListener("contextmenu", (event) => {
      const id = closest(event.target, "[data-block-id]")?.dataset.blockId;
      if (!id || event.pointerType === "touch" || event.defaultPrevented || event.shiftKey || canvas.editing) return;
      event.preventDefault();
      if (!editor.selection.includes(id)) editor.select(id);
      const frameBox = canvas.frame.getBoundingClientRect();
      open({ left: frameBox.left + event.clientX * canvas.scale, top: frameBox.top + event.clientY * canvas.scale });
    });
  });
}

/** Two versions of one text are rare. @param {Editor} editor */
export function startConflicts(editor) {
  const load = lazily(() => import("./saving/text-conflicts.js").then(({ TextConflicts }) => new TextConflicts(editor)));
  /** @param {(conflicts: import("./saving/text-conflicts.js").TextConflicts) => unknown} act */
  const then = (act) => load().then(act, () => notify("There are two versions of a text. Both are safe; you’ll find them under “Two versions”."));

  editor.onRefused((status, text, operation) => {
    const isConflict = status === 409 && operation.page === editor.page && text.includes("data-conflict=");
    const isAnswered = status === 422 && RESOLUTION.test(operation.url);
    if (isConflict) then((conflicts) => conflicts.refused(text, operation));
    else if (isAnswered) then((conflicts) => conflicts.explain(text, operation));
    return isConflict || isAnswered;
  });
  document.addEventListener("click", ({ target }) => {
    const address = closest(target, "[data-show-conflict]")?.dataset.showConflict;
    if (address) then((conflicts) => conflicts.show(address));
  });
  command("versions", { title: "Choose between two versions of a text", group: "History", run: () => then((conflicts) => conflicts.showList()) });
}

/** `onBack` runs once the same person is signed in again. @param {DeferredDialogs} writing @param {() => void} onBack */
export function startSignIn(writing, onBack) {
  /** @type {{ ask(options?: { isWanted?: boolean }): void, done(): void } | null} */
  let dialog = null;
  let isBack = true;
  const load = lazily(() => import("./saving/sign-in-dialog.js").then(({ startDialog }) => startDialog(writing, onBack)));

  /** @param {{ isWanted?: boolean } | undefined} [how] */
  async function ask(how) {
    isBack = false;
    // Where it can't be had now, the line that tells what waits has a button for it.
    dialog = await load().catch(() => null);
    if (!isBack) dialog?.ask(how);
  }

  function done() {
    isBack = true;
    dialog?.done();
  }
  return { ask, done };
}
