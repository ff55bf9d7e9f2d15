import type { Rule } from "./rule";

const canaryNeedsWaypoint: Rule = ({ mesh }) => {
  if (!mesh.enabled || !mesh.canary || mesh.waypoint.enabled) return undefined;
  return {
    severity: "error",
    key: "mesh.canary",
    rule: "has no effect without a waypoint: the waypoint splits the traffic",
    fix: "set mesh.waypoint: true, or remove it",
  };
};

const canaryDiffers: Rule = ({ mesh, image }) => {
  const { tag, digest, repository = image.repository } = mesh.canary?.image ?? {};
  if (!mesh.canary || tag !== image.tag || digest !== image.digest || repository !== image.repository) return;
  return {
    severity: "error",
    key: "mesh.canary.image",
    value: digest ?? tag,
    rule: "must differ from image, otherwise both versions are the same",
    fix: "set mesh.canary.image.tag or digest to the new version",
  };
};

/** Istio makes a Service and a Deployment of the waypoint's name. */
const canaryNameIsFree: Rule = ({ mesh, name }) => {
  if (!mesh.canary || mesh.waypoint.name !== `${name}-canary`) return undefined;
  return {
    severity: "error",
    key: "mesh.waypoint.name",
    value: mesh.waypoint.name,
    rule: "must differ from the canary's name, which is the app's name with -canary",
    fix: `write ${name}-waypoint`,
  };
};

/** Two Deployments and one claim: the second version's pods never start on another node. */
const canarySharesClaim: Rule = ({ mesh, storage: { existingClaim, accessMode = "ReadWriteOnce" } }) => {
  if (!mesh.canary || existingClaim === undefined || accessMode === "ReadWriteMany") return undefined;
  return {
    severity: "error",
    key: "storage.existingClaim",
    value: existingClaim,
    rule: `is mounted by both versions with mesh.canary, and accessMode is ${accessMode}`,
    fix: "set storage.accessMode: ReadWriteMany where the claim supports it, or use storage.size, which gives each version its own",
  };
};

const canaryNeedsGpus: Rule = ({ mesh, accelerator, replicas }) => {
  const { canary } = mesh;
  if (!canary || accelerator === "cpu") return undefined;
  return {
    severity: "warning",
    key: "mesh.canary.replicas",
    value: canary.replicas,
    rule: `needs GPUs beside those of the first version: ${replicas + canary.replicas} in all, or its pods stay Pending and its share of the calls fails`,
    fix: "make sure that they are free, or remove mesh.canary",
  };
};

/** A lone server that dies takes its version's share of the calls with it. */
const loneCanary: Rule = ({ mesh }) => {
  const { canary } = mesh;
  if (!canary || canary.replicas > 1 || canary.weight === 0) return undefined;
  return {
    severity: "warning",
    key: "mesh.canary.replicas",
    value: canary.replicas,
    rule: `has no other server for retries: while its only server is down, ${canary.weight} % of the requests fail`,
    fix: "set 2 or more, or accept this during the trial",
  };
};

export const canaryRules: readonly Rule[] = [
  canaryNeedsWaypoint,
  canaryDiffers,
  canaryNameIsFree,
  canarySharesClaim,
  canaryNeedsGpus,
  loneCanary,
];
