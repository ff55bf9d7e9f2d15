import type { Problem } from "../common/problem";
import type { Settings } from "../config/schema/settings";
import { identityProblems } from "./identity";
import { manifests } from "./index";
import { patchProblems } from "./patches";

/** What is wrong with the objects of a configuration that is right by itself. */
export function manifestProblems(settings: Settings): Problem[] {
  const all = manifests(settings);
  const ours = all.filter(({ verbatim }) => !verbatim);
  return [...identityProblems(all), ...patchProblems(settings, ours)];
}
