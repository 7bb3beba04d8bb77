// Sends operations, and finds dependencies between them: those that affect the same blocks or place must arrive in order;
// all others may overtake one on which the server fails.

import { changeHeaders } from "../core/dom.js";

const MIN_RETRY_DELAY_MS = 400;
const MAX_RETRY_DELAY_MS = 15_000;
// Longer than any response takes. After a timeout, the operation is sent again.
const TIMEOUT_MS = 30_000;

/**
 * The waiting operations that may go first, then this one and its dependents, all in order; null if none may go first.
 * @param {Operation} operation @param {Operation[]} waiting
 */
export function reorder(operation, waiting) {
  const held = [operation];
  /** @type {Operation[]} */
  const free = [];
  for (const one of waiting) (held.some((before) => mustKeepOrder(before, one)) ? held : free).push(one);
  return free.length ? [...free, ...held] : null;
}

/** True if the order matters: one of the operations changes something that the other affects. @param {Operation} one @param {Operation} other */
export function mustKeepOrder(one, other) {
  if (one.page !== other.page) return false;
  const [a, b] = [scopeOf(one), scopeOf(other)];
  if (a.isWholePage || b.isWholePage) return true;
  return overlap(a.blocks, b.blocks) || overlap(a.changedBlocks, b.dependsOn) || overlap(a.dependsOn, b.changedBlocks) || (!!a.place && a.place === b.place);
}

/**
 * The blocks and places that an operation affects. A new value leaves its block in place; other operations create, move or
 * remove blocks on which others may depend. An operation that names no block, such as undo, affects the whole page.
 * @param {Operation} operation
 */
function scopeOf(operation) {
  const { method, touches = [], inside = [], fields } = operation;
  const { slot = "", after = "", near = "" } = /** @type {Record<string, string>} */ (fields);
  const blocks = [...touches, ...inside, ...namedBlocks(operation)];
  const place = slot ? after || slot : near;
  const owner = slot.slice(0, Math.max(0, slot.lastIndexOf(":")));
  return {
    blocks, place,
    changedBlocks: method === "PATCH" ? [] : blocks,
    dependsOn: [owner, place].filter(Boolean),
    isWholePage: !blocks.length && !place,
  };
}

/** The ids of the blocks in an operation's URL and in its field `block`. @param {Pick<Operation, "url" | "fields">} options */
export function namedBlocks({ url, fields: { block = [] } }) {
  const one = url.match(/\/blocks\/([^/?]+)/)?.[1];
  return [.../** @type {string[]} */ ([block].flat()), ...(one ? [decodeURIComponent(one)] : [])];
}

/** @param {string[]} some @param {string[]} others */
const overlap = (some, others) => some.some((one) => others.includes(one));

/**
 * Sends an operation. Resolves with the response, or null if there was none. `shown` describes what the page shows.
 * @param {Operation} operation @param {{ revision: string, blocks: string[] } | null} shown @returns {Promise<Delivery | null>}
 */
export async function deliver(operation, shown) {
  try {
    const response = await fetch(operation.url, {
      method: operation.method,
      body: bodyOf(operation, shown),
      headers: changeHeaders(),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    // A response from a proxy is not an acknowledgement.
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
  const retryAfter = Number(response?.headers.get("Retry-After")) * 1000;
  return Math.max(retryAfter || 0, Math.min(MAX_RETRY_DELAY_MS, MIN_RETRY_DELAY_MS * 2 ** attempt) * (0.6 + Math.random() * 0.4));
}
