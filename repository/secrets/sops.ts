import { spawn } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { availableParallelism, devNull } from "node:os";
import { dirname, join } from "node:path";
import { isMapping } from "../../common/is-mapping";
import { inputError } from "../../common/problem";
import { quietly } from "../../common/quietly";
import type { CarriedSecret } from "../../manifests/carried-secret";

/** To whom sops encrypts: these age keys, or those that the repository's creation rules name. */
export interface Recipients {
  readonly age: readonly string[];
  /** Absolute path of the file that is encrypted; the rules go by it. */
  readonly file: string;
  /** Absolute path of the repository's root. */
  readonly root: string;
  /** What is encrypted, for messages. */
  readonly secret: Pick<CarriedSecret, "section" | "otherWay">;
}

/** Only values are encrypted: Flux and people read the rest. */
const ENCRYPTED = "^(data|stringData)$";

/**
 * Encrypts an object with the real sops. The values go through a pipe, never to a disk or an argument.
 * @returns the object as sops writes it, with its `sops` field
 * @throws InputError where sops is missing, nobody is named to encrypt to, or sops refuses
 */
export async function encrypt(object: object, recipients: Recipients): Promise<Record<string, unknown>> {
  const { config, flags } = keysFor(recipients);
  const formats = ["--input-type", "json", "--output-type", "json"];
  const args = ["--config", config, "encrypt", ...flags, ...formats];
  const file = ["--encrypted-regex", ENCRYPTED, "--filename-override", recipients.file];
  const result = await runSops([...args, ...file], JSON.stringify(object), recipients.secret);
  if (result.status === 0) return answerOf(result);
  throw refusal(result, config === devNull ? "sops.age" : config, recipients.file);
}

/** What sops says is not repeated: it quotes its configuration, and a wrapper around it may print what it was given. */
function refusal({ status, stderr }: Finished, key: string, file: string) {
  if (/no matching creation rules/.test(stderr))
    return inputError({
      key,
      rule: `has no creation rule for ${file}`,
      fix: "add a rule with path_regex: \\.sops\\.ya?ml$ and age: age1..., or set sops.age",
    });
  const end = status === null ? "was ended by a signal" : `ended with exit code ${status}`;
  return inputError({
    key,
    rule: `is not usable by sops for ${file}: sops ${end}; its message is not shown, as it may hold a value`,
    fix: "mend it until `sops encrypt` works on a file there that holds no secret; sops then says what is wrong",
  });
}

/** @throws InputError where sops, or what stands for it, answered with something else */
function answerOf({ stdout }: Finished): Record<string, unknown> {
  const answer = quietly((): unknown => JSON.parse(stdout));
  if (isMapping(answer)) return answer;
  throw inputError({
    key: "sops",
    rule: "did not answer with a JSON object",
    fix: "check that `sops --version` is 3.9 or later, and that a wrapper of that name prints nothing of its own",
  });
}

/** The decrypted object, or undefined where sops has no key for it. */
export async function decrypt({ file, secret }: Recipients): Promise<Record<string, unknown> | undefined> {
  const result = await runSops(["decrypt", "--output-type", "json", file], "", secret);
  return result.status === 0 ? answerOf(result) : undefined;
}

function keysFor({ age, file, root, secret }: Recipients): { config: string; flags: string[] } {
  if (age.length > 0) return { config: devNull, flags: ["--age", age.join(",")] };
  const config = findRules(dirname(file), root);
  if (config) return { config, flags: [] };
  throw inputError({
    key: "sops.age",
    rule: `is empty, and ${root} has no .sops.yaml: there is nobody to encrypt ${secret.section} to`,
    fix: "set sops.age to the public key of the cluster (age1...), or add .sops.yaml with creation_rules to the repository",
  });
}

/** The nearest .sops.yaml from a folder up to the root of the repository, and above it up to git's own root. */
function findRules(from: string, root: string): string | undefined {
  let insideRoot = true;
  for (let folder = from; ; folder = dirname(folder)) {
    const rules = join(folder, ".sops.yaml");
    if (isThere(rules)) return rules;
    if (folder === root) insideRoot = false;
    const isTop = dirname(folder) === folder || (!insideRoot && existsSync(join(folder, ".git")));
    if (isTop) return undefined;
  }
}

/** @throws InputError where it is there and no file: sops would wait for ever for a named pipe */
function isThere(rules: string): boolean {
  const stat = statSync(rules, { throwIfNoEntry: false });
  if (stat === undefined || stat.isFile()) return stat !== undefined;
  throw inputError({ key: rules, rule: "must be a file", fix: "remove or rename it, or set sops.age" });
}

interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const running = new Set<Promise<Finished>>();

/** The Secrets of several stacks are encrypted side by side, by as many programs as there are processors. */
async function runSops(
  args: readonly string[],
  input: string,
  secret: Recipients["secret"],
): Promise<Finished> {
  while (running.size >= availableParallelism()) await Promise.race(running).catch(() => {});
  const job = startSops(args, input, secret).finally(() => running.delete(job));
  running.add(job);
  return job;
}

function startSops(args: readonly string[], input: string, secret: Recipients["secret"]): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const sops = spawnSops(args, secret);
    let stdout = "";
    let stderr = "";
    sops.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    sops.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    sops.on("error", (error: NodeJS.ErrnoException) => reject(unstartable(error, secret)));
    sops.on("close", (status) => resolve({ status, stdout, stderr }));
    // A sops that ends early says why on stderr; that nobody read the values is no news.
    sops.stdin.on("error", () => {});
    sops.stdin.end(input);
  });
}

/** Node throws some errors of a start, such as that of a file of another machine's format, and reports the others. */
function spawnSops(args: readonly string[], secret: Recipients["secret"]) {
  try {
    return spawn("sops", args, { windowsHide: true });
  } catch (error) {
    throw unstartable(error as NodeJS.ErrnoException, secret);
  }
}

function unstartable({ code, message }: NodeJS.ErrnoException, { section, otherWay }: Recipients["secret"]) {
  const isMissing = code === "ENOENT";
  const reason = code === "EACCES" ? "permission denied" : (code ?? message);
  return inputError({
    key: "sops",
    rule: `${isMissing ? "is not on the PATH" : `on the PATH can't be run (${reason})`}, and ${section} is encrypted with it`,
    fix: isMissing
      ? `install sops (https://github.com/getsops/sops/releases), or ${otherWay}`
      : `make it executable for your user, or install it anew, or ${otherWay}`,
  });
}
