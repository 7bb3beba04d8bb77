// Prints which scripts of one folder say something else than those of another, comments and spaces aside.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const [one, other, ...names] = process.argv.slice(2);
const printer = ts.createPrinter({ removeComments: true });

function codeOf(path) {
  return printer.printFile(ts.createSourceFile("script.js", readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true, ts.ScriptKind.JS));
}

process.stdout.write(JSON.stringify(names.filter((name) => codeOf(join(one, name)) !== codeOf(join(other, name)))));
