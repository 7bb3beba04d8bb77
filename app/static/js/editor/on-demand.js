// Modules that are loaded on first use. Only their commands and the events that open them are defined here.

import "../time-zone.js";
import { command } from "./core/commands.js";
import { closest, get, lazily, notify } from "./core/dom.js";

const RESOLUTION = /\/conflicts\/[^/]+\/resolutions$/;

/** The page's history: commands and panel. @param {Editor} editor */
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
      notify("We can’t reach the server, so we can’t show the history right now.");
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
  editor.onAcknowledged(() => panel?.scheduleReload());
}

/** The accessibility check: command and panel. @param {Editor} editor */
export function startCheck(editor) {
  /** @type {import("./shell/accessibility-check.js").AccessibilityCheck | null} */
  let loaded = null;
  const load = lazily(() => import("./shell/accessibility-check.js"));
  const check = async () => {
    try {
      loaded ??= new (await load()).AccessibilityCheck(editor);
      await loaded.run();
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
  editor.onAcknowledged(() => loaded?.scheduleCheck(check));
}

/** A block's menu, opened from its toolbar, with a key or with a right click. @param {Editor} editor */
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

/** Conflicts between two versions of a text. @param {Editor} editor */
export function startConflicts(editor) {
  const load = lazily(() => import("./saving/text-conflicts.js").then(({ TextConflicts }) => new TextConflicts(editor)));
  /** @param {(conflicts: import("./saving/text-conflicts.js").TextConflicts) => unknown} act */
  const withConflicts = (act) => load().then(act, () => notify("There are two versions of some text on this page. Both are safe; you’ll find them under “Two versions”."));

  editor.onRejected((status, text, operation) => {
    const isConflict = status === 409 && operation.page === editor.page && text.includes("data-conflict=");
    const isInvalidChoice = status === 422 && RESOLUTION.test(operation.url);
    if (isConflict) withConflicts((conflicts) => conflicts.add(text, operation));
    else if (isInvalidChoice) withConflicts((conflicts) => conflicts.showProblem(text, operation));
    return isConflict || isInvalidChoice;
  });
  document.addEventListener("click", ({ target }) => {
    const address = closest(target, "[data-show-conflict]")?.dataset.showConflict;
    if (address) withConflicts((conflicts) => conflicts.show(address));
  });
  command("versions", { title: "Choose between two versions of some text", group: "History", run: () => withConflicts((conflicts) => conflicts.showList()) });
}

/**
 * The dialog for signing in again. `onSignedIn` runs once the same user is signed in.
 * @param {DeferredDialogs} deferredDialogs @param {() => void} onSignedIn
 */
export function startSignIn(deferredDialogs, onSignedIn) {
  /** @type {{ ask(options?: { isWanted?: boolean }): void, done(): void } | null} */
  let dialog = null;
  let isSignedIn = true;
  const load = lazily(() => import("./saving/sign-in-dialog.js").then(({ startDialog }) => startDialog(deferredDialogs, onSignedIn)));

  /** @param {{ isWanted?: boolean } | undefined} [how] */
  async function ask(how) {
    isSignedIn = false;
    // If the dialog can't be loaded now, the status line about unsaved changes has a button that retries.
    dialog = await load().catch(() => null);
    if (!isSignedIn) dialog?.ask(how);
  }

  function done() {
    isSignedIn = true;
    dialog?.done();
  }
  return { ask, done };
}
