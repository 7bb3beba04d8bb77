// Operations on their way to the server: sending one, and which of them have to arrive in the order in which they were
// made. That is those about the same blocks or about the same place; all others may overtake one that the server fails at.

import { changeHeaders } from "../core/dom.js";

const LONGEST_WAIT = 15000;
// Longer than any answer takes; what was sent and not answered is sent again.
const PATIENCE = 30000;

/**
 * What may go first of what waits, then the operation itself with all that needs it, in order; null when nothing may.
 * @param {Operation} operation @param {Operation[]} waiting
 */
export function reorder(operation, waiting) {
  const held = [operation];
  /** @type {Operation[]} */
  const free = [];
  for (const one of waiting) (held.some((before) => mustKeepOrder(before, one)) ? held : free).push(one);
  return free.length ? [...free, ...held] : null;
}

/** Whether one of them changes what the other is about. @param {Operation} one @param {Operation} other */
export function mustKeepOrder(one, other) {
  if (one.page !== other.page) return false;
  const [a, b] = [scopeOf(one), scopeOf(other)];
  if (a.isAboutAll || b.isAboutAll) return true;
  return share(a.parts, b.parts) || share(a.comesAndGoes, b.leansOn) || share(a.leansOn, b.comesAndGoes) || (!!a.place && a.place === b.place);
}

/**
 * A new value leaves a part where it is; everything else makes, moves or takes away what others may lean on.
 * What names no part at all, such as taking back a step, is about the whole page.
 * @param {Operation} operation
 */
function scopeOf(operation) {
  const { method, touches = [], inside = [], fields } = operation;
  const { slot = "", after = "", near = "" } = /** @type {Record<string, string>} */ (fields);
  const parts = [...touches, ...inside, ...namedBlocks(operation)];
  const place = slot ? after || slot : near;
  const owner = slot.slice(0, Math.max(0, slot.lastIndexOf(":")));
  return {
    parts, place,
    comesAndGoes: method === "PATCH" ? [] : parts,
    leansOn: [owner, place].filter(Boolean),
    isAboutAll: !parts.length && !place,
  };
}

/** The blocks that an address or a list names. @param {Pick<Operation, "url" | "fields">} options */
export function namedBlocks({ url, fields: { block = [] } }) {
  const one = url.match(/\/blocks\/([^/?]+)/)?.[1];
  return [.../** @type {string[]} */ ([block].flat()), ...(one ? [decodeURIComponent(one)] : [])];
}

/** @param {string[]} some @param {string[]} others */
const share = (some, others) => some.some((one) => others.includes(one));

/**
 * Sends one; resolves with the answer, or with null when there was none. `shown` tells what the page shows of it.
 * @param {Operation} operation @param {{ revision: string, blocks: string[] } | null} shown @returns {Promise<Found | null>}
 */
export async function deliver(operation, shown) {
  try {
    const response = await fetch(operation.url, {
      method: operation.method,
      body: bodyOf(operation, shown),
      headers: changeHeaders(),
      signal: AbortSignal.timeout(PATIENCE),
    });
    // An answer of a proxy is no acknowledgement.
    if (response.ok && response.headers.get("QS-Operation") !== operation.id) return null;
    return { response, text: await response.text() };
  } catch {
    return null;
  }
}

/** @param {Operation} operation @param {{ revision: string, blocks: string[] } | null} shown */
function bodyOf({ id, client, base, fields }, shown) {
  const body = new URLSearchParams({ operation_id: id, client_id: client, base_revision: String(base) });
  for (const [name, value] of Object.entries(fields)) {
    for (const one of [value].flat()) body.append(name, String(one));
  }
  if (!shown) return body;
  body.set("shown_revision", shown.revision);
  for (const block of shown.blocks) body.append("also", block);
  return body;
}

/**
 * How long to wait before the next attempt: exponential, with jitter, and at least as long as Retry-After.
 * @param {number} attempt @param {Response | undefined} [response]
 */
export function retryDelay(attempt, response) {
  const asked = Number(response?.headers.get("Retry-After")) * 1000;
  return Math.max(asked || 0, Math.min(LONGEST_WAIT, 400 * 2 ** attempt) * (0.6 + Math.random() * 0.4));
}
