// Texts that the server rejects for good, for example because the author may no longer edit the page. They are stored in
// this browser, even when it is closed, until the author has copied or discarded them.

import { notify, rememberFocus } from "../core/dom.js";
import { textKind } from "../core/text-kinds.js";

const { user, page } = document.body.dataset;
const KEY = `quillspace:aside:${user}:${page}`;
const MAX_EXCERPT = 60;
/** @type {[RegExp, string][]} */
const OPERATION_NAMES = [
  [/\/moves$/, "the move"],
  [/\/duplicates$/, "the copy"],
  [/\/removals$/, "the deletion"],
  [/\/pastes$/, "what you pasted"],
  [/\/items$/, "the change to the list"],
  [/\/undos$/, "the undo"],
  [/\/redos$/, "the redo"],
  [/\/replacements$/, "the replacement"],
  [/\/transfers$/, "the move to another page"],
  [/\/shares$/, "the shared section"],
  [/\/detachments$/, "the copy of the shared section"],
  [/\/resolutions$/, "your choice"],
];

/** Stores a text until the author has copied or discarded it, and shows it in a notice. @param {string} text @param {string} why */
export function storeText(text, why) {
  if (!text.trim()) return notify(why);
  write([...read().filter((one) => one !== text), text]);
  offer(text, why);
}

// Shows rejected texts from earlier sessions.
export const showStoredTexts = () => read().forEach((text) => offer(text, "Last time you were here, this couldn’t be saved."));

/** @param {string} text @param {string} why */
function offer(text, why) {
  const beginning = text.length > MAX_EXCERPT ? `${text.slice(0, MAX_EXCERPT)}…` : text;
  const forget = () => write(read().filter((one) => one !== text));
  const copy = async () => {
    if (await copyToClipboard(text)) return forget();
    offer(text, "Your browser didn’t let us copy it. Please try again.");
  };
  notify(`${why} Your text is kept here: “${beginning}”`, { action: ["Copy it", copy], name: `aside ${text}`, onClose: forget });
}

/**
 * Copies a text. The newer API exists only in secure contexts and may need permission; the older one works during a click.
 * @param {string} text
 */
async function copyToClipboard(text) {
  const isDone = await navigator.clipboard?.writeText(text).then(() => true, () => false);
  return isDone || copyWithExecCommand(text);
}

/** @param {string} text */
function copyWithExecCommand(text) {
  const restoreFocus = rememberFocus();
  const field = document.createElement("textarea");
  field.className = "ed-hidden";
  field.value = text;
  document.body.append(field);
  field.select();
  const isDone = document.execCommand("copy");
  field.remove();
  restoreFocus();
  return isDone;
}

/** @returns {string[]} */
function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY) || "null") || [];
  } catch {
    return [];
  }
}

/** @param {string[]} all */
function write(all) {
  try {
    if (all.length) localStorage.setItem(KEY, JSON.stringify(all));
    else localStorage.removeItem(KEY);
  } catch { /* Without storage, only the notice contains the texts. */ }
}

/**
 * Describes an operation, such as "the move of Book list"; `label` returns a block's name, or "" if the block is gone.
 * @param {Operation} options @param {{ label: (id: string) => string, rules: Rules }} options
 */
export function describeOperation({ method, url, fields, touches }, { label, rules }) {
  const [path] = url.split("?");
  const found = OPERATION_NAMES.find(([pattern]) => pattern.test(path))?.[1];
  const part = label(touches[0]);
  if (found) return part && !/you|list$|undo|redo|section/.test(found) ? `${found} of ${part}` : found;
  if (method === "PATCH") return part ? `the change to ${part}` : "the change";
  if (method === "DELETE") return part ? `the deletion of ${part}` : "the deletion";
  if (path.endsWith("/blocks")) return `the new ${(rules[String(fields.component)]?.label || "part").toLowerCase()}`;
  return "the last change";
}

/** The text in an operation that the author typed or pasted. @param {Operation} options */
export function typedText({ fields, echo, typed = echo?.do === "update" ? [echo.path] : [] }) {
  const kind = textKind(echo?.do === "update" ? echo.kind : undefined);
  return typed.map((name) => fields[name]).filter(Boolean).map((value) => kind.plainText(String(value))).join("\n");
}
