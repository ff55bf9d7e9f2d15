import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { manifests } from "../../manifests";
import type { KubernetesObject } from "../../manifests/kubernetes";
import { toDocument } from "../../render/document";
import { fluxKustomization } from "../../render/flux";
import { remove, temporaryFolder } from "../support/temporary";
import { type ApiServer, apiServer } from "./fuzz/api-server";
import { type Accepted, acceptedConfigs } from "./fuzz/configs";
import { kubectl } from "./support/cluster";
import { substituted } from "./support/render";
import { run } from "./toolchain/run";

/** How many configurations, and the seed of them: `npm run fuzz` takes more, and any seed. */
const WANTED = Number(process.env.KOKORO_FUZZ ?? 300);
const SEED = Number(process.env.KOKORO_FUZZ_SEED ?? 1);
const NAMESPACE = "fuzz";

const folder = temporaryFolder("fuzz");
const accepted = acceptedConfigs(WANTED, SEED);
let server: ApiServer;

beforeAll(async () => {
  await kubectl(["create", "namespace", NAMESPACE]);
  server = await apiServer();
});
afterAll(() => {
  server?.stop();
  remove(folder);
});

it("makes as many accepted configurations as are wanted", () => {
  expect(accepted).toHaveLength(WANTED);
});

it(
  "has every object of every accepted configuration taken by the API server",
  async () => {
    const refusals: string[] = [];
    for (const [text, { config }] of distinctObjects(accepted)) {
      const object = JSON.parse(text) as KubernetesObject;
      const refusal = await server.refusal(object, NAMESPACE);
      if (refusal !== undefined) refusals.push(`${refusal}\n  of ${JSON.stringify(config)}`);
    }
    expect(refusals.slice(0, 20)).toEqual([]);
  },
  WANTED * 2000,
);

it("has every object of every accepted configuration taken by Istio", async () => {
  const istios = [...distinctObjects(accepted).keys()].filter((text) =>
    /"apiVersion":"[a-z]+\.istio\.io\//.test(text),
  );
  const file = join(folder, "istio.yaml");
  writeFileSync(file, istios.map((text) => stringify(JSON.parse(text))).join("---\n"));
  const { code, output } = await run("istio-validate", ["-strict", file], { mayFail: true });
  expect(
    code,
    output
      .split("\n")
      .filter((line) => !line.startsWith("ok:"))
      .join("\n"),
  ).toBe(0);
});

/** Each object once, as JSON after Flux's substitution, with the first configuration that it came from. */
function distinctObjects(configs: readonly Accepted[]): Map<string, Accepted> {
  const found = new Map<string, Accepted>();
  for (const each of configs) {
    for (const object of objectsOf(each)) {
      const namespaced = object.kind !== "Namespace" && { namespace: NAMESPACE };
      const text = substituted(
        JSON.stringify({ ...object, metadata: { ...object.metadata, ...namespaced } }),
      );
      if (!found.has(text)) found.set(text, each);
    }
  }
  return found;
}

function objectsOf({ settings }: Accepted): KubernetesObject[] {
  const ours = manifests(settings).filter(({ carries }) => carries === undefined);
  const applied = ours.filter(({ place }) => place === "app").map(({ object }) => object);
  return [
    ...ours.map(({ object }) => object),
    parse(toDocument(fluxKustomization(settings, applied))) as KubernetesObject,
  ];
}
