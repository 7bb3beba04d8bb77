// Commands for the whole page: undo, redo, publish, dialogs.

import { command } from "../core/commands.js";
import { $, announce, changeHeaders, get, loadSoon, notify, openDialog, parseHtml, withdrawNotice } from "../core/dom.js";
import { refreshToken } from "../core/session-token.js";

const NOTICE = "publish";
// After a longer wait, the author is probably doing something else, so the dialog is deferred.
const MAX_DIALOG_DELAY_MS = 2000;

const loadShortcutList = () => import("./shortcut-list.js");
const loadCommandPalette = () => import("./command-palette.js");

/** @param {Editor} editor */
export function registerPageCommands(editor) {
  /** @param {string} name @param {string} title @param {string[]} keys */
  const history = (name, title, keys) => command(name, {
    title, group: "History", keys, scope: "history", changes: true, run: () => editor.send("POST", `/${name}s`, {}, { isHarmless: true }),
  });
  history("undo", "Undo", ["Mod+Z"]);
  history("redo", "Redo", ["Mod+Shift+Z", "Mod+Y"]);
  command("publish", { title: "Publish", group: "Page", run: () => { publish(editor); } });
  if ($("#preview-dialog")) {
    command("share", {
      title: "Show it to someone first", group: "Page", run: async () => { (await import("./preview-links.js")).openPreviews(editor); },
    });
  }
  command("shortcuts", {
    title: "Show the keyboard shortcuts", group: "Help", keys: ["?", "Mod+/"], scope: "everywhere",
    run: async () => (await loadShortcutList()).showShortcuts(),
  });
  command("palette", {
    title: "Find a command", group: "Help", keys: ["Mod+K"], scope: "everywhere",
    run: async () => (await loadCommandPalette()).openPalette(editor),
  });
  [loadDialogStyles, loadShortcutList, loadCommandPalette].forEach(loadSoon);
  command("open-inspector", {
    title: "Show the settings", group: "Page", isListed: false, run: () => get(".ed-desk").classList.toggle("shows-inspector"),
  });
}

// Loads the style sheet of dialogs and menus, which the first paint does not need.
async function loadDialogStyles() {
  const sheet = document.createElement("link");
  document.head.append(Object.assign(sheet, { rel: "stylesheet", href: document.body.dataset.later }));
}

// Shows the progress of a publication in the button, even after a reload; on a phone, only the numbers.
export function showPublishing() {
  const button = get("[data-publications]");
  const label = button.textContent;
  const show = () => {
    const [first, numbers] = ($("#publication [data-progress]")?.dataset.progress || label).split(/(?<=,) /);
    button.replaceChildren(...numbers ? [hiddenOnPhones(`${first} `), numbers] : [first]);
  };
  new MutationObserver(show).observe(get("#publication"), { attributeFilter: ["data-progress"], childList: true, subtree: true });
  show();
}

/** @param {string} text */
const hiddenOnPhones = (text) => Object.assign(document.createElement("span"), { className: "ed-publish-button__more", textContent: text });

/** Replaces what the dialog shows about an earlier publication with a template's content. @param {string} selector */
const showTemplate = (selector) => get("#publication").replaceChildren(/** @type {HTMLTemplateElement} */ (get(selector)).content.cloneNode(true));

let wasRejected = false;

// Starts a publication. After a rejection, the CSRF token is renewed first, since the user may have signed in again elsewhere.
async function requestPublication() {
  showTemplate("#publication-asked");
  if (wasRejected) await refreshToken();
  wasRejected = false;
  const place = get("#publication");
  const headers = changeHeaders();
  const response = await fetch(get("[data-publications]").dataset.publications, { method: "POST", headers }).catch(() => null);
  const text = await response?.text().catch(() => "");
  if (response?.ok && text) {
    place.innerHTML = text;
    return htmx.process(place);
  }
  showTemplate("#publication-away");
  const reason = parseHtml(text || "").body.textContent.trim();
  if (reason) get("[data-why]", place).textContent = reason.slice(0, 300);
  wasRejected = Boolean(response);
}

/** @type {{ isCancelled: boolean, at: number } | null} */
let pending = null;

/**
 * Publishes once all operations are saved. Until then, it can be cancelled, and other commands still work.
 * @param {Editor} options
 */
async function publish({ queue, deferredDialogs }) {
  if (pending) return announce("Your site will be published as soon as everything is saved.");
  const own = (pending = /** @type {{ isCancelled: boolean, at: number }} */ ({ isCancelled: false, at: performance.now() }));
  if (queue.isBusy) {
    const cancel = () => { own.isCancelled = true; pending = null; };
    notify("Saving your changes first, then publishing your site.", { kind: "info", name: NOTICE, action: ["Don’t publish", cancel] });
    await queue.idle();
    if (own.isCancelled) return;
  }
  pending = null;
  withdrawNotice(NOTICE);
  const dialog = get("#publish-dialog");
  const show = () => openDialog(dialog);
  if (dialog.open) get("[data-close]", dialog).focus();
  else if (performance.now() - own.at < MAX_DIALOG_DELAY_MS && !$("dialog[open]")) show();
  else deferredDialogs.openWhenIdle(NOTICE, show);
  if ($("#publication [data-progress]")) return;
  requestPublication();
}
