// Which operations have to reach the server in the order in which they were made: those about the same parts of a page
// or about the same place. All others may pass one that the server fails at.

// What may go first of what waits, then the operation itself with all that needs it, in order; null when nothing may.
export function letPass(operation, waiting) {
  const held = [operation];
  const free = [];
  for (const one of waiting) (held.some((before) => isBound(before, one)) ? held : free).push(one);
  return free.length ? [...free, ...held] : null;
}

// Whether one of them changes what the other is about.
export function isBound(one, other) {
  if (one.page !== other.page) return false;
  const [a, b] = [aboutOf(one), aboutOf(other)];
  if (a.isAboutAll || b.isAboutAll) return true;
  return share(a.parts, b.parts) || share(a.comesAndGoes, b.leansOn) || share(a.leansOn, b.comesAndGoes) || (!!a.place && a.place === b.place);
}

// A new value leaves a part where it is; everything else makes, moves or takes away what others may lean on.
// What names no part at all, such as taking back a step, is about the whole page.
function aboutOf(operation) {
  const { method, touches = [], inside = [], fields: { slot = "", after = "", near = "" } } = operation;
  const parts = [...touches, ...inside, ...named(operation)];
  const place = slot ? after || slot : near;
  const owner = slot.slice(0, Math.max(0, slot.lastIndexOf(":")));
  return {
    parts, place,
    comesAndGoes: method === "PATCH" ? [] : parts,
    leansOn: [owner, place].filter(Boolean),
    isAboutAll: !parts.length && !place,
  };
}

// The blocks that an address or a list names.
export function named({ url, fields: { block = [] } }) {
  const one = url.match(/\/blocks\/([^/?]+)/)?.[1];
  return [...[block].flat(), ...(one ? [decodeURIComponent(one)] : [])];
}

const share = (some, others) => some.some((one) => others.includes(one));
