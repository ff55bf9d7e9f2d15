// Builds dist/: the CLI as one bundled file (start-up is what its user waits for, see
// docs/adr/0002-bundled-cli.md) and the library that Pulumi programs import.
//
//   node scripts/build.mjs                both
//   node scripts/build.mjs --cli          the CLI alone (0.2 s; all that `npm run render` needs)
//   node scripts/build.mjs --if-needed    only what is older than its sources
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
process.chdir(root);

const { layers } = JSON.parse(readFileSync("common/folders.json", "utf8"));
const SOURCES = [...layers.flat(), "scripts", "index.ts", "package.json", "tsconfig.json"];

/** Bundled on demand by Node, not by us: big, and used by few commands. */
const EXTERNAL = ["@pulumi/*", "undici", "hdr-histogram-js"];

function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function isCurrent(part) {
  const built = statSync(join("dist", `.built-${part}`), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return built > Math.max(...SOURCES.map(newest));
}

/**
 * commander loads node:child_process at its start, for subcommands that are programs; ours are none. Its
 * start-up share of a render was measurable.
 */
const withoutChildProcess = {
  name: "without-child-process",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /node_modules\/commander\//.test(importer) ? { path: "child_process", namespace: "empty" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "empty" }, () => ({ contents: "module.exports = {};" }));
  },
};

/** Files that the code reads beside itself: copied to where `to` puts them, for no compiler does. */
function copyPrograms(to) {
  const files = layers.flat().flatMap((folder) =>
    readdirSync(folder, { recursive: true })
      .filter((name) => name.endsWith(".py"))
      .map((name) => join(folder, name)),
  );
  for (const file of files) copyFileSync(file, to(file));
}

async function buildCli() {
  rmSync("dist/cli", { recursive: true, force: true });
  await build({
    entryPoints: { kokoro: "cli/kokoro.ts", main: "cli/main.ts" },
    outdir: "dist/cli",
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    // Names too: less text for V8 to read and to keep in its cache. Errors print messages, not classes.
    minify: true,
    plugins: [withoutChildProcess],
    external: [...EXTERNAL, "./main.js"],
    logLevel: "warning",
  });
  copyPrograms((file) => join("dist/cli", basename(file)));
}

function buildLibrary() {
  rmSync("dist/lib", { recursive: true, force: true });
  execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.json"], {
    stdio: "inherit",
  });
  copyPrograms((file) => join("dist/lib", file));
}

const onlyCli = process.argv.includes("--cli");
const ifNeeded = process.argv.includes("--if-needed");
const parts = { cli: buildCli, ...(onlyCli ? {} : { lib: buildLibrary }) };
for (const [part, run] of Object.entries(parts)) {
  if (ifNeeded && isCurrent(part)) continue;
  await run();
  mkdirSync("dist", { recursive: true });
  writeFileSync(join("dist", `.built-${part}`), "");
}
