// How well words that were typed fit a name: 0 for not at all, more for better. Letters may be left out.

/**
 * What stands in the note beside the name counts less.
 * @param {string} typed @param {string} name @param {string} [note]
 */
export function matchScore(typed, name, note = "") {
  return fitTo(typed, name) * 10 || fitTo(typed, `${name} ${note}`);
}

/** @param {string} typed @param {string} name */
function fitTo(typed, name) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const text = name.toLowerCase();
  /** @type {number[]} */
  const scores = words.map((word) => fitOf(word, text));
  return scores.every((score) => score > 0) ? scores.reduce((sum, score) => sum + score, 1) - text.length / 1000 : 0;
}

/** @param {string} word @param {string} text */
function fitOf(word, text) {
  if (text.startsWith(word)) return 8;
  const at = text.indexOf(word);
  if (at > 0) return /[\p{L}\p{N}]/u.test(text[at - 1]) ? 4 : 6;
  return word.length > 1 && isScattered(word, text) ? 1 : 0;
}

/**
 * Its letters one after another, each at the start of a word or right after the one before.
 * @param {string} word @param {string} text
 */
function isScattered(word, text) {
  let at = -1;
  for (const letter of word) {
    const next = text[at + 1] === letter ? at + 1 : startOf(letter, text, at + 1);
    if (next < 0) return false;
    at = next;
  }
  return true;
}

/** @param {string} letter @param {string} text @param {number} from */
function startOf(letter, text, from) {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === letter && (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1]))) return at;
  }
  return -1;
}
