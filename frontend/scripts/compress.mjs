// Beside each text file of the build its compressed forms: servers send them as they are. Run after `vite build`.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
const text = /\.(?:js|css|html|svg|json)$/;
const smallest = 1024;
const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };

let files = 0;
for (const name of readdirSync(dist, { recursive: true })) {
  const file = new URL(name, dist);
  if (!text.test(name) || statSync(file).size < smallest) continue;
  const content = readFileSync(file);
  writeFileSync(new URL(`${name}.gz`, dist), gzipSync(content, { level: 9 }));
  writeFileSync(new URL(`${name}.br`, dist), brotliCompressSync(content, quality));
  files += 1;
}
console.log(`compressed: ${files} files`);
