import { describe, expect, it } from "vitest";
import { tryParseSettings } from "../../../config/parse";
import { manifests } from "../../../manifests";
import type { KubernetesObject } from "../../../manifests/kubernetes";
import { manifestProblems } from "../../../manifests/problems";
import { pairsOfSections } from "../../support/pairs";
import { podLabels, portNames, referencesOf, selectorOf } from "../../support/references";

/** Objects of the app for each pair that is accepted. Objects of the user's own are theirs to get right. */
const accepted = pairsOfSections().flatMap(({ name, config }) => {
  const parsed = tryParseSettings(config);
  if (!parsed.ok || manifestProblems(parsed.settings).length > 0) return [];
  const ours = manifests(parsed.settings).filter(({ verbatim }) => !verbatim);
  return [{ name, config, settings: parsed.settings, objects: ours.map(({ object }) => object) }];
});

const wrong = (find: (pair: (typeof accepted)[number]) => readonly string[]) =>
  accepted.flatMap((pair) => find(pair).map((finding) => `${pair.name}: ${finding}`));

describe("two sections at a time", () => {
  it("are tried in all pairs, and mostly accepted", () => {
    expect(accepted.length).toBeGreaterThan(1000);
  });

  it("give every object an identity of its own", () => {
    const twice = wrong(({ objects }) => {
      const identities = objects.map(({ apiVersion, kind, metadata }) =>
        [
          apiVersion.split("/").length > 1 ? apiVersion.split("/")[0] : "",
          kind,
          metadata.namespace,
          metadata.name,
        ].join("/"),
      );
      return identities.filter((identity, index) => identities.indexOf(identity) !== index);
    });
    expect(twice).toEqual([]);
  });

  it("select pods that there are", () => {
    const blind = wrong(({ objects, settings }) => {
      const waypoint: Record<string, string> = {
        "gateway.networking.k8s.io/gateway-name": settings.mesh.waypoint.name,
      };
      const pods = [...podLabels(objects), ...(settings.mesh.waypoint.enabled ? [waypoint] : [])];
      const selects = (labels: Record<string, string>) =>
        pods.some((pod) => Object.entries(labels).every(([key, value]) => pod[key] === value));
      return objects
        .filter((object) => !selects(selectorOf(object) ?? pods[0] ?? {}))
        .map(({ kind, metadata }) => `${kind} ${metadata.name} selects nothing`);
    });
    expect(blind).toEqual([]);
  });

  it("refer to what is rendered, or to what the configuration names", () => {
    const missing = wrong(({ objects, config }) => {
      const made = new Set(objects.flatMap(madeBy));
      const named = JSON.stringify(config);
      return objects
        .flatMap(referencesOf)
        .filter(({ kind, name }) => !made.has(`${kind} ${name}`) && !isNamed(named, name))
        .map(({ from, kind, name }) => `${from} refers to ${kind} ${name}`);
    });
    expect(missing).toEqual([]);
  });

  it("name ports that the container has", () => {
    const missing = wrong(({ objects }) => {
      const ports = new Set(portNames(objects));
      return objects
        .filter(({ kind }) => kind === "Service")
        .flatMap(({ spec }) => (spec as { ports: { targetPort: unknown }[] }).ports)
        .filter(({ targetPort }) => typeof targetPort === "string" && !ports.has(targetPort))
        .map(({ targetPort }) => `no container has port ${targetPort}`);
    });
    expect(missing).toEqual([]);
  });
});

/** The object, and the Secret that an operator makes of it. */
function madeBy({ kind, metadata, spec }: KubernetesObject): string[] {
  const target = (spec as { target?: { name?: string } } | undefined)?.target?.name;
  return [
    `${kind} ${metadata.name}`,
    ...(kind === "ExternalSecret" ? [`Secret ${target ?? metadata.name}`] : []),
  ];
}

/** As a whole text, or behind the namespace of a Gateway. The default Gateway is documented as the cluster's. */
function isNamed(config: string, name: string): boolean {
  return config.includes(`"${name}"`) || config.includes(`/${name}"`) || name === "external-gateway";
}
