// Whether everyone can read the page: the command and the panel. The checker is loaded when the panel is first opened.

import { command } from "./commands.js";
import { $, lazily, notify } from "./dom.js";

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
