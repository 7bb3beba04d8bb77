// Reads plain text as paragraphs. Hard-wrapped lines are joined; verse is not.

const MIN_FULL_LINE = 45;

/**
 * Reads plain text. `keepsLines`: line breaks are significant, as in verse.
 * @param {string} text @param {{ keepsLines?: boolean }} [options]
 */
export function readText(text, { keepsLines = false } = {}) {
  const clean = text.replace(/\r\n?/g, "\n").replace(/[\u200b\ufeff]/g, "").replace(/\n{2,}$|^\n+/g, "");
  const groups = clean.split(/\n[ \t]*\n\s*/).map((group) => group.split("\n").map((line) => line.trim()).filter(Boolean)).filter((lines) => lines.length);
  if (keepsLines) return groups.map(paragraph);
  if (groups.length === 1 && !isHardWrapped(groups[0])) return groups[0].map((line) => paragraph([line]));
  return groups.map((lines) => paragraph(isHardWrapped(lines) ? [joined(lines)] : lines));
}

/**
 * True for hard-wrapped prose: lines of similar, full length (except the last) that break within sentences.
 * @param {string[]} lines
 */
function isHardWrapped(lines) {
  const full = lines.slice(0, -1).map((line) => line.length);
  const longest = Math.max(...full);
  const runOn = lines.slice(1).filter((line) => /^\p{Ll}/u.test(line)).length;
  return full.length > 0 && longest >= MIN_FULL_LINE && Math.min(...full) > longest * 0.6 && runOn * 3 >= full.length;
}

/** @param {string[]} lines */
const joined = (lines) => lines.reduce((before, line) => (/\p{Ll}-$/u.test(before) && /^\p{Ll}/u.test(line) ? before.slice(0, -1) + line : `${before} ${line}`));

/** @param {string[]} lines */
function paragraph(lines) {
  const runs = lines.flatMap((line, at) => [...(at ? [/** @type {Run} */ ({ isBreak: true })] : []), /** @type {Run} */ ({ text: line })]);
  return { tag: "p", runs, quote: false, items: [] };
}

/** The text with line breaks and tabs replaced by spaces, for a single-line field. @param {string} text */
export const oneLine = (text) => text.replace(/\s*[\r\n]+\s*/g, " ").replace(/\t/g, " ").trim();
