import type { Problem } from "../../common/problem";
import type { ParsedConfig, Settings } from "../schema/settings";
import { acceleratorRules } from "./accelerator";
import { accessRules } from "./access";
import { admissionRules } from "./admission";
import { authorizationRules } from "./authorization";
import { batchRules } from "./batch";
import { canaryRules } from "./canary";
import { capacityRules } from "./capacity";
import { extraManifestRules } from "./extra-manifests";
import { fluxRules } from "./flux";
import { hostRules } from "./hosts";
import { lifeCycleRules } from "./life-cycle";
import { meshRules } from "./mesh";
import { monitoringRules } from "./monitoring";
import { nameRules } from "./names";
import { namespaceRules } from "./namespace";
import { noMeshRules } from "./no-mesh";
import { ownerRules } from "./owner";
import { plainDataRules } from "./plain-data";
import { registryRules } from "./registries";
import { retryRules } from "./retry";
import type { Rule } from "./rule";
import { scalingRules } from "./scaling";
import { schedulingRules } from "./scheduling";
import { secretRules } from "./secrets";
import { serverRules } from "./server";
import { storageRules } from "./storage";
import { substitutionRules } from "./substitutions";
import { switchRules } from "./switches";

const RULES: readonly Rule[] = [
  ...retryRules,
  ...nameRules,
  ...capacityRules,
  ...accessRules,
  ...hostRules,
  ...acceleratorRules,
  ...scalingRules,
  ...schedulingRules,
  ...lifeCycleRules,
  ...fluxRules,
  ...storageRules,
  ...serverRules,
  ...monitoringRules,
  ...batchRules,
  ...meshRules,
  ...noMeshRules,
  ...canaryRules,
  ...admissionRules,
  ...authorizationRules,
  ...namespaceRules,
  ...switchRules,
  ...substitutionRules,
  ...secretRules,
  ...registryRules,
  ...ownerRules,
  ...extraManifestRules,
  ...plainDataRules,
];

/** Errors and warnings across keys, in the order of the rules. */
export function crossFieldProblems(settings: Settings, given: ParsedConfig): Problem[] {
  return RULES.flatMap((rule) => rule(settings, given) ?? []);
}
