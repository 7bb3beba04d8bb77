// The session of this browser and its CSRF token.

import { get } from "./dom.js";

/**
 * A page carries its token in other letters each time: a pad, and the token under it (`app/web/auth/csrf.py`).
 * @param {string} token
 */
function plain(token) {
  if (token.length < 80) return token;
  const both = atob(token.replaceAll("-", "+").replaceAll("_", "/"));
  const half = both.length / 2;
  return Array.from({ length: half }, (_, at) => String.fromCharCode(both.charCodeAt(at) ^ both.charCodeAt(half + at))).join("");
}

/**
 * Takes the token of this browser's session, if it is still this person's: "renewed" when the token changed, "same";
 * "other" when nobody or somebody else is signed in, "away" when the server can't be asked.
 * @returns {Promise<"renewed" | "same" | "other" | "away">}
 */
export async function refreshToken() {
  const session = await readSession();
  if (!session) return "away";
  if (!session.signed_in || session.id !== document.body.dataset.user) return "other";
  return takeToken(session) ? "renewed" : "same";
}

/** @param {SessionFacts | null} session */
export function takeToken(session) {
  const meta = get("meta[name=csrf-token]");
  if (!session?.csrf || session.csrf === plain(meta.content)) return false;
  meta.content = session.csrf;
  return true;
}

/** @returns {Promise<SessionFacts | null>} */
export async function readSession() {
  try {
    const response = await fetch("/session", { headers: { Accept: "application/json" } });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
