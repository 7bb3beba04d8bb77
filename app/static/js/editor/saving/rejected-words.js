// Words that the server does not take at all, such as those for a page that one may no longer change: they are kept in
// this browser, also when it is closed, until their author has copied them or wants them no more.

import { notify, parseHtml, rememberFocus } from "../core/dom.js";

const { user, page } = document.body.dataset;
const KEY = `quillspace:aside:${user}:${page}`;
const SHOWN = 60;
/** @type {[RegExp, string][]} */
const DEEDS = [
  [/\/moves$/, "the move"],
  [/\/duplicates$/, "the copy"],
  [/\/removals$/, "the deletion"],
  [/\/pastes$/, "what you pasted"],
  [/\/items$/, "the change to the list"],
  [/\/undos$/, "the step back"],
  [/\/redos$/, "the step forward"],
  [/\/replacements$/, "the replacement"],
  [/\/transfers$/, "the move to another page"],
  [/\/shares$/, "the shared section"],
  [/\/detachments$/, "the copy of the shared section"],
  [/\/resolutions$/, "your choice"],
];

/** @param {string} words @param {string} why */
export function keepWords(words, why) {
  if (!words.trim()) return notify(why);
  write([...read().filter((one) => one !== words), words]);
  offer(words, why);
}

// What is still there from an earlier time.
export const showKeptWords = () => read().forEach((words) => offer(words, "When you were last here, this could not be saved."));

/** @param {string} words @param {string} why */
function offer(words, why) {
  const beginning = words.length > SHOWN ? `${words.slice(0, SHOWN)}…` : words;
  const forget = () => write(read().filter((one) => one !== words));
  const copy = async () => {
    if (await copied(words)) return forget();
    offer(words, "Your browser did not let us copy it. Please try again.");
  };
  notify(`${why} Your words are kept: “${beginning}”`, { action: ["Copy them", copy], name: `aside ${words}`, onClose: forget });
}

/**
 * The newer way is there only on a secure address, and asks; the older one works while the button is being pressed.
 * @param {string} words
 */
async function copied(words) {
  const isDone = await navigator.clipboard?.writeText(words).then(() => true, () => false);
  return isDone || copyOldWay(words);
}

/** @param {string} words */
function copyOldWay(words) {
  const goBack = rememberFocus();
  const field = document.createElement("textarea");
  field.className = "ed-hidden";
  field.value = words;
  document.body.append(field);
  field.select();
  const isDone = document.execCommand("copy");
  field.remove();
  goBack();
  return isDone;
}

/** What a text with formatting says. @param {string} html */
export function plain(html) {
  const { body } = parseHtml(html.replace(/<\/(p|h\d|li|blockquote)>/g, "$&\n").replace(/<br>/g, "\n"));
  return body.textContent.trim();
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
  } catch { /* then the notice alone has them */ }
}

/**
 * Such as "the move of Book list"; `label` says what a part is called, "" where it is not there any more.
 * @param {Operation} options @param {{ label: (id: string) => string, rules: Rules }} options
 */
export function describeOperation({ method, url, fields, touches }, { label, rules }) {
  const [path] = url.split("?");
  const found = DEEDS.find(([pattern]) => pattern.test(path))?.[1];
  const part = label(touches[0]);
  if (found) return part && !/you|list$|step|section/.test(found) ? `${found} of ${part}` : found;
  if (method === "PATCH") return part ? `the change to ${part}` : "the change";
  if (method === "DELETE") return part ? `the deletion of ${part}` : "the deletion";
  if (path.endsWith("/blocks")) return `the new ${(rules[String(fields.component)]?.label || "part").toLowerCase()}`;
  return "the last change";
}

/** The words that somebody wrote or pasted, out of what was sent. @param {Operation} options */
export function typedWords({ fields, echo, typed = echo?.do === "update" ? [echo.path] : [] }) {
  const isRich = echo?.do === "update" && echo.kind === "richtext";
  return typed.map((name) => fields[name]).filter(Boolean).map((value) => (isRich ? plain(String(value)) : String(value))).join("\n");
}
