// Commands of the screen around the page: undo, publish, dialogs.

import { command } from "./commands.js";
import { $ } from "./dom.js";

export function registerScreen(editor) {
  const { queue } = editor;
  const history = (name, title, keys) => command(name, {
    title, group: "History", keys, scope: "history", changes: true, run: () => editor.send("POST", `/${name}s`),
  });
  history("undo", "Undo", ["Mod+Z"]);
  history("redo", "Redo", ["Mod+Shift+Z", "Mod+Y"]);
  command("publish", { title: "Publish", group: "Page", run: () => publish(queue) });
  command("shortcuts", { title: "Show the keyboard shortcuts", group: "Help", keys: ["?"], run: () => $("#shortcuts").showModal() });
  command("open-inspector", {
    title: "Show the settings", group: "Page", isListed: false, run: () => $(".ed-desk").classList.toggle("shows-inspector"),
  });
}

async function publish(queue) {
  await queue.idle();
  $("#publish-dialog").showModal();
  const address = $("[data-publications]").dataset.publications;
  htmx.ajax("POST", address, { target: "#publication", swap: "innerHTML", headers: { "X-CSRF-Token": $("meta[name=csrf-token]").content } });
}
