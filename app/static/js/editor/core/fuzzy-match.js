// Fuzzy matching of a typed query against a name. Scores are 0 for no match and higher for better matches; letters of the
// name may be skipped.

/**
 * The score of a query. Matches in the note next to the name count less.
 * @param {string} query @param {string} name @param {string} [note]
 */
export function matchScore(query, name, note = "") {
  return scoreOf(query, name) * 10 || scoreOf(query, `${name} ${note}`);
}

/** @param {string} query @param {string} name */
function scoreOf(query, name) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const text = name.toLowerCase();
  /** @type {number[]} */
  const scores = words.map((word) => scoreOfWord(word, text));
  return scores.every((score) => score > 0) ? scores.reduce((sum, score) => sum + score, 1) - text.length / 1000 : 0;
}

/** @param {string} word @param {string} text */
function scoreOfWord(word, text) {
  if (text.startsWith(word)) return 8;
  const at = text.indexOf(word);
  if (at > 0) return /[\p{L}\p{N}]/u.test(text[at - 1]) ? 4 : 6;
  return word.length > 1 && isScattered(word, text) ? 1 : 0;
}

/**
 * True if the word's letters occur in order, each at the start of a word or right after the previous letter.
 * @param {string} word @param {string} text
 */
function isScattered(word, text) {
  let at = -1;
  for (const letter of word) {
    const next = text[at + 1] === letter ? at + 1 : wordStart(letter, text, at + 1);
    if (next < 0) return false;
    at = next;
  }
  return true;
}

/** @param {string} letter @param {string} text @param {number} from */
function wordStart(letter, text, from) {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === letter && (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1]))) return at;
  }
  return -1;
}
