// How a part's menu is opened: from its toolbar, by key, by a right click.

import { command } from "./commands.js";
import { $ } from "./dom.js";

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
