// Find and replace: commands and buttons. The panel itself is loaded on first use.

import { closest, get, lazily, notify } from "../core/dom.js";
import { command } from "../core/commands.js";

/** @typedef {(use: (act: (panel: FindPanel) => unknown) => Promise<void>) => void} Start */

/** @param {Editor} editor */
export function start(editor) {
  const load = lazily(() => import("./find-panel.js").then((module) => new module.FindPanel(editor)));
  /** @param {(panel: FindPanel) => unknown} act */
  const use = async (act) => {
    try {
      act(await load());
    } catch {
      notify("We can’t reach the server, so we can’t search right now.");
    }
  };
  registerCommands(use);
  document.addEventListener("click", ({ target }) => {
    if (closest(target, "[data-panel-button=find]") && get(".ed-desk").dataset.panel === "find") use((panel) => panel.open());
  });
  followLink(editor, use);
}

/** @type {Start} */
function registerCommands(use) {
  /** @param {string} name @param {string} title @param {string[]} keys @param {(panel: FindPanel) => unknown} act */
  const find = (name, title, keys, act, changes = false) => command(name, {
    title, group: "Find", keys, scope: "everywhere", changes, run: () => use(act),
  });
  find("find", "Find on this page", ["Mod+F"], (panel) => panel.open("page"));
  find("find-site", "Find on the whole site", ["Mod+Shift+F"], (panel) => panel.open("site"));
  find("replace", "Find and replace", ["Mod+H"], (panel) => panel.open("", { replaces: true }), true);
  find("find-next", "Go to the next match", ["F3"], (panel) => panel.step(1));
  find("find-previous", "Go to the previous match", ["Shift+F3"], (panel) => panel.step(-1));
}

/** Selects the block named in the URL's hash, such as a search result from another page. @param {Editor} editor @param {Parameters<Start>[0]} use */
function followLink(editor, use) {
  const parameters = new URLSearchParams(location.hash.slice(1));
  const block = parameters.get("block");
  if (block === null) return;
  history.replaceState(history.state, "", location.pathname + location.search);
  let isFirst = true;
  editor.canvas.onLoad(() => {
    if (!isFirst) return;
    isFirst = false;
    editor.select(block, { focus: false });
    if (parameters.has("find")) use((panel) => panel.resume(block, Number(parameters.get("find"))));
  });
}
