// Helpers shared by all packages of the editor: finding elements, notices, dialogs, focus, lazy loading.

const NOTICE_MS = 12_000;

/**
 * The first element that matches, or null. @template {string} S
 * @param {S} selector @param {ParentNode} [within] @returns {ParseSelector<S> | null}
 */
export const $ = (selector, within = document) => /** @type {ParseSelector<S> | null} */ (within.querySelector(selector));

/** @template {string} S @param {S} selector @param {ParentNode} [within] @returns {ParseSelector<S>[]} */
export const $$ = (selector, within = document) => /** @type {ParseSelector<S>[]} */ ([...within.querySelectorAll(selector)]);

/**
 * The first element that matches; throws an error if there is none. @template {string} S
 * @param {S} selector @param {ParentNode} [within] @returns {ParseSelector<S>}
 */
export function get(selector, within = document) {
  const found = $(selector, within);
  if (!found) throw new Error(`There is no ${selector}.`);
  return found;
}

/**
 * `target.closest(selector)` for an event's target, which may also be a document or a window. @template {string} S
 * @param {EventTarget | null | undefined} target @param {S} selector @returns {ParseSelector<S> | null}
 */
export const closest = (target, selector) => /** @type {ParseSelector<S> | null} */ (/** @type {Element | null | undefined} */ (target)?.closest?.(selector) ?? null);

/** @param {EventTarget | null} target @param {string} selector */
export const matches = (target, selector) => !!(/** @type {Element | null} */ (target)?.matches?.(selector));

/** @param {HTMLFormElement} form @param {string} name */
export const formField = (form, name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));

/** @param {string} text */
export const parseHtml = (text) => new DOMParser().parseFromString(text, "text/html");

// Headers for requests that change data.
export const changeHeaders = () => ({ "X-CSRF-Token": get("meta[name=csrf-token]").content, "HX-Request": "true" });

/** Announces a text to screen readers. @param {string | undefined} text */
export function announce(text) {
  const region = $("#announcer");
  if (!region || !text) return;
  region.textContent = "";
  requestAnimationFrame(() => { region.textContent = text; });
}

/**
 * Shows a notice, replacing an earlier one with the same name. With an action (label and function), the notice stays
 * until it is closed; otherwise it disappears after a timeout or when the next notice is shown.
 * @param {string} text
 * @param {{ kind?: string, action?: [string, () => unknown] | null, name?: string, onClose?: () => void }} [options]
 */
export function notify(text, { kind = "warn", action = null, name = "", onClose = () => {} } = {}) {
  const notice = document.createElement("p");
  notice.className = `ed-notice ed-notice--${kind}`;
  notice.dataset.name = name;
  notice.setAttribute("role", "alert");
  notice.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "ed-notice__close";
  close.setAttribute("aria-label", "Close this message");
  close.textContent = "×";
  close.addEventListener("click", () => {
    notice.remove();
    onClose();
  });
  if (action) notice.append(actionButton(action, notice));
  notice.append(close);
  const notices = get("#notices");
  $$(".ed-notice:not(:has(.ed-button))", notices).forEach((one) => one.remove());
  if (name) withdrawNotice(name);
  notices.append(notice);
  if (!action) removeLater(notice);
}

/** Removes a notice after a timeout, but not while it is hovered or has the focus. @param {HTMLElement} notice */
function removeLater(notice) {
  setTimeout(() => (notice.matches(":hover, :focus-within") ? removeLater(notice) : notice.remove()), NOTICE_MS);
}

/** @param {string} name */
const noticesNamed = (name) => $$(`.ed-notice[data-name="${CSS.escape(name)}"]`);

/** Removes a notice that no longer applies. @param {string} name */
export const withdrawNotice = (name) => noticesNamed(name).forEach((one) => one.remove());

/** @param {string} name */
export const hasNotice = (name) => noticesNamed(name).length > 0;

/** @param {[string, () => unknown]} action @param {HTMLElement} notice */
function actionButton([label, run], notice) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "ed-button";
  element.textContent = label;
  element.addEventListener("click", () => {
    notice.remove();
    run();
  });
  return element;
}

// Returns a function that restores the current focus, even inside the canvas's frame.
export function rememberFocus() {
  const outer = /** @type {HTMLElement | null} */ (document.activeElement);
  const inner = /** @type {HTMLElement | null | undefined} */ (/** @type {HTMLIFrameElement | null} */ (outer)?.contentDocument?.activeElement);
  return () => {
    const target = inner?.isConnected && inner !== inner.ownerDocument.body ? inner : outer;
    if (target?.isConnected) target.focus({ preventScroll: true });
  };
}

/**
 * Opens a modal dialog, and restores the focus when it closes. Returns a function that closes it and restores the focus
 * immediately. `onClosed` is called however the dialog was closed.
 * @param {HTMLDialogElement} dialog @param {() => unknown} [onClosed]
 */
export function openDialog(dialog, onClosed = () => {}) {
  if (dialog.open) return () => dialog.close();
  const restoreFocus = rememberFocus();
  const closed = () => {
    // The close event is asynchronous: the dialog may be open again by then.
    if (dialog.open) return;
    dialog.removeEventListener("close", closed);
    dialog.removeEventListener("keydown", escape);
    restoreFocus();
    onClosed();
  };
  const close = () => {
    dialog.close();
    closed();
  };
  // The browser would close the dialog asynchronously, but the next key must not reach a closing dialog.
  const escape = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    close();
  };
  dialog.addEventListener("close", closed);
  dialog.addEventListener("keydown", escape);
  dialog.showModal();
  return close;
}

/** @param {EventTarget | null | undefined} element */
export const isTextField = (element) =>
  !!closest(element, "input:not([type=checkbox], [type=radio], [type=color], [type=button]), textarea, [contenteditable]:not([contenteditable=false])");

/** Whether a text field has been changed since it received the focus. Undo reverts that typing first. @param {EventTarget | null} element */
export function hasOwnChanges(element) {
  const field = /** @type {HTMLElement | null} */ (closest(element, "input, textarea, [contenteditable]:not([contenteditable=false])"));
  if (!field || !isTextField(field)) return false;
  if (field.richText) return field.richText.canUndo;
  return "valueAtFocus" in field && field.valueAtFocus !== valueOf(field);
}

/** @param {HTMLElement} field */
export const valueOf = (field) => (field.isContentEditable ? field.innerHTML : /** @type {FormField} */ (field).value);

/** The node before which the first block of a slot is inserted: the node after the site's header. @param {HTMLElement} slot */
function firstPosition(slot) {
  const first = /** @type {HTMLElement | null} */ (slot.firstElementChild);
  return first?.dataset.blockPart === "header" ? first.nextSibling : slot.firstChild;
}

/**
 * Moves or inserts an element after a sibling, or first in the slot. `moveBefore`, where supported, preserves focus and state.
 * @param {HTMLElement | null | undefined} element @param {HTMLElement | null} slot @param {HTMLElement | null} [after]
 */
export function place(element, slot, after) {
  if (!element || !slot) return;
  const next = after?.parentElement === slot ? after.nextSibling : firstPosition(slot);
  if (next === element || (element.parentElement === slot && element.nextSibling === next)) return;
  if (element.isConnected && slot.moveBefore) slot.moveBefore(element, next);
  else slot.insertBefore(element, next);
}

/** Wraps a loader so that it runs once; after a failure, the next call retries. @template T @param {() => Promise<T>} load */
export function lazily(load) {
  /** @type {Promise<T> | null} */
  let loading = null;
  return () => (loading ??= load().catch((error) => {
    loading = null;
    throw error;
  }));
}

/** Runs a loader when the browser is idle, so that keys typed right after a shortcut are not lost. @param {() => Promise<unknown>} load */
export function loadSoon(load) {
  const soon = () => (window.requestIdleCallback || setTimeout)(() => load().catch(() => {}));
  // The load event may have fired before these scripts ran.
  if (document.readyState === "complete") soon();
  else addEventListener("load", soon);
}
