import { describe, expect, it } from "vitest";
import { readFile, updateFile } from "../../../../components/engine/tree-file-provider";
import { formatDiff, planTree, treeReport, writeTree } from "../../../../repository/write";
import { kokoro, project } from "../../../support/cli";
import { put, read, rendered, scratch } from "./scratch";

const owner = "homecluster";
const PATH = "app/secret.sops.yaml";
const CLEAR = "hunter2-in-clear";

const cipher = (data: string) => `ENC[AES256_GCM,data:${data},iv:aa==,tag:bb==,type:str]`;

/** As we write it. */
function sealed(data: string): string {
  return `# yaml-language-server: $schema=https://kubernetes-schemas.pages.dev/v1/secret.json
---
apiVersion: v1
kind: Secret
metadata:
  name: kokoro-api-env
  annotations:
    kokoro-api/secret-revision: 00112233aabbccdd
stringData:
  API_KEY: ${cipher(data)}
sops:
  age:
    - recipient: age1qqqq
      enc: |
        -----BEGIN AGE ENCRYPTED FILE-----
        YWdl
        -----END AGE ENCRYPTED FILE-----
  mac: ${cipher("bWFj")}
`;
}

const OURS = sealed("b2xk");
const decrypted = OURS.replace(cipher("b2xk"), CLEAR).replace(/^sops:[\s\S]*/m, "");

/** What people do to a file of ours, all of it with a value in clear. */
const EDITS: readonly (readonly [what: string, text: string])[] = [
  ["decrypted in place", decrypted],
  ["decrypted to base64", decrypted.replace("stringData", "data")],
  ["decrypted to JSON", JSON.stringify({ stringData: { API_KEY: CLEAR } })],
  ["with a value beside the ciphertext", OURS.replace("stringData:\n", `stringData:\n  B: ${CLEAR}\n`)],
  ["with a value below a key", OURS.replace("stringData:\n", `stringData:\n  B:\n    ${CLEAR}: 1\n`)],
  ["with a comment", OURS.replace("stringData:\n", `stringData: # was ${CLEAR}\n`)],
  ["with a comment after the ciphertext", OURS.replace("type:str]\n", `type:str] # ${CLEAR}\n`)],
  [
    "with the annotation of kubectl apply",
    OURS.replace("annotations:\n", `annotations:\n    last: '${CLEAR}'\n`),
  ],
  ["with a field of its own", `${OURS}backup: ${CLEAR}\n`],
  ["with a second document", `${OURS}---\n${CLEAR}\n`],
  ["broken", `${OURS}  API_KEY: "${CLEAR}\n`],
  ["that is no YAML mapping", `${CLEAR}\n`],
];

describe.each(EDITS)("an encrypted file %s", (_, edited) => {
  function editedTree(): string {
    const root = scratch();
    writeTree(root, rendered({ [PATH]: OURS }), { owner });
    put(root, PATH, edited);
    return root;
  }

  it.each([
    ["that is still rendered", { [PATH]: sealed("bmV3") }],
    ["that is no longer rendered", { "a.yaml": "a\n" }],
  ])("%s shows no value in a diff or a report, and says that it differs", (_when, files) => {
    for (const force of [false, true]) {
      const plan = planTree(editedTree(), rendered(files), { owner, force });
      const diff = formatDiff({ files: plan.files.filter(({ path }) => path === PATH) });
      expect(diff).toContain(PATH);
      expect(diff).not.toContain(CLEAR);
      expect(JSON.stringify(treeReport(plan, { diff: true }))).not.toContain(CLEAR);
    }
  });

  it("brings no value into the engine's state by a refresh, nor into its messages by an update", () => {
    const root = editedTree();
    const state = { root, path: PATH, content: OURS, owner };
    const { props = state } = readFile(PATH, state);
    expect(props.content).toMatch(/^edited by hand/);
    for (const olds of [state, props]) {
      const update = () => updateFile(olds, { ...state, content: sealed("bmV3") });
      expect(update).toThrow("remove it and update again, which writes it anew");
      expect(update).not.toThrow(CLEAR);
    }
    expect(read(root, PATH)).toBe(edited);
  });
});

describe("a diff of encrypted files", () => {
  it("names what a person decrypted, and shows the rest", () => {
    const root = scratch();
    put(root, PATH, decrypted);
    const diff = formatDiff(planTree(root, rendered({ [PATH]: OURS }), { owner }));
    expect(diff).toContain('-  API_KEY: "<redacted>"\n');
    expect(diff).toContain(`+  API_KEY: ${cipher("b2xk")}\n`);
    expect(diff).toContain(" stringData:\n");
  });

  it("goes by the kind, too, where a Secret of extraManifests has another name", () => {
    const root = scratch();
    put(root, "app/secret-theirs.yaml", decrypted);
    const plan = planTree(root, rendered({ "app/secret-theirs.yaml": OURS }), { owner });
    expect(formatDiff(plan)).toContain('-  API_KEY: "<redacted>"\n');
    expect(formatDiff(plan)).not.toContain(CLEAR);
    const state = { root, path: "app/secret-theirs.yaml", content: OURS, owner };
    const { props = state } = readFile(state.path, state);
    expect(props.content).toMatch(/^edited by hand/);
    expect(readFile(state.path, props).props).toEqual(props);
  });

  it.each([
    ["in quotes", decrypted.replace("kind: Secret", "kind: 'Secret'")],
    ["behind an anchor", decrypted.replace("kind: Secret", "kind: &kind Secret")],
    ["on a line of its own", decrypted.replace("kind: Secret", "kind:\n  Secret")],
    ["in flow style", `{apiVersion: v1, kind: Secret, stringData: {API_KEY: ${CLEAR}}}\n`],
    ["in a list", `kind: List\nitems:\n  - kind: Secret\n    stringData:\n      API_KEY: ${CLEAR}\n`],
  ])("notices a Secret in a file of another kind, with the kind %s", (_, edited) => {
    const path = "app/theirs.yaml";
    const content = "apiVersion: v1\nkind: ConfigMap\n";
    const root = scratch();
    put(root, path, edited);
    expect(formatDiff(planTree(root, rendered({ [path]: content }), { owner }))).not.toContain(CLEAR);
    expect(readFile(path, { root, path, content, owner }).props?.content).toMatch(/^edited by hand/);
  });

  it("shows ciphertext as it is", () => {
    const root = scratch();
    put(root, PATH, OURS);
    const diff = formatDiff(planTree(root, rendered({ [PATH]: sealed("bmV3") }), { owner }));
    expect(diff).toContain(`-  API_KEY: ${cipher("b2xk")}\n+  API_KEY: ${cipher("bmV3")}\n`);
  });

  it("says so where all that differs is hidden", () => {
    const root = scratch();
    put(root, PATH, `${OURS}# ${CLEAR}\n`);
    expect(formatDiff(planTree(root, rendered({ [PATH]: OURS }), { owner }))).toBe(
      `Files a/${PATH} and b/${PATH} differ; what differs may be a secret in clear and is not shown\n`,
    );
  });
});

describe("kokoro, where a stack has no secrets any more and its encrypted file was decrypted in place", () => {
  it.each([
    ["render", []],
    ["diff", []],
    ["check", ["--json"]],
  ])("shows no value: %s", (command, flags) => {
    const folder = project({ s: "config:\n  kokoro-api:namespace: speech\n" });
    const root = scratch();
    const path = "kubernetes/apps/speech/kokoro-api/app/secret.sops.yaml";
    writeTree(root, rendered({ [path]: OURS }), { owner: "s" });
    put(root, path, decrypted);
    const args = [command, "--stack", "s", "--cwd", folder, "--out", root, ...flags];
    const { code, stdout, stderr } = kokoro(args);
    expect(code).toBe(command === "render" ? 2 : 1);
    expect(stdout + stderr).toMatch(/API_KEY: \\?"<redacted>/);
    expect(stdout + stderr).not.toContain(CLEAR);
    expect(read(root, path)).toBe(decrypted);
  });
});
