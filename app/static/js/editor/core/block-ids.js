// Ids of new blocks: both the server and the editor derive them from the operation's id, so that blocks painted before
// the response arrives already have their final ids. UUID version 5 as in RFC 9562, section 5.5.

/** The id of the new block at a path within an operation. @param {string} type @param {string} operationId @param {string} path */
export async function blockId(type, operationId, path) {
  return `${type.replace(/[^\p{L}\p{N}_-]+/gu, "-")}-${await uuid5(operationId, path)}`;
}

/** @param {string} namespace @param {string} name */
async function uuid5(namespace, name) {
  const start = Uint8Array.from(namespace.replaceAll("-", "").match(/../g) || [], (pair) => parseInt(pair, 16));
  const text = new TextEncoder().encode(name);
  const bytes = new Uint8Array(start.length + text.length);
  bytes.set(start);
  bytes.set(text, start.length);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-1", bytes)).slice(0, 16);
  digest[6] = (digest[6] & 0x0f) | 0x50;
  digest[8] = (digest[8] & 0x3f) | 0x80;
  const hex = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
