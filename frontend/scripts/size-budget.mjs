// What the browser must load before the first page: the entry, everything it imports statically, gzip. Fails above the budget.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
// The builder includes the entry.
const budgets = { entry: 146, builder: 268 };
const read = (path) => readFileSync(new URL(path, dist));
const html = read("index.html").toString();
const entries = [...html.matchAll(/<script type="module"[^>]*src="\/([^"]+)"/g)].map((match) => match[1]);
if (entries.length === 0) throw new Error("dist/index.html names no module script");

function closure(start, seen = new Set()) {
  if (seen.has(start)) return seen;
  seen.add(start);
  const code = read(start).toString();
  const folder = start.slice(0, start.lastIndexOf("/") + 1);
  // `import … from"./x.js"`, `export … from"./x.js"` and `import"./x.js"`; never `import("./x.js")`.
  for (const match of code.matchAll(/(?:\bfrom|\bimport)\s*"\.\/([^"]+\.js)"/g))
    closure(folder + match[1], seen);
  return seen;
}
const kib = (files) => [...files].reduce((sum, file) => sum + gzipSync(read(file)).length, 0) / 1024;

const first = new Set(entries.flatMap((entry) => [...closure(entry)]));
const sizes = { entry: kib(first) };
const builder = readdirSync(new URL("assets/", dist)).find((name) => /^builder-route-.*\.js$/.test(name));
if (builder) sizes.builder = kib(closure(`assets/${builder}`, new Set(first)));

let failed = false;
for (const [name, size] of Object.entries(sizes)) {
  const over = size > budgets[name];
  failed ||= over;
  console.log(`size: ${name} ${size.toFixed(1)} KiB gz of ${budgets[name]}${over ? "  OVER BUDGET" : ""}`);
}
process.exit(failed ? 1 : 0);
