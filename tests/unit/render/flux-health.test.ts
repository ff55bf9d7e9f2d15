import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseSettings } from "../../../config/parse";
import type { SettingsInput } from "../../../config/schema/settings";
import { renderTree } from "../../../render/tree";

describe("the health checks of the Flux Kustomization", () => {
  it.each<[string, SettingsInput, string[]]>([
    ["the waypoint", {}, ["Gateway"]],
    ["no waypoint", { mesh: { waypoint: false } }, []],
    ["a waypoint of others", { mesh: { waypoint: { create: false, name: "shared" } } }, []],
    ["a route of the waypoint", { mesh: { routes: "httpRoute" } }, ["Gateway", "HTTPRoute"]],
    [
      "a route from outside",
      {
        mesh: { waypoint: false },
        ingress: { kind: "gatewayApi", gateway: "infra/public", hosts: ["a.example.test"] },
      },
      ["HTTPRoute"],
    ],
    [
      "a Gateway of the user's own, in an older version",
      {
        mesh: { waypoint: false },
        extraManifests: [
          { apiVersion: "gateway.networking.k8s.io/v1beta1", kind: "Gateway", metadata: { name: "own" } },
        ],
      },
      ["Gateway"],
    ],
    ["no waiting", { flux: { wait: false } }, []],
  ])("know what Flux itself does not: %s", (_, config, kinds) => {
    const { healthCheckExprs = [] } = ksOf(config).spec;
    expect(healthCheckExprs.map(({ kind }) => kind)).toEqual(kinds);
  });

  it("name the source's namespace always: something above may move ks.yaml", () => {
    expect(ksOf({ flux: { namespace: "apps" } }).spec.sourceRef.namespace).toBe("apps");
    expect(ksOf({ flux: { sourceRef: { namespace: "sources" } } }).spec.sourceRef.namespace).toBe("sources");
  });
});

interface Ks {
  readonly spec: {
    readonly healthCheckExprs?: readonly { readonly kind: string }[];
    readonly sourceRef: { readonly namespace: string };
  };
}

function ksOf(config: SettingsInput): Ks {
  const { settings } = parseSettings(config);
  if (!settings) throw new Error("the configuration is not accepted");
  const file = renderTree(settings).find(({ path }) => path.endsWith("/ks.yaml"));
  return parse(file?.content ?? "") as Ks;
}
