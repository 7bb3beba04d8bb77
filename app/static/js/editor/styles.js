// The rules of the page's style sheet that belong to single parts of it.

// Adds those that are not there yet. None is ever taken away: each goes by a class that says all of it, and what is
// about to be painted may need it.
export function addRules(sheet, text) {
  if (!sheet) return;
  const known = new Set([...sheet.cssRules].map((rule) => rule.cssText));
  for (const rule of rulesOf(text)) {
    if (!known.has(rule)) sheet.insertRule(rule, sheet.cssRules.length);
  }
}

// As the browser spells them, so that those which are there already are known.
function rulesOf(text) {
  const parsed = new CSSStyleSheet();
  parsed.replaceSync(text);
  return [...parsed.cssRules].map((rule) => rule.cssText);
}
