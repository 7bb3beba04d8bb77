// Whose session this browser has, and its token. The dialog that renews one comes when it is needed.

import { $, lazily } from "./dom.js";

// A page carries its token in other letters each time: a pad, and the token under it (`app/web/auth/csrf.py`).
function plain(token) {
  if (token.length < 80) return token;
  const both = atob(token.replaceAll("-", "+").replaceAll("_", "/"));
  const half = both.length / 2;
  return Array.from({ length: half }, (_, at) => String.fromCharCode(both.charCodeAt(at) ^ both.charCodeAt(half + at))).join("");
}

// Takes the token of this browser's session, as long as it is this person's: "renewed" where it was another one than
// before, "same", "other" where nobody or somebody else is signed in, "away" where that can't be known just now.
export async function refreshToken() {
  const session = await readSession();
  if (!session) return "away";
  if (!session.signed_in || session.id !== document.body.dataset.user) return "other";
  return takeToken(session) ? "renewed" : "same";
}

export function takeToken(session) {
  const meta = $("meta[name=csrf-token]");
  if (!session?.csrf || session.csrf === plain(meta.content)) return false;
  meta.content = session.csrf;
  return true;
}

export async function readSession() {
  try {
    const response = await fetch("/session", { headers: { Accept: "application/json" } });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

// `onBack` runs once the same person is signed in again.
export function startSignIn(writing, onBack) {
  let dialog = null;
  let isBack = true;
  const load = lazily(() => import("./signindialog.js").then(({ startDialog }) => startDialog(writing, onBack)));

  async function ask(how) {
    isBack = false;
    // Where it can't be had now, the line that tells what waits has a button for it.
    dialog = await load().catch(() => null);
    if (!isBack) dialog?.ask(how);
  }

  function done() {
    isBack = true;
    dialog?.done();
  }
  return { ask, done };
}
