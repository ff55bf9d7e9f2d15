import { describe, expect, it } from "vitest";
import { parseSettings } from "../../../config/parse";
import { manifests } from "../../../manifests";

const WHOLE = {
  replicas: 2,
  smoke: true,
  monitoring: true,
  secretEnv: { API_KEY: { fromEnv: "KEY" } },
  mesh: { canary: { weight: 10, image: { tag: "v0.9.0" }, replicas: 2 } },
  batch: { enabled: true, items: [{ input: "Hello." }] },
  extraManifests: [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "mine" } }],
};

const OWNED = {
  ...WHOLE,
  labels: { team: "voices" },
  annotations: { "example.com/owner": "me" },
  podLabels: { "cost-center": "42" },
  podAnnotations: { "reloader.stakater.com/auto": "true" },
};

const objects = (config: object) => manifests(parseSettings(config).settings);

describe("the owner's labels and annotations", () => {
  it("are on every object in app/ but the user's own, and ours stay", () => {
    const before = objects(WHOLE);
    for (const [index, { object, place, verbatim }] of objects(OWNED).entries()) {
      const own = before[index]?.object;
      if (place === "beside" || verbatim) {
        expect(object).toEqual(own);
        continue;
      }
      expect(object.metadata.labels).toEqual({ ...own?.metadata.labels, team: "voices" });
      expect(object.metadata.annotations).toEqual({
        ...own?.metadata.annotations,
        "example.com/owner": "me",
      });
    }
  });

  it("are on the pods of both versions, and select nothing", () => {
    const servers = objects(OWNED).filter(({ object }) => object.kind === "Deployment");
    expect(servers).toHaveLength(2);
    for (const { object } of servers) {
      expect(object).toMatchObject({
        spec: {
          template: {
            metadata: {
              labels: { app: object.metadata.name, "cost-center": "42" },
              annotations: { "reloader.stakater.com/auto": "true" },
            },
          },
          selector: { matchLabels: { app: object.metadata.name } },
        },
      });
    }
  });
});
