import type { Settings } from "../config/schema/settings";
import type { Manifest } from "./manifest";
import { canaryName } from "./names";
import { pullSecretNames } from "./registries";
import { secretReferences } from "./secret-env";

/**
 * The settings of the second version: an app of its own beside the first, with its own Service, behind
 * the same waypoint. A Service for each, because an HTTPRoute knows no subsets.
 */
export function canarySettings(settings: Settings): Settings | undefined {
  const { canary, ...mesh } = settings.mesh;
  if (!canary) return undefined;
  const { repository = settings.image.repository, tag, digest } = canary.image;
  return {
    ...settings,
    name: canaryName(settings),
    replicas: canary.replicas,
    scaling: { ...settings.scaling, kind: "fixed", min: canary.replicas, max: canary.replicas },
    // One set of alerts and checks watches the app as a whole.
    monitoring: { ...settings.monitoring, enabled: false },
    smoke: { ...settings.smoke, enabled: false },
    batch: { ...settings.batch, enabled: false },
    image: { repository, tag, digest, pullSecrets: pullSecretNames(settings) },
    // The Secrets are the first version's.
    registries: {},
    secretEnv: secretReferences(settings),
    mesh: { ...mesh, waypoint: { ...mesh.waypoint, create: false } },
    // Calls from outside come through the first version's Service.
    ingress: { ...settings.ingress, kind: "none" },
    extraManifests: [],
  };
}

/** Those of the second version that the app has not once for both: `deployment` becomes `deployment-canary`. */
export function canaryManifests(manifests: readonly Manifest[]): Manifest[] {
  return manifests
    .filter(({ shared }) => !shared)
    .map((manifest) => ({ ...manifest, name: ofSecondVersion(manifest.name) }));
}

/** The name of a second version's manifest. */
export function ofSecondVersion(name: string): string {
  return `${name}-canary`;
}
