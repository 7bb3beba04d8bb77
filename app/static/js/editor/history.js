// The history of the page: its commands and its panel. What it takes is loaded when the panel is first opened.

import "../zone.js";
import { command } from "./commands.js";
import { $, notify } from "./dom.js";

export function start(editor) {
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
