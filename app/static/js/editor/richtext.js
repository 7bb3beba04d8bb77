// Formatting in the field panel. The browser edits; the server keeps only what a field allows.

import { $$ } from "./dom.js";

const BLOCKS = { quote: "blockquote", heading: "h2" };

export function startRichText(panel, changed) {
  for (const rich of $$("[data-rich]", panel)) {
    const text = rich.querySelector("[contenteditable]");
    document.execCommand("defaultParagraphSeparator", false, "p");
    rich.addEventListener("mousedown", (event) => event.target.closest("[data-command]") && event.preventDefault());
    rich.addEventListener("click", (event) => {
      const command = event.target.closest("[data-command]")?.dataset.command;
      if (!command) return;
      text.focus();
      format(command);
      changed(text);
    });
    text.addEventListener("paste", (event) => {
      event.preventDefault();
      const plain = event.clipboardData.getData("text/plain");
      document.execCommand("insertText", false, plain);
    });
  }
}

function format(command) {
  if (command === "link") {
    const address = prompt("Where does the link lead?", "https://");
    if (address) document.execCommand("createLink", false, address);
  } else if (command in BLOCKS) {
    const current = document.queryCommandValue("formatBlock");
    document.execCommand("formatBlock", false, current === BLOCKS[command] ? "p" : BLOCKS[command]);
  } else {
    document.execCommand(command);
  }
}
