// Runs Vitest and ends with one line that a person or a script can read: "web: N passed, N failed".
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "web-tests-"));
const report = join(folder, "report.json");
const run = spawnSync(
  process.execPath,
  [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { stdio: "inherit", cwd: new URL("..", import.meta.url) },
);
let passed = 0;
let failed = 0;
let code = run.status ?? 1;
try {
  const result = JSON.parse(readFileSync(report, "utf8"));
  passed = result.numPassedTests;
  failed = result.numFailedTests;
  if (!result.success) code ||= 1;
  for (const file of result.testResults) {
    for (const test of file.assertionResults.filter(({ status }) => status === "failed"))
      console.log(`FAILED ${file.name}: ${test.fullName}\n${test.failureMessages.join("\n").slice(0, 2000)}`);
    if (file.status === "failed" && file.message) console.log(`FAILED ${file.name}: ${file.message}`);
  }
  // A file that cannot even be loaded has no tests to count.
  if (failed === 0 && !result.success) failed = Math.max(1, result.numFailedTestSuites);
} catch {
  failed = 1;
  code ||= 1;
}
rmSync(folder, { recursive: true, force: true });
console.log(`web: ${passed} passed, ${failed} failed`);
process.exit(code);
