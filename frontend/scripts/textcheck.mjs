// Words people read stand in src/locales only. Finds text between tags and in spoken or shown attributes, and keys that one language lacks.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("../src/", import.meta.url));
const attributes = new Set([
  "aria-label",
  "title",
  "placeholder",
  "label",
  "alt",
  "help",
  "description",
  "text",
]);
const problems = [];

function* files(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else if (name.endsWith(".tsx") && !name.endsWith(".test.tsx")) yield path;
  }
}

// Addresses, names of step types and examples of formats are the same in every language.
const isWords = (text) =>
  /\p{L}{2,}/u.test(text) && !/^(https?:|[\w.+-]+@|[a-z]+\.[a-z_]+$|gpt-)/.test(text.trim());

for (const path of files(root)) {
  const source = ts.createSourceFile(
    path,
    readFileSync(path, "utf8"),
    ts.ScriptTarget.Latest,
    true,
    ts.ScriptKind.TSX,
  );
  const report = (node, text) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    problems.push(`${relative(root, path)}:${line + 1}: "${text.trim()}" belongs into src/locales`);
  };
  const visit = (node) => {
    if (ts.isJsxText(node) && isWords(node.text)) report(node, node.text);
    if (
      ts.isJsxAttribute(node) &&
      attributes.has(node.name.getText()) &&
      node.initializer &&
      ts.isStringLiteral(node.initializer)
    ) {
      if (isWords(node.initializer.text)) report(node, node.initializer.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
}

function keys(value, prefix = "") {
  if (typeof value !== "object" || value === null) return [prefix];
  return Object.entries(value).flatMap(([key, inner]) => keys(inner, prefix ? `${prefix}.${key}` : key));
}
const locales = join(root, "locales");
const languages = readdirSync(locales).filter((name) => statSync(join(locales, name)).isDirectory());
const names = [...new Set(languages.flatMap((language) => readdirSync(join(locales, language))))];
for (const name of names) {
  const known = languages.map((language) => {
    try {
      return new Set(keys(JSON.parse(readFileSync(join(locales, language, name), "utf8"))));
    } catch {
      problems.push(`locales/${language}/${name}: missing or not JSON`);
      return new Set();
    }
  });
  const all = new Set(known.flatMap((set) => [...set]));
  languages.forEach((language, i) => {
    for (const key of all) if (!known[i].has(key)) problems.push(`locales/${language}/${name}: lacks ${key}`);
  });
}

for (const problem of problems) console.error(problem);
console.log(problems.length ? `texts: ${problems.length} problems` : "texts: fine");
process.exit(problems.length ? 1 : 0);
