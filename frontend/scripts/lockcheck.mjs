// Fails when package-lock.json names a registry address, or lacks an optional (per-platform) package that is asked for.
import { readFileSync } from "node:fs";

const lock = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8"));
const packages = lock.packages ?? {};
const problems = [];

function isPresent(from, name) {
  for (let place = from; ; ) {
    if (packages[`${place ? `${place}/` : ""}node_modules/${name}`]) return true;
    if (!place) return false;
    const cut = place.lastIndexOf("/node_modules/");
    place = cut < 0 ? "" : place.slice(0, cut);
  }
}

for (const [path, entry] of Object.entries(packages)) {
  if (entry.resolved) problems.push(`${path}: names an address (resolved)`);
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    if (!isPresent(path, name)) problems.push(`${path || "root"}: optional ${name} is not in the lock`);
  }
}

for (const problem of problems) console.error(problem);
console.log(
  problems.length
    ? `lock: ${problems.length} problems`
    : `lock: ${Object.keys(packages).length} packages, fine`,
);
process.exit(problems.length ? 1 : 0);
