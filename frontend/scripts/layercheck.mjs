// Who may import whom: app > features > (forms, parts) > api > ui > lib. Features never import one another; no file over 400 lines.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(
  new URL(process.argv[2] ? `file://${process.argv[2]}/` : "../src/", import.meta.url),
);
const allowed = {
  app: ["app", "features", "forms", "parts", "api", "ui", "lib", "locales"],
  features: ["forms", "parts", "api", "ui", "lib", "locales"],
  forms: ["forms", "api", "ui", "lib"],
  parts: ["parts", "forms", "api", "ui", "lib"],
  api: ["api", "lib"],
  ui: ["ui", "lib"],
  lib: ["lib"],
  locales: ["locales", "lib"],
  testing: ["testing", "app", "features", "forms", "parts", "api", "ui", "lib", "locales"],
};
const LINES = 400;
const problems = [];

function* files(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else if (/\.tsx?$/.test(name)) yield path;
  }
}

function layerOf(path) {
  const [layer, feature] = relative(root, path).split("/");
  return { layer, feature: layer === "features" ? feature : null };
}

function target(from, specifier) {
  if (specifier.startsWith("@/")) return layerOf(join(root, specifier.slice(2)));
  if (specifier.startsWith(".")) return layerOf(join(from, "..", specifier));
  return null;
}

for (const path of files(root)) {
  const name = relative(root, path);
  const text = readFileSync(path, "utf8");
  const lines = text.split("\n").length - 1;
  if (lines > LINES && !name.endsWith(".gen.ts")) problems.push(`${name}: ${lines} lines (at most ${LINES})`);
  const here = layerOf(path);
  if (!(here.layer in allowed)) continue;
  const isTest = /\.test\.tsx?$/.test(name);
  for (const match of text.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)"([^"]+)"/g)) {
    const there = target(path, match[1]);
    if (!there) continue;
    if (isTest && there.layer === "testing") continue;
    const ownFeature =
      here.layer === "features" && there.layer === "features" && here.feature === there.feature;
    if (!ownFeature && !allowed[here.layer].includes(there.layer))
      problems.push(`${name}: may not import ${match[1]}`);
  }
}
for (const problem of problems) console.error(problem);
console.log(problems.length ? `layers: ${problems.length} problems` : "layers: fine");
process.exit(problems.length ? 1 : 0);
