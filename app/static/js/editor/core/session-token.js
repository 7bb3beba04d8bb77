// This browser's session and its CSRF token.

import { get } from "./dom.js";

/**
 * Unmasks a CSRF token. Pages contain the token masked with a one-time pad, as pad + (pad XOR token), so that it differs in
 * every response (`app/web/auth/csrf.py`).
 * @param {string} token
 */
function unmask(token) {
  if (token.length < 80) return token;
  const both = atob(token.replaceAll("-", "+").replaceAll("_", "/"));
  const half = both.length / 2;
  return Array.from({ length: half }, (_, at) => String.fromCharCode(both.charCodeAt(at) ^ both.charCodeAt(half + at))).join("");
}

/**
 * Fetches the session's CSRF token and uses it from now on, if the same user is still signed in. "renewed": the token has
 * changed; "same": it has not; "other": no user or another one is signed in; "away": the server can't be reached.
 * @returns {Promise<"renewed" | "same" | "other" | "away">}
 */
export async function refreshToken() {
  const session = await readSession();
  if (!session) return "away";
  if (!session.signed_in || session.id !== document.body.dataset.user) return "other";
  return useToken(session) ? "renewed" : "same";
}

/** Uses a session's token from now on. Returns whether it has changed. @param {SessionFacts | null} session */
export function useToken(session) {
  const meta = get("meta[name=csrf-token]");
  if (!session?.csrf || session.csrf === unmask(meta.content)) return false;
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
