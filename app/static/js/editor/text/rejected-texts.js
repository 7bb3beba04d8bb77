// Texts that the server rejects, for example because they are too long. The text stays, and the reason is shown next to it.

import { get, parseHtml } from "../core/dom.js";

export class RejectedTexts {
  /** @type {Map<string, { value: string, reason: string }>} */
  #rejected = new Map();

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.note = get("#writing-note");
    editor.onRejected((status, html, operation) => status === 422 && this.#reject(html, operation.echo));
    editor.onAcknowledged((operation) => operation?.echo?.do === "update" && this.#accept(operation.echo));
    editor.canvas.onReposition(() => this.#place());
  }

  /** The last rejected value of a text, so that editing can continue with it. @param {{ id: string, path: string }} options */
  lastValue({ id, path }) { return this.#rejected.get(`${id} ${path}`)?.value; }

  /** @param {string} html @param {Echo | null} echo */
  #reject(html, echo) {
    const reason = echo?.do === "update" && parseHtml(html).querySelector("[data-field-error]")?.textContent.trim();
    if (!reason) return false;
    this.#rejected.set(`${echo.id} ${echo.path}`, { value: echo.value, reason });
    const isInPanel = this.editor.inspector.shown === echo.id && this.editor.inspector.showError(html);
    this.editor.canvas.placeToolbar();
    return isInPanel || this.#isEdited(echo);
  }

  /** @param {UpdateEcho} options */
  #accept({ id, path }) {
    if (this.#rejected.delete(`${id} ${path}`)) this.editor.canvas.placeToolbar();
  }

  /** @param {UpdateEcho} options */
  #isEdited({ id, path }) {
    const { session } = this.editor.inPlace;
    return session?.id === id && session.path === path;
  }

  #place() {
    const { canvas, inPlace } = this.editor;
    const rejected = inPlace?.session && this.#rejected.get(`${inPlace.session.id} ${inPlace.session.path}`);
    const reason = rejected?.reason || "";
    this.note.hidden = !reason;
    const element = inPlace?.element;
    if (!reason || !element) return;
    if (this.note.textContent !== reason) this.note.textContent = reason;
    const box = canvas.toOverlay(element.getBoundingClientRect());
    const top = Math.min(box.top + box.height + 6, canvas.overlay.clientHeight - this.note.offsetHeight - 6);
    const left = Math.min(Math.max(box.left, 6), canvas.overlay.clientWidth - this.note.offsetWidth - 6);
    this.note.style.transform = `translate(${Math.round(left)}px, ${Math.round(Math.max(top, 6))}px)`;
  }
}
