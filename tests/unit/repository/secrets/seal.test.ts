import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { environmentSecret } from "../../../../manifests/secret-env";
import { renderTree } from "../../../../render/tree";
import { sealSecret } from "../../../../repository/secrets/seal";
import { planTree, writeTree } from "../../../../repository/write";
import { settingsOf } from "../../../support/settings";
import { FAKE_SOPS, sopsIn } from "../../../support/sops";
import { rejectedProblems, scratch } from "../write/scratch";

const owner = "homecluster";
const SECRET = "kubernetes/apps/ai-services/kokoro-api/app/secret.sops.yaml";
const LONG = "kokoro-5f2a9c71be04d8aa";
const PIN = "pin-4711";
const settings = settingsOf({
  sops: { age: [`age1${"q".repeat(58)}`] },
  secretEnv: { API_KEY: { fromEnv: "KEY" }, PIN: { fromEnv: "PIN" } },
});
const given = (API_KEY = LONG, pin = LONG) => new Map(Object.entries({ API_KEY, PIN: pin }));
const NONE = new Map<string, string>();

const { PATH } = process.env;
let root: string;
const seal = (values = given()) => sealSecret(environmentSecret, settings, { root, owner }, values);
const read = () => readFileSync(join(root, SECRET), "utf8");

async function render(values = given()): Promise<string> {
  writeTree(root, renderTree(settings, [await seal(values)]), { owner });
  return read();
}

/** What somebody with the public key alone puts in the place of API_KEY, with everything else as it was. */
async function tamper(): Promise<void> {
  const line = /^ {2}API_KEY: .*$/m;
  const [theirs = ""] = line.exec((await seal(given("chosen-by-somebody-else", PIN))).content) ?? [];
  writeFileSync(join(root, SECRET), read().replace(line, theirs));
}

beforeEach(() => {
  root = scratch();
  process.env.PATH = sopsIn(join(scratch(), "bin"), FAKE_SOPS);
});
afterEach(() => {
  process.env.PATH = PATH;
  delete process.env.FAKE_SOPS_KEY;
});

describe("an encrypted Secret in the repository", () => {
  it("keeps its bytes while the values are the same, its recipients in key groups", async () => {
    const before = await render();
    expect((await seal()).content).toBe(before);
    expect((await seal(NONE)).content).toBe(before);
  });

  it("is refused where its ciphertext was replaced, with the values and without", async () => {
    await render();
    await tamper();
    for (const values of [given(), NONE]) {
      const [problem] = await rejectedProblems(seal(values));
      expect(problem).toMatchObject({
        key: join(root, SECRET),
        rule: expect.stringContaining("is not the file that an earlier render recorded in .kokoro"),
        fix: expect.stringContaining("restore the file and its record from git"),
      });
    }
  });

  it("is compared by decrypting where its ciphertext was replaced, and never adopted", async () => {
    await render();
    await tamper();
    process.env.FAKE_SOPS_KEY = "1";
    const plan = planTree(root, renderTree(settings, [await seal()]), { owner });
    expect(plan.files.find(({ path }) => path === SECRET)).toMatchObject({ action: "conflict" });
  });

  it("is adopted without a record where it decrypts to the same values, and refused without the key", async () => {
    const before = await render();
    rmSync(join(root, ".kokoro"), { recursive: true });
    expect(await rejectedProblems(seal())).toHaveLength(1);
    process.env.FAKE_SOPS_KEY = "1";
    expect((await seal()).content).toBe(before);
  });

  it("loses a fingerprint that would help to guess a short value; the pods stay", async () => {
    const print = /^ +kokoro-api\/secret-fingerprint: .*\n/m;
    const [stored = ""] = print.exec(await render(given(LONG, LONG))) ?? [];
    expect(stored).not.toBe("");
    expect(await render(given(LONG, PIN))).not.toMatch(print);
  });
});

describe("creation rules that are no file", () => {
  it("are refused before sops waits for them", async () => {
    spawnSync("mkfifo", [join(root, ".sops.yaml")], { env: { ...process.env, PATH } });
    const ruled = settingsOf({ secretEnv: { API_KEY: { fromEnv: "KEY" } } });
    const values = new Map([["API_KEY", LONG]]);
    const problems = await rejectedProblems(sealSecret(environmentSecret, ruled, { root, owner }, values));
    expect(problems).toMatchObject([{ key: join(root, ".sops.yaml"), rule: "must be a file" }]);
  });
});

describe("a sops that is not what it should be", () => {
  const VALUES = given("value-that-a-wrapper-prints", PIN);
  it.each([
    [
      "prints what it was given and fails",
      "process.stdin.pipe(process.stderr); process.exitCode = 3;",
      "exit code 3",
    ],
    ["ends by a signal", "process.kill(process.pid, 'SIGKILL');", "was ended by a signal"],
    ["answers with text", "console.log('encrypted!');", "did not answer with a JSON object"],
    ["answers with null", "console.log('null');", "did not answer with a JSON object"],
    [
      "hands back the values in clear",
      "process.stdin.pipe(process.stdout);",
      "did not encrypt exactly the values",
    ],
    [
      "finds no rule",
      "console.error('no matching creation rules found'); process.exit(1);",
      "has no creation rule",
    ],
  ])("and %s is the user's to mend, and shows no value", async (_, body, rule) => {
    process.env.PATH = sopsIn(join(scratch(), "bin"), body);
    const [problem] = await rejectedProblems(seal(VALUES));
    expect(problem?.rule).toContain(rule);
    expect(problem?.fix).not.toBe("");
    expect(JSON.stringify(problem)).not.toContain("value-that");
    expect(JSON.stringify(problem)).not.toContain(PIN);
  });

  it.runIf(process.getuid?.() !== undefined)("and can't be run says so", async () => {
    process.env.PATH = sopsIn(join(scratch(), "bin"), "");
    chmodSync(join(process.env.PATH, "sops"), 0o644);
    const [problem] = await rejectedProblems(seal());
    expect(problem?.rule).toBe(
      "on the PATH can't be run (permission denied), and secretEnv is encrypted with it",
    );
  });
});
