import { describe, expect, it } from "vitest";
import { parseSettings } from "../../../../config/parse";
import type { SettingsInput } from "../../../../config/schema/settings";
import { lookAround, unlistedProblem } from "../../../../repository/landing/look";
import { put, scratch } from "../write/scratch";

const APPS = "kubernetes/apps";
const FOLDER = `${APPS}/ai-services`;
const NAMESPACE = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ai-services\n";

function around(files: Record<string, string>, input: SettingsInput = {}) {
  const root = scratch();
  for (const [name, content] of Object.entries(files)) put(root, name, content);
  return lookAround(root, parseSettings(input).settings, "homecluster");
}

const fluxKustomization = (name: string) =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: &app ${name}\n  namespace: flux-system\n`;

const listing = (...paths: string[]) => `resources:\n${paths.map((path) => `  - ${path}\n`).join("")}`;

describe("a repository in which the tree lands", () => {
  it("has nothing to say where Flux takes every folder", () => {
    expect(around({ [`${APPS}/other/app/kustomization.yaml`]: listing("./a.yaml") })).toEqual({
      unlisted: [],
      errors: [],
    });
  });

  it("must list the app in a kustomization of the namespace's folder", () => {
    const { unlisted } = around({ [`${FOLDER}/kustomization.yaml`]: listing("./other/ks.yaml") });
    expect(unlisted).toEqual([{ file: `${FOLDER}/kustomization.yaml`, entry: "./kokoro-api" }]);
    expect(unlisted.map(unlistedProblem)).toMatchObject([
      {
        key: `${FOLDER}/kustomization.yaml`,
        fix: expect.stringContaining('add the line "  - ./kokoro-api"'),
      },
    ]);
  });

  it.each(["./kokoro-api", "kokoro-api", "./kokoro-api/", "./kokoro-api/ks.yaml"])(
    "lists the app as %s",
    (entry) => expect(around({ [`${FOLDER}/kustomization.yaml`]: listing(entry) }).unlisted).toEqual([]),
  );

  it("does not list it by a name that only starts the same", () => {
    const files = { [`${FOLDER}/kustomization.yml`]: listing("./kokoro-api-2", "../kokoro-api") };
    expect(around(files).unlisted).toHaveLength(1);
  });

  it("must list the namespace's folder in a kustomization above, or the app where that has none", () => {
    const top = { [`${APPS}/kustomization.yaml`]: listing("./other") };
    expect(around(top).unlisted).toEqual([
      { file: `${APPS}/kustomization.yaml`, entry: "./ai-services/kokoro-api" },
    ]);
    const both = { ...top, [`${FOLDER}/kustomization.yaml`]: listing("./kokoro-api") };
    expect(around(both).unlisted).toEqual([{ file: `${APPS}/kustomization.yaml`, entry: "./ai-services" }]);
  });

  it.each([
    ["beside the apps", `${FOLDER}/namespace.yaml`, NAMESPACE],
    ["in a file of any name", `${FOLDER}/all.yml`, `kind: List\n---\n${NAMESPACE}`],
    ["by a sibling app", `${FOLDER}/other/namespace.yaml`, NAMESPACE],
    [
      "under a name that a transformer replaces",
      `${FOLDER}/namespace.yaml`,
      NAMESPACE.replace("ai-services", "_"),
    ],
  ])("may define the namespace %s; then ours must not", (_, file, content) => {
    expect(around({ [file]: content }).errors).toMatchObject([
      { key: "namespace.create", fix: "set namespace.create: false", rule: expect.stringContaining(file) },
    ]);
    const name = { name: "ai-services", create: false };
    expect(around({ [file]: content }, { namespace: name }).errors).toEqual([]);
  });

  it.each([
    ["of another namespace", `${APPS}/media/speech/ks.yaml`],
    ["of ours", `${FOLDER}/tts/ks.yaml`],
  ])("may have our Flux Kustomization's name in an app %s; then ours must not", (_, file) => {
    const ks = fluxKustomization("kokoro-api");
    expect(around({ [file]: ks }).errors).toMatchObject([
      { key: "flux.name", value: "kokoro-api", rule: expect.stringContaining(file) },
    ]);
    expect(around({ [file]: ks }, { flux: { name: "kokoro-api-ai-services" } }).errors).toEqual([]);
    expect(around({ [file]: ks }, { flux: { namespace: "flux" } }).errors).toEqual([]);
    expect(around({ [file]: fluxKustomization("kokoro-api-2") }).errors).toEqual([]);
  });

  it("may hold what an earlier render of the stack wrote elsewhere, and this one takes away", () => {
    const namespace = `${FOLDER}/old-name/namespace.yaml`;
    const ks = `${APPS}/old-namespace/kokoro-api/ks.yaml`;
    const files = { [namespace]: NAMESPACE, [ks]: fluxKustomization("kokoro-api") };
    const record = Object.keys(files).map((path) => `${"0".repeat(64)}  ${path}\n`);
    expect(around({ ...files, ".kokoro/homecluster.sha256": record.join("") }).errors).toEqual([]);
    expect(around({ ...files, ".kokoro/another.sha256": record.join("") }).errors).toHaveLength(2);
  });

  it("may have our own namespace.yaml, other namespaces, and files that are no YAML", () => {
    const { errors } = around({
      [`${FOLDER}/kokoro-api/namespace.yaml`]: NAMESPACE,
      [`${FOLDER}/others.yaml`]: NAMESPACE.replace("ai-services", "media"),
      [`${FOLDER}/broken.yaml`]: "kind: Namespace\n  {{",
    });
    expect(errors).toEqual([]);
  });
});
