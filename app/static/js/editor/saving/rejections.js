// Undoes rejected operations on the page and explains them; typed text stays in its field or is stored.

import { $, get, notify, parseHtml } from "../core/dom.js";
import { describeOperation, keepWords, showKeptWords, typedWords } from "./rejected-words.js";

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
const UNEXPLAINED = "Something went wrong. Please try again.";

class Rejections {
  // True if the canvas has to be reloaded; deferred while a text is edited, which would lose its text and caret.
  #isOwed = false;
  #wait = FIRST_WAIT;

  /** @param {Editor} editor @param {LocalEcho} echo */
  constructor(editor, echo) {
    this.editor = editor;
    this.echo = echo;
    showKeptWords();
  }

  get #isBusy() { return this.editor.queue.isBusy || !!this.editor.canvas.editing; }

  // Shows the server's state of the page, with local echoes of pending operations.
  async reloadPage() {
    const { canvas, inspector, pageUrl, queue } = this.editor;
    this.#isOwed = true;
    await queue.idle();
    if (!this.#isOwed || canvas.editing) return;
    const [page, screen] = await Promise.all([read(`${pageUrl}/canvas`), read(location.href)]);
    if (!page) return this.#retry();
    if (this.#isBusy) return;
    this.#isOwed = false;
    this.#wait = FIRST_WAIT;
    canvas.show(page);
    const outline = screen && $("#outline", parseHtml(screen));
    if (outline) get("#outline").replaceWith(document.adoptNode(outline));
    queue.unacknowledged.forEach((operation) => this.echo.paint(operation.echo));
    this.editor.select(canvas.selected, { isSaid: false, focus: false, scroll: false });
    inspector.renew();
  }

  // Reloads the canvas if that is pending and no text is being edited.
  settle() {
    if (this.#isOwed && !this.#isBusy) this.reloadPage();
  }

  #retry() {
    setTimeout(() => this.settle(), this.#wait);
    this.#wait = Math.min(LONGEST_WAIT, this.#wait * 2);
  }

  /** @param {number} status @param {string} text @param {Operation} operation */
  refuse(status, text, operation) {
    const { canvas, inspector, page, rules } = this.editor;
    if (status === 422 && operation.touches.includes(inspector.shown) && inspector.refuse(text)) return;
    const answer = parseHtml(text);
    const said = ($("[data-message]", answer) || answer.body).textContent.trim().slice(0, 300) || UNEXPLAINED;
    const what = describeOperation(operation, { rules, label: (id) => canvas.label(canvas.block(id)) });
    const why = `${said} Not saved: ${what}.`;
    const words = typedWords(operation);
    if (words) keepWords(words, why);
    else if (operation.isHarmless) notify(said, { kind: "info" });
    else notify(why);
    if (!operation.isHarmless && operation.page === page) this.reloadPage();
  }
}

/** @param {Editor} editor @param {LocalEcho} echo */
export const startRejections = (editor, echo) => new Rejections(editor, echo);

/** @param {string} address */
async function read(address) {
  const response = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
  return response?.ok ? response.text() : "";
}
