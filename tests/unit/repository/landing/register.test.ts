import { chmodSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { refuseUnregistrable, register, withResource } from "../../../../repository/landing/register";
import { problemsOf, put, read, scratch } from "../write/scratch";

const ENTRY = "./kokoro-api";
const add = (text: string) => withResource(text, ENTRY, "kustomization.yaml");

const COMMENTED = `---
# yaml-language-server: $schema=https://json.schemastore.org/kustomization
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: ai-services
resources: # in the order of their birth
  # first of all
  - ./namespace.yaml
  - "./ollama/ks.yaml"   # the big one

  - ./whisper/ks.yaml # keep last
# patches of ours
components:
    - ../../components/common
`;

describe("our line in somebody's kustomization", () => {
  it("is added at the end of the list, and every other byte stays", () => {
    const after = add(COMMENTED);
    expect(after).toBe(COMMENTED.replace("# keep last\n", "# keep last\n  - ./kokoro-api\n"));
  });

  it.each([
    [
      "lists without indent",
      "resources:\n- ./a\nkind: Kustomization\n",
      "resources:\n- ./a\n- ./kokoro-api\nkind: Kustomization\n",
    ],
    ["wide indents", "resources:\n    -   ./a\n", "resources:\n    -   ./a\n    -   ./kokoro-api\n"],
    ["no newline at the end", "resources:\n  - ./a", "resources:\n  - ./a\n  - ./kokoro-api\n"],
    [
      "CRLF",
      "resources:\r\n  - ./a\r\nkind: K\r\n",
      "resources:\r\n  - ./a\r\n  - ./kokoro-api\r\nkind: K\r\n",
    ],
    ["a byte-order mark", "\uFEFFresources:\n  - ./a\n", "\uFEFFresources:\n  - ./a\n  - ./kokoro-api\n"],
    ["a flow list", "resources: [./a, ./b]\n", "resources: [./a, ./b, ./kokoro-api]\n"],
    ["an empty list", "resources: []\nkind: K\n", "resources:\n  - ./kokoro-api\nkind: K\n"],
    ["an empty key", "resources:\nkind: K\n", "resources:\n  - ./kokoro-api\nkind: K\n"],
    ["no resources", "kind: Kustomization\n", "kind: Kustomization\nresources:\n  - ./kokoro-api\n"],
  ])("fits %s", (_, before, after) => expect(add(before)).toBe(after));

  it.each([
    ["anchors in the list", "resources: &all\n  - &last\n    a: b\n"],
    ["a list that is a text", "resources: none\n"],
    ["two documents", "resources:\n  - ./a\n---\nresources:\n  - ./b\n"],
    ["broken YAML", "resources:\n  - ./a\n - ./b\n"],
  ])("is left to a person in a file with %s", (_, text) => {
    const [problem] = problemsOf(() => add(text));
    expect(problem?.fix).toBe("add ./kokoro-api to its resources by hand");
  });

  it("is one more resource and nothing else, whatever the file holds", () => {
    const path = fc.stringMatching(/^\.\/[a-z0-9-]{1,8}(\/ks\.yaml)?$/);
    const content = fc.record({
      kind: fc.constant("Kustomization"),
      resources: fc.array(path, { minLength: 1, maxLength: 5 }),
      patches: fc.array(fc.record({ patch: fc.string() }), { maxLength: 2 }),
    });
    fc.assert(
      fc.property(content, fc.boolean(), (each, indentSeq) => {
        const after = parse(add(stringify(each, { indentSeq, aliasDuplicateObjects: false })));
        expect(after).toEqual({ ...each, resources: [...each.resources, ENTRY] });
      }),
    );
  });

  it("is written to the file itself, and never through a symlink out of the repository", () => {
    const root = scratch();
    const elsewhere = scratch();
    put(root, "apps/kustomization.yaml", "resources:\n  - ./a\n");
    register(root, { file: "apps/kustomization.yaml", entry: ENTRY });
    expect(read(root, "apps/kustomization.yaml")).toBe("resources:\n  - ./a\n  - ./kokoro-api\n");
    put(elsewhere, "kustomization.yaml", "resources:\n  - ./a\n");
    symlinkSync(elsewhere, join(root, "linked"));
    const file = "linked/kustomization.yaml";
    expect(problemsOf(() => register(root, { file, entry: ENTRY }))).toMatchObject([{ key: file }]);
    expect(read(elsewhere, "kustomization.yaml")).toBe("resources:\n  - ./a\n");
  });
});

describe("a list that our line can't be added to", () => {
  const listed = (file: string) => ({ file, entry: ENTRY });

  it("is refused before anything is written, with every other one", () => {
    const root = scratch();
    put(root, "a/kustomization.yaml", "resources: &all\n  - ./a\npatches: *all\n");
    symlinkSync("a", join(root, "b"));
    const files = ["a/kustomization.yaml", "b/kustomization.yaml"];
    const problems = problemsOf(() => refuseUnregistrable(root, files.map(listed)));
    expect(problems.map(({ key }) => key)).toEqual(files);
  });

  it.runIf(process.getuid?.() !== 0)("is refused where its folder takes no new file", () => {
    const root = scratch();
    put(root, "a/kustomization.yaml", "resources:\n  - ./a\n");
    chmodSync(join(root, "a"), 0o555);
    const [problem] = problemsOf(() => refuseUnregistrable(root, [listed("a/kustomization.yaml")]));
    chmodSync(join(root, "a"), 0o755);
    expect(problem).toMatchObject({ key: "a/kustomization.yaml", rule: expect.stringContaining("EACCES") });
  });
});
