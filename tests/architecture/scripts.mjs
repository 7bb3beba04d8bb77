// Parses our scripts with TypeScript's parser and prints, as JSON, the data that tests/architecture/test_scripts.py checks.

import { readFileSync } from "node:fs";
import ts from "typescript";

const report = Object.fromEntries(process.argv.slice(2).map((path) => [path, read(path)]));
process.stdout.write(JSON.stringify(report));

function read(path) {
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const found = { imports: [], functions: {} };
  visit(source, source, found);
  return found;
}

function visit(node, source, found) {
  const imported = importedBy(node);
  if (imported) found.imports.push(imported);
  if (ts.isFunctionLike(node) && node.body) found.functions[`${nameOf(node)}:${lineOf(node.getStart(source), source)}`] = linesOf(node, source);
  ts.forEachChild(node, (child) => visit(child, source, found));
}

function importedBy(node) {
  const isStatic = (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier;
  if (isStatic) return node.moduleSpecifier.text;
  const isDynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return isDynamic ? node.arguments[0].text : null;
}

function nameOf(node) {
  return node.name?.getText() || node.parent.name?.getText() || "(anonymous)";
}

function lineOf(position, source) {
  return source.getLineAndCharacterOfPosition(position).line + 1;
}

function linesOf(node, source) {
  return lineOf(node.end, source) - lineOf(node.getStart(source), source) + 1;
}
