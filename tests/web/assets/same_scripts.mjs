// Prints which scripts of one folder differ from those of another, apart from comments and indentation. Indentation inside of
// template literals counts as such: they hold HTML and CSS.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const [one, other, ...names] = process.argv.slice(2);
const printer = ts.createPrinter({ removeComments: true });

function codeOf(path) {
  const source = ts.createSourceFile("script.js", readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  return printer.printFile(source).replace(/^[ \t]+/gm, "");
}

process.stdout.write(JSON.stringify(names.filter((name) => codeOf(join(one, name)) !== codeOf(join(other, name)))));
