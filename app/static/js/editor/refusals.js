// What the server does not take is undone on the page and said; what was typed stays in its field.

import { $, notify } from "./dom.js";
import { setAside, showAside } from "./setaside.js";

export function startRefusals(editor, echo) {
  const { canvas, queue } = editor;
  // Not while a text is written: its words and its caret would be gone.
  let isOwed = false;

  // The page as the server has it, with the echoes of what is still on its way.
  async function showAnew() {
    isOwed = true;
    await queue.idle();
    if (!isOwed || canvas.editing) return;
    const [page, screen] = await Promise.all([read(`${editor.pageUrl}/canvas`), read(location.href)]);
    if (!page || queue.isBusy || canvas.editing) return;
    isOwed = false;
    canvas.show(page);
    const fresh = screen && $("#outline", new DOMParser().parseFromString(screen, "text/html"));
    if (fresh) $("#outline").replaceWith(document.adoptNode(fresh));
    queue.unacknowledged.forEach((operation) => echo.paint(operation.echo));
    editor.select(canvas.selected, { isSaid: false, focus: false, scroll: false });
  }

  function refuse(status, text, operation) {
    const isShown = operation.touches.includes(editor.inspector.shown);
    if (status === 422 && isShown && editor.inspector.refuse(text)) return;
    const answer = new DOMParser().parseFromString(text, "text/html");
    const words = ($("[data-message]", answer) || answer.body).textContent.trim();
    const why = words.slice(0, 300) || "That did not work. Please try again.";
    if (operation.echo?.do === "update") setAside(operation.echo.value, why);
    else notify(why, { kind: operation.isHarmless ? "info" : "warn" });
    if (!operation.isHarmless && operation.page === editor.page) showAnew();
  }

  showAside();
  return { refuse, showAnew, settle: () => isOwed && showAnew() };
}

async function read(address) {
  const response = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
  return response?.ok ? response.text() : "";
}
