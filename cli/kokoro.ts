#!/usr/bin/env node
/**
 * Starts the CLI with V8's code cache, so that the second run does not compile what the first one did.
 * The cache is a by-product: missing, stale or unwritable, the CLI runs all the same, only slower.
 */
import crypto = require("node:crypto");
import fs = require("node:fs");
import path = require("node:path");
import vm = require("node:vm");

import { EXIT } from "../common/exit";

const file = path.join(__dirname, "main.js");
// One for each command, because a cache holds the functions that were compiled when it was written.
const command = /^[a-z][a-z-]*$/.exec(process.argv[2] ?? "")?.[0] ?? "help";
const cacheFile = `${file}.${process.version}-${process.arch}.${command}.cache`;

const HASH_BYTES = 32;

/** V8 compares the length of the source alone, so the cache starts with the hash of what it was compiled from. */
function readCache(hash: Buffer): Buffer | undefined {
  try {
    const stored = fs.readFileSync(cacheFile);
    return hash.equals(stored.subarray(0, HASH_BYTES)) ? stored.subarray(HASH_BYTES) : undefined;
  } catch {
    return undefined;
  }
}

function writeCache(script: vm.Script, hash: Buffer): void {
  // A mistyped command would leave a cache that nobody reads.
  if (process.exitCode === EXIT.badInput) return;
  try {
    const temporary = `${cacheFile}.${process.pid}`;
    fs.writeFileSync(temporary, Buffer.concat([hash, script.createCachedData()]));
    fs.renameSync(temporary, cacheFile);
  } catch {
    // A read-only installation: nothing to keep.
  }
}

const source = fs.readFileSync(file, "utf8");
const hash = crypto.createHash("sha256").update(source).digest();
const cachedData = readCache(hash);
const script = new vm.Script(`(function (require, module, exports, __filename, __dirname) {${source}\n})`, {
  filename: file,
  ...(cachedData && { cachedData }),
  importModuleDynamically: vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
// Written at exit, when the functions that the command needed have been compiled.
if (!cachedData || script.cachedDataRejected) process.once("exit", () => writeCache(script, hash));

const main: { exports: unknown } = { exports: {} };
script.runInThisContext()(require, main, main.exports, file, __dirname);
