import type { Settings } from "../config/schema/settings";
import { canaryManifests, canarySettings, ofSecondVersion } from "./canary";
import { extraManifests } from "./extra";
import { access, batchWork, type Entry, foundation, observation, routes, workload } from "./groups";
import type { Manifest } from "./manifest";
import { withOwnerMetadata } from "./owner";
import { withPatches } from "./patches";

/** The groups in the order in which they are created. */
const GROUPS: readonly ((settings: Settings) => Entry[])[] = [
  foundation,
  access,
  workload,
  routes,
  observation,
  batchWork,
];

/**
 * Everything that is deployed, in the order in which it is created. Preview, up, the rendered tree and
 * the tests all read this list: what stands here is everywhere, what does not is nowhere.
 */
export function manifests(settings: Settings): Manifest[] {
  const ours = withOwnerMetadata(settings, [...own(settings), ...canary(settings)]);
  return [...withPatches(settings, ours), ...extraManifests(settings, reservedNames(settings))];
}

/** Every name that a manifest of ours may have, so that no setting renames a file of the user's. */
function reservedNames(settings: Settings): Set<string> {
  const names = GROUPS.flatMap((group) => group(settings)).map(([, name]) => name);
  return new Set([...names, ...names.map(ofSecondVersion)]);
}

function own(settings: Settings): Manifest[] {
  return GROUPS.flatMap((group) => group(settings))
    .filter(([wanted]) => wanted)
    .map(([, name, make, traits]) => ({ place: "app", name, ...traits, object: make(settings) }));
}

function canary(settings: Settings): Manifest[] {
  const second = canarySettings(settings);
  return second ? canaryManifests(own(second)) : [];
}
