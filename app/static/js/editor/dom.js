// Small helpers that every module of the editor shares.

export const $ = (selector, within = document) => within.querySelector(selector);
export const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

export function announce(text) {
  const region = $("#announcer");
  if (!region || !text) return;
  region.textContent = "";
  requestAnimationFrame(() => { region.textContent = text; });
}

// `action` is something to do about it: what the button says, and what it does. Such a notice stays until somebody
// closes it; others go by themselves, or when the next one comes. Of those with the same name only the newest is there.
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
  if (action) notice.append(button(action, notice));
  notice.append(close);
  const notices = $("#notices");
  $$(".ed-notice:not(:has(.ed-button))", notices).forEach((one) => one.remove());
  if (name) takeBack(name);
  notices.append(notice);
  if (!action) leaveLater(notice);
}

// Whoever points at it or has the focus in it is still reading.
function leaveLater(notice) {
  setTimeout(() => (notice.matches(":hover, :focus-within") ? leaveLater(notice) : notice.remove()), 12000);
}

// What has been dealt with in another way need not be asked any more.
export const takeBack = (name) => $$(`.ed-notice[data-name="${CSS.escape(name)}"]`).forEach((one) => one.remove());

export const hasNotice = (name) => !!$(`.ed-notice[data-name="${CSS.escape(name)}"]`);

function button([words, run], notice) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "ed-button";
  element.textContent = words;
  element.addEventListener("click", () => {
    notice.remove();
    run();
  });
  return element;
}

// Where the focus is now, also inside of the page's frame; calling what this gives brings it back there.
export function rememberFocus() {
  const outer = document.activeElement;
  const inner = outer?.contentDocument?.activeElement;
  return () => {
    const target = inner?.isConnected && inner !== inner.ownerDocument.body ? inner : outer;
    if (target?.isConnected) target.focus({ preventScroll: true });
  };
}

// A dialog that gives the focus back when it closes; calling what this gives closes it, with the focus back at once.
// `onClosed` is called once it is closed, however that came.
export function openDialog(dialog, onClosed = () => {}) {
  if (dialog.open) return () => dialog.close();
  const goBack = rememberFocus();
  const closed = () => {
    // The browser tells of a closing a moment later: it may be open for another question by then.
    if (dialog.open) return;
    dialog.removeEventListener("close", closed);
    dialog.removeEventListener("keydown", escape);
    goBack();
    onClosed();
  };
  const close = () => {
    dialog.close();
    closed();
  };
  // The browser closes it a moment later: the next key must not go into what is gone.
  const escape = (event) => {
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

export const isTextField = (element) =>
  !!element?.closest?.("input:not([type=checkbox], [type=radio], [type=color], [type=button]), textarea, [contenteditable]:not([contenteditable=false])");

// A text field whose words the author changed since it got the focus undoes its own typing first.
export function hasOwnChanges(element) {
  const field = element?.closest?.("input, textarea, [contenteditable]:not([contenteditable=false])");
  if (!field || !isTextField(field)) return false;
  if (field.richText) return field.richText.canUndo;
  return "valueAtFocus" in field && field.valueAtFocus !== valueOf(field);
}

export const valueOf = (field) => (field.isContentEditable ? field.innerHTML : field.value);

// Where the first block of a slot stands: the site's header comes before it.
function firstIn(slot) {
  const first = slot.firstElementChild;
  return first?.dataset.blockPart === "header" ? first.nextSibling : slot.firstChild;
}

// After that sibling, or first. Where the browser can, what is moved keeps its focus and its pictures as they are.
export function place(element, slot, after) {
  if (!element || !slot) return;
  const next = after?.parentElement === slot ? after.nextSibling : firstIn(slot);
  if (next === element || (element.parentElement === slot && element.nextSibling === next)) return;
  if (element.isConnected && slot.moveBefore) slot.moveBefore(element, next);
  else slot.insertBefore(element, next);
}

// Loads a module once. Later it is there at once, so that what is typed next does not go elsewhere.
export function lazily(load) {
  let coming = null;
  return () => (coming ??= load().catch((fault) => {
    coming = null;
    throw fault;
  }));
}
