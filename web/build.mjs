// Builds the page assets into dist/: one style sheet, one script, the icon.
// `node build.mjs` once, minified; `node build.mjs --watch` for work on the styles.
import { copyFile, mkdir, readFile, rm } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { context, build } from "esbuild";

process.chdir(fileURLToPath(new URL(".", import.meta.url)));

const options = {
  outdir: "dist",
  bundle: true,
  format: "iife",
  // Browsers of the last four years; esbuild lowers newer syntax for them.
  target: ["chrome100", "firefox100", "safari15.4"],
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
};
// The style sheet and the script are called app.css and app.js: two passes, one name.
const passes = [
  { ...options, entryPoints: { app: "src/app.js" } },
  { ...options, entryPoints: { app: "src/app.css" } },
];
const files = ["app.css", "app.js", "favicon.svg"];

await mkdir("dist", { recursive: true });
await copyFile("src/favicon.svg", "dist/favicon.svg");

if (process.argv.includes("--watch")) {
  for (const pass of passes) await (await context(pass)).watch();
  console.log("watching src/");
} else {
  await rm("dist/app.js", { force: true });
  await rm("dist/app.css", { force: true });
  for (const pass of passes) await build({ ...pass, minify: true });
  for (const name of files) {
    const bytes = await readFile(`dist/${name}`);
    console.log(`dist/${name}  ${bytes.length} B, ${gzipSync(bytes).length} B gzip`);
  }
}
