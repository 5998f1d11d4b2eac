// One page from its parts: node bundle.mjs MODULE.wasm DIRECTORY writes DIRECTORY/index.html, which needs nothing else.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";
import { gzipSync } from "node:zlib";

const LIMIT = 300_000;

const here = dirname(fileURLToPath(import.meta.url));
const read = (name) => readFileSync(join(here, name), "utf8");
const [module, directory] = process.argv.slice(2);

// In the order of their imports, without `import` and `export`: one scope.
const parts = ["engine.js", "plot.js", "magnifier.js", "pictures.js", "input.js", "numbers.js", "newton.js", "main.js"];
const script = parts.map(read).join("\n").replace(/^import .*$/gm, "").replace(/^export /gm, "");
// Two parts with one name would be a syntax error.
new Script(script);
const wasm = gzipSync(readFileSync(module), { level: 9 }).toString("base64");

const page = read("index.html")
  .replace("<!-- style -->", () => `<style>\n${read("style.css")}</style>`)
  .replace("<!-- script -->", () =>
    `<script type="text/plain" id="wasm">${wasm}</script>\n<script type="module" id="script">\n${script}</script>`);
mkdirSync(directory, { recursive: true });
writeFileSync(join(directory, "index.html"), page);
const size = Buffer.byteLength(page);
console.log(`${join(directory, "index.html")}: ${size} bytes`);
if (size > LIMIT) {
  console.error(`more than ${LIMIT} bytes`);
  process.exit(1);
}
