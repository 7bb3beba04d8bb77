// What the server does not take is undone on the page and said; what was typed stays in its field, or is set aside.

import { $, notify } from "./dom.js";
import { deedOf, setAside, showAside, wordsOf } from "./setaside.js";

const LONGEST_WAIT = 30000;

export function startRefusals(editor, echo) {
  const { canvas, queue, inspector, rules } = editor;
  // Not while a text is written: its words and its caret would be gone.
  let isOwed = false;
  let wait = 1000;

  // The page as the server has it, with the echoes of what is still on its way.
  async function showAnew() {
    isOwed = true;
    await queue.idle();
    if (!isOwed || canvas.editing) return;
    const [page, screen] = await Promise.all([read(`${editor.pageUrl}/canvas`), read(location.href)]);
    if (!page) return again();
    if (queue.isBusy || canvas.editing) return;
    isOwed = false;
    wait = 1000;
    canvas.show(page);
    const fresh = screen && $("#outline", new DOMParser().parseFromString(screen, "text/html"));
    if (fresh) $("#outline").replaceWith(document.adoptNode(fresh));
    queue.unacknowledged.forEach((operation) => echo.paint(operation.echo));
    editor.select(canvas.selected, { isSaid: false, focus: false, scroll: false });
    inspector.renew();
  }

  // Longer each time.
  function again() {
    setTimeout(settle, wait);
    wait = Math.min(LONGEST_WAIT, wait * 2);
  }

  const settle = () => isOwed && !queue.isBusy && !canvas.editing && showAnew();

  function refuse(status, text, operation) {
    const isShown = operation.touches.includes(inspector.shown);
    if (status === 422 && isShown && inspector.refuse(text)) return;
    const answer = new DOMParser().parseFromString(text, "text/html");
    const said = ($("[data-message]", answer) || answer.body).textContent.trim().slice(0, 300);
    const deed = deedOf(operation, { rules, label: (id) => canvas.label(canvas.block(id)) });
    const why = `${said || "That did not work. Please try again."} Not saved: ${deed}.`;
    const words = wordsOf(operation);
    if (words) setAside(words, why);
    else if (operation.isHarmless) notify(said || "That did not work. Please try again.", { kind: "info" });
    else notify(why);
    if (!operation.isHarmless && operation.page === editor.page) showAnew();
  }

  showAside();
  return { refuse, showAnew, settle };
}

async function read(address) {
  const response = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
  return response?.ok ? response.text() : "";
}
