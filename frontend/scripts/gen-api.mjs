// npm run api -- <openapi.json>: writes src/api/schema.gen.ts. With --check it only says whether the committed file is up to date.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL("..", import.meta.url));
const check = process.argv.includes("--check");
const source = process.argv.slice(2).find((argument) => !argument.startsWith("--"));
if (!source) {
  console.error("Say which OpenAPI document: npm run api -- path/to/openapi.json [--check]");
  process.exit(2);
}
const target = join(here, "src/api/schema.gen.ts");
const folder = mkdtempSync(join(tmpdir(), "api-types-"));
const output = check ? join(folder, "schema.gen.ts") : target;
const made = spawnSync(
  process.execPath,
  [
    join(here, "node_modules/openapi-typescript/bin/cli.js"),
    resolve(source),
    "-o",
    output,
    "--default-non-nullable=false",
  ],
  {
    stdio: "inherit",
  },
);
let code = made.status ?? 1;
if (code === 0 && check) {
  const same = readFileSync(output, "utf8") === readFileSync(target, "utf8");
  console.log(same ? "api types: up to date" : "api types: out of date; run npm run api");
  code = same ? 0 : 1;
}
rmSync(folder, { recursive: true, force: true });
process.exit(code);
