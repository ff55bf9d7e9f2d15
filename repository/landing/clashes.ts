import { posix, resolve } from "node:path";
import type { Problem } from "../../common/problem";
import type { Settings } from "../../config/schema/settings";
import { manifests } from "../../manifests";
import { claimedBy, describeObject, identityOf, namingKey } from "../../manifests/identity";
import { fileOf, type Manifest } from "../../manifests/manifest";
import { fluxName } from "../../render/flux";

/** What one stack brings into a cluster. */
export interface App {
  readonly stack: string;
  readonly settings: Settings;
  /** Root of the GitOps repository; absent where the objects go into one stream. */
  readonly root?: string;
}

/**
 * Where two stacks of one run bring the same object into one cluster. kustomize refuses the build of all apps
 * over a namespace or a Flux Kustomization that stands there twice; two apps that apply one object undo each
 * other's work without a word.
 */
export function clashProblems(apps: readonly App[]): Problem[] {
  return apps.flatMap((app, index) =>
    apps.slice(0, index).flatMap((earlier) => (meet(earlier, app) ? between(earlier, app) : [])),
  );
}

/** Whether one Flux Kustomization above applies both. */
function meet(a: App, b: App): boolean {
  if (a.root === undefined || b.root === undefined) return true;
  if (resolve(a.root) !== resolve(b.root)) return false;
  const [one, other] = [a, b].map(({ settings }) => `${posix.normalize(settings.flux.path)}/`) as [
    string,
    string,
  ];
  return one.startsWith(other) || other.startsWith(one);
}

function between(earlier: App, later: App): Problem[] {
  return [...sameFluxKustomization(earlier, later), ...sameObjects(earlier, later)];
}

function sameFluxKustomization(earlier: App, { stack, settings, root }: App): Problem[] {
  const name = fluxName(settings);
  if (root === undefined || fluxName(earlier.settings) !== name) return [];
  return [
    {
      severity: "error",
      key: `${stack}: flux.name`,
      value: settings.flux.name,
      rule: `is the Flux Kustomization of stack ${earlier.stack}, too (${name}), and kustomize refuses a build with both`,
      fix: `give it a name of its own, for example flux.name: ${settings.name}-${settings.namespace.name}`,
    },
  ];
}

/** One problem a key: a name that is taken is taken for several objects. */
function sameObjects(earlier: App, later: App): Problem[] {
  const owners = new Map<string, Manifest>();
  for (const manifest of manifests(earlier.settings))
    for (const each of claimedBy(manifest)) owners.set(identityOf(each), manifest);
  const told = new Set<string>();
  return manifests(later.settings).flatMap((manifest): Problem[] => {
    const same = claimedBy(manifest).find((each) => owners.has(identityOf(each)));
    const key = namingKey(manifest);
    if (!same || told.has(key)) return [];
    told.add(key);
    const other = fileOf(owners.get(identityOf(same)) ?? manifest);
    return [
      {
        severity: "error",
        key: `${later.stack}: ${key}`,
        rule: `would define ${describeObject(same)} a second time: stack ${earlier.stack} does already (${other})`,
        fix: FIXES[key] ?? "give it another name in one of the two",
      },
    ];
  });
}

const FIXES: Readonly<Record<string, string>> = {
  "namespace.create": "set namespace.create: false in one of the two",
  "mesh.waypoint.name":
    "give each its own waypoint, or set mesh.waypoint.create: false in one of the two to share it",
};
