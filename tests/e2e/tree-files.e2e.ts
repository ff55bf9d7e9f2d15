import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appFolder } from "../../render/flux";
import { remove, temporaryFolder } from "../support/temporary";
import { validStacks } from "./support/fixtures";
import { EXTERNAL_GATEWAY } from "./support/istio";
import { manifestFiles, type Rendered, render, substitutedCopy } from "./support/render";
import { PROJECT, toolchainFolder } from "./toolchain/locate";
import { run } from "./toolchain/run";

/**
 * kustomize's own file is no cluster object; SOPS adds fields to a Secret; the schemas of KEDA and of the
 * External Secrets operator are checked by tests/unit/manifests/operators.test.ts.
 */
const WITHOUT_SCHEMA = [
  "kustomize.config.k8s.io/v1beta1/Kustomization",
  "v1/Secret",
  "keda.sh/v1alpha1/ScaledObject",
  "external-secrets.io/v1/ExternalSecret",
];

describe.concurrent.each(validStacks("files"))("the tree of $name", ({ config, settings }) => {
  const folder = temporaryFolder("files");
  let rendered: Rendered;
  let files: string[];
  beforeAll(async () => {
    rendered = await render(config, folder);
    files = manifestFiles(rendered.root);
  });
  afterAll(() => remove(folder));

  it("follows HomeCluster's YAML rules", async () => {
    const rules = join(PROJECT, "tests", "e2e", "yamllint.yaml");
    const { output } = await run("yamllint", ["--strict", "--config-file", rules, rendered.root]);
    expect(output).toBe("");
  });

  it("builds with kustomize at every level", async () => {
    const app = join(rendered.root, appFolder(settings));
    const folders = files.filter((file) => basename(file) === "kustomization.yaml");
    expect(folders).toEqual([join(app, "app", "kustomization.yaml"), join(app, "kustomization.yaml")]);
    for (const { level, kinds } of [
      {
        level: app,
        kinds: ["kind: Kustomization", ...(settings.namespace.create ? ["kind: Namespace"] : [])],
      },
      { level: join(app, "app"), kinds: ["kind: Deployment", "kind: Service", "kind: ServiceAccount"] },
    ]) {
      const { stdout } = await run("kubectl", ["kustomize", level]);
      expect(stdout.match(/^kind: .*$/gm)).toEqual(expect.arrayContaining(kinds));
    }
  });

  it("matches the strict schema of every kind", async () => {
    // As Flux applies it: the Gateway API's schema takes no variable for a host name.
    const checkedFiles = manifestFiles(substitutedCopy(rendered.root, join(folder, "for-schemas")));
    const schemas = join(toolchainFolder(), "jsonschemas");
    const location = `${schemas}/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json`;
    const options = ["-strict", "-ignore-missing-schemas", "-skip", "Secret", "-verbose", "-output", "json"];
    const { stdout } = await run("kubeconform", [...options, "-schema-location", location, ...checkedFiles]);
    const { resources } = JSON.parse(stdout) as { resources: Checked[] };
    const checked = resources.filter(({ kind }) => kind !== "");
    const skipped = checked.filter(({ status }) => status === "statusSkipped");
    expect(checked).toHaveLength(files.length);
    expect(WITHOUT_SCHEMA).toEqual(expect.arrayContaining(skipped.map(kindOf)));
    expect(checked.filter((one) => one.status !== "statusValid" && !skipped.includes(one))).toEqual([]);
  });

  it("passes Istio's validation and analysis without a warning", async () => {
    const copy = substitutedCopy(rendered.root, join(folder, "substituted"));
    const objects = manifestFiles(copy).filter((file) => basename(file) !== "kustomization.yaml");
    const { stdout } = await run("istio-validate", ["-strict", "-analyze", EXTERNAL_GATEWAY, ...objects]);
    expect(stdout).toContain("0 warnings, 0 errors");
  });
});

interface Checked {
  readonly kind: string;
  readonly version: string;
  readonly status: string;
}

function kindOf({ version, kind }: Checked): string {
  return `${version}/${kind}`;
}
