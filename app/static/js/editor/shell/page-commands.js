// Commands of the screen around the page: undo, publish, dialogs.

import { command } from "../core/commands.js";
import { $, announce, changeHeaders, get, loadSoon, notify, openDialog, parseHtml, withdrawNotice } from "../core/dom.js";
import { refreshToken } from "../core/session-token.js";

const WISH = "publish";
// Who has waited longer than this is doing something else by now.
const AT_ONCE = 2000;

const shortcuts = () => import("./shortcut-list.js");
const palette = () => import("./command-palette.js");

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
    run: async () => (await shortcuts()).showShortcuts(),
  });
  command("palette", {
    title: "Find a command", group: "Help", keys: ["Mod+K"], scope: "everywhere",
    run: async () => (await palette()).openPalette(editor),
  });
  [later, shortcuts, palette].forEach(loadSoon);
  command("open-inspector", {
    title: "Show the settings", group: "Page", isListed: false, run: () => get(".ed-desk").classList.toggle("shows-inspector"),
  });
}

// How what opens on a click looks.
async function later() {
  const sheet = document.createElement("link");
  document.head.append(Object.assign(sheet, { rel: "stylesheet", href: document.body.dataset.later }));
}

// The button says how far a publication is, also after a reload; on a phone it shows the numbers alone.
export function showPublishing() {
  const button = get("[data-publications]");
  const words = button.textContent;
  const show = () => {
    const [first, numbers] = ($("#publication [data-progress]")?.dataset.progress || words).split(/(?<=,) /);
    button.replaceChildren(...numbers ? [visuallyLong(`${first} `), numbers] : [first]);
  };
  new MutationObserver(show).observe(get("#publication"), { attributeFilter: ["data-progress"], childList: true, subtree: true });
  show();
}

/** @param {string} words */
const visuallyLong = (words) => Object.assign(document.createElement("span"), { className: "ed-publish-button__more", textContent: words });

/** What was said of an earlier publication is not true of this one. @param {string} words */
const say = (words) => get("#publication").replaceChildren(/** @type {HTMLTemplateElement} */ (get(words)).content.cloneNode(true));

let wasRefused = false;

// Who was signed out, and is in again in another tab, has another token by now.
async function ask() {
  say("#publication-asked");
  if (wasRefused) await refreshToken();
  wasRefused = false;
  const place = get("#publication");
  const headers = changeHeaders();
  const response = await fetch(get("[data-publications]").dataset.publications, { method: "POST", headers }).catch(() => null);
  const answer = await response?.text().catch(() => "");
  if (response?.ok && answer) {
    place.innerHTML = answer;
    return htmx.process(place);
  }
  say("#publication-away");
  const said = parseHtml(answer || "").body.textContent.trim();
  if (said) get("[data-why]", place).textContent = said.slice(0, 300);
  wasRefused = Boolean(response);
}

/** @type {{ isTakenBack: boolean, at: number } | null} */
let wish = null;

/**
 * One wish at a time, which can be taken back as long as it waits. Commands go on meanwhile, so nobody waits for this.
 * @param {Editor} options
 */
async function publish({ queue, writing }) {
  if (wish) return announce("Your site will be published as soon as everything is saved.");
  const own = (wish = /** @type {{ isTakenBack: boolean, at: number }} */ ({ isTakenBack: false, at: performance.now() }));
  if (queue.isBusy) {
    const takeItBack = () => { own.isTakenBack = true; wish = null; };
    notify("Saving your changes first, then publishing your site.", { kind: "info", name: WISH, action: ["Don’t publish", takeItBack] });
    await queue.idle();
    if (own.isTakenBack) return;
  }
  wish = null;
  withdrawNotice(WISH);
  const dialog = get("#publish-dialog");
  const show = () => openDialog(dialog);
  if (dialog.open) get("[data-close]", dialog).focus();
  else if (performance.now() - own.at < AT_ONCE && !$("dialog[open]")) show();
  else writing.afterwards(WISH, show);
  if ($("#publication [data-progress]")) return;
  ask();
}
