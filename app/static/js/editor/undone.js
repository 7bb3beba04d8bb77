// What an operation was about, in words: for what the server did not take.

import { plain } from "./setaside.js";

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

// Such as "the move of Book list"; `label` says what a part is called, "" where it is not there any more.
export function deedOf({ method, url, fields, touches }, { label, rules }) {
  const [path] = url.split("?");
  const found = DEEDS.find(([pattern]) => pattern.test(path))?.[1];
  const part = label(touches[0]);
  if (found) return part && !/you|list$|step|section/.test(found) ? `${found} of ${part}` : found;
  if (method === "PATCH") return part ? `the change to ${part}` : "the change";
  if (method === "DELETE") return part ? `the deletion of ${part}` : "the deletion";
  if (path.endsWith("/blocks")) return `the new ${(rules[fields.component]?.label || "part").toLowerCase()}`;
  return "the last change";
}

// The words that somebody wrote or pasted, out of what was sent.
export function wordsOf({ fields, echo, typed = echo?.do === "update" ? [echo.path] : [] }) {
  const isRich = echo?.kind === "richtext";
  return typed.map((name) => fields[name]).filter(Boolean).map((value) => (isRich ? plain(value) : value)).join("\n");
}
