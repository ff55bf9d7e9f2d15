import { ACCELERATOR_PROFILES } from "../speech/accelerators";
import type { ParsedConfig, Settings } from "./schema/settings";

/**
 * What a policy's name stands for. `web` is what most web services use; docs/adr/0011 and the traffic
 * test show what it does to speech.
 */
const POLICIES = {
  speech: {
    attempts: 3,
    perTryTimeout: undefined,
    timeout: undefined,
    retryOn: ["connect-failure", "refused-stream", "reset", "503"],
  },
  web: {
    attempts: 3,
    perTryTimeout: "30s",
    timeout: "90s",
    retryOn: ["5xx", "reset", "connect-failure", "refused-stream"],
  },
} as const;

/** All traffic passes the waypoint, so one pod alone would be a single point of failure. */
const WAYPOINT_REPLICAS = 2;

/**
 * The defaults that depend on other keys; those that do not stand in the schema. A rule that must tell a
 * default from a value that the user gave reads the configuration as given, see rules/rule.ts.
 */
export function withDerivedDefaults(config: ParsedConfig): Settings {
  const { accelerator, name, image, flux } = config;
  const policy = POLICIES[config.retries.policy];
  return {
    ...config,
    timeout: config.timeout ?? policy.timeout,
    retries: {
      ...config.retries,
      attempts: config.retries.attempts ?? policy.attempts,
      perTryTimeout: config.retries.perTryTimeout ?? policy.perTryTimeout,
      retryOn: config.retries.retryOn ?? [...policy.retryOn],
    },
    image: { ...image, repository: image.repository ?? ACCELERATOR_PROFILES[accelerator].repository },
    mesh: withMeshDefaults(config),
    flux: { ...flux, name: flux.name ?? name },
    scaling: withScalingDefaults(config),
  };
}

/** With a fixed number of servers, both bounds are that number. `max` must be given otherwise: rules/scaling.ts. */
function withScalingDefaults({ scaling, replicas }: ParsedConfig) {
  const min = scaling.kind === "fixed" ? replicas : (scaling.min ?? 1);
  return {
    ...scaling,
    min,
    max: scaling.kind === "fixed" ? replicas : Math.max(scaling.max ?? min, min),
    targetCpu: scaling.targetCpu ?? 70,
    requestsPerReplica: scaling.requestsPerReplica ?? 1,
    scaleDownAfter: scaling.scaleDownAfter ?? "5m",
  };
}

/** Without Istio there is neither a mesh nor a waypoint. */
function withMeshDefaults({ name, mesh }: ParsedConfig) {
  const { enabled, ambient = enabled, waypoint } = mesh;
  return {
    ...mesh,
    ambient,
    waypoint: {
      ...waypoint,
      enabled: waypoint.enabled ?? enabled,
      name: waypoint.name ?? `${name}-waypoint`,
      replicas: waypoint.replicas ?? WAYPOINT_REPLICAS,
    },
  };
}
