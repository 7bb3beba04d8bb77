// Undoes rejected operations on the page and says why they were rejected. Typed text stays in its field or is stored.

import { $, get, notify, parseHtml } from "../core/dom.js";
import { describeOperation, storeText, showStoredTexts, typedText } from "./stored-texts.js";

const MIN_RETRY_DELAY_MS = 1000;
const MAX_RETRY_DELAY_MS = 30_000;
const UNEXPLAINED = "Something went wrong. Please try again.";

class Rejections {
  // True if the canvas has to be reloaded. This is deferred while a text is being edited, to keep its content and caret.
  #isReloadPending = false;
  #retryDelay = MIN_RETRY_DELAY_MS;

  /** @param {Editor} editor @param {LocalEcho} echo */
  constructor(editor, echo) {
    this.editor = editor;
    this.echo = echo;
    showStoredTexts();
  }

  get #isBusy() { return this.editor.queue.isBusy || !!this.editor.canvas.editing; }

  // Shows the server's state of the page with the local echoes of pending operations.
  async reloadPage() {
    const { canvas, inspector, pageUrl, queue } = this.editor;
    this.#isReloadPending = true;
    await queue.idle();
    if (!this.#isReloadPending || canvas.editing) return;
    const [page, screen] = await Promise.all([read(`${pageUrl}/canvas`), read(location.href)]);
    if (!page) return this.#retry();
    if (this.#isBusy) return;
    this.#isReloadPending = false;
    this.#retryDelay = MIN_RETRY_DELAY_MS;
    canvas.show(page);
    const outline = screen && $("#outline", parseHtml(screen));
    if (outline) get("#outline").replaceWith(document.adoptNode(outline));
    queue.unacknowledged.forEach((operation) => this.echo.paint(operation.echo));
    this.editor.select(canvas.selected, { isAnnounced: false, focus: false, scroll: false });
    inspector.reloadIfClean();
  }

  // Reloads the canvas if a reload is pending and no text is being edited.
  reloadIfPending() {
    if (this.#isReloadPending && !this.#isBusy) this.reloadPage();
  }

  #retry() {
    setTimeout(() => this.reloadIfPending(), this.#retryDelay);
    this.#retryDelay = Math.min(MAX_RETRY_DELAY_MS, this.#retryDelay * 2);
  }

  /** @param {number} status @param {string} text @param {Operation} operation */
  handle(status, text, operation) {
    const { canvas, inspector, page, rules } = this.editor;
    if (status === 422 && operation.touches.includes(inspector.shown) && inspector.showError(text)) return;
    const response = parseHtml(text);
    const message = ($("[data-message]", response) || response.body).textContent.trim().slice(0, 300) || UNEXPLAINED;
    const what = describeOperation(operation, { rules, label: (id) => canvas.label(canvas.block(id)) });
    const why = `${message} Not saved: ${what}.`;
    const typed = typedText(operation);
    if (typed) storeText(typed, why);
    else if (operation.isHarmless) notify(message, { kind: "info" });
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
