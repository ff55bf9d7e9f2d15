import type { Settings } from "../config/schema/settings";
import type { DeploymentModel } from "./deployment-model";

/** Shorter chunks than this sound chopped; upstream warns of artefacts in the intonation. */
const LEAST_CHUNK_TOKENS = 60;
const MOST_SERVERS = 10;

type Meets = (model: DeploymentModel) => boolean;

/**
 * The cheapest change of a configuration that meets an aim: shorter chunks cost nothing, then servers, then
 * both, then a GPU, then several. Undefined where none of them is enough.
 */
export function smallestChange(model: DeploymentModel, meets: Meets): DeploymentModel | undefined {
  const gpu: DeploymentModel = { ...model, accelerator: "nvidia" };
  return [
    ...chunks(model),
    ...servers(model),
    ...servers(model).flatMap(chunks),
    gpu,
    ...chunks(gpu),
    ...servers(gpu),
    ...servers(gpu).flatMap(chunks),
  ].find(meets);
}

function chunks(model: DeploymentModel): DeploymentModel[] {
  const shorter: DeploymentModel[] = [];
  for (let chunkTokens = model.chunkTokens - 10; chunkTokens >= LEAST_CHUNK_TOKENS; chunkTokens -= 10) {
    shorter.push({ ...model, chunkTokens });
  }
  return shorter;
}

function servers(model: DeploymentModel): DeploymentModel[] {
  const more: DeploymentModel[] = [];
  for (let count = model.servers + 1; count <= MOST_SERVERS; count++) more.push({ ...model, servers: count });
  return more;
}

/** The change as config keys and values, in the words of the stack file. */
export function describeChange(settings: Settings, from: DeploymentModel, to: DeploymentModel): string {
  const { kind } = settings.scaling;
  const usesGpu = to.accelerator !== from.accelerator;
  const cutsChunks = to.chunkTokens !== from.chunkTokens;
  const parts = [
    usesGpu && `accelerator: ${to.accelerator}`,
    // A GPU's load does not show in its CPU use.
    usesGpu && kind === "hpa" && `scaling.kind: keda, scaling.prometheus: ${PROMETHEUS_EXAMPLE}`,
    to.servers !== from.servers && `${kind === "fixed" ? "replicas" : "scaling.max"}: ${to.servers}`,
    cutsChunks && `server.TARGET_MAX_TOKENS: ${to.chunkTokens}`,
    cutsChunks && to.chunkTokens < LEAST_TOKENS && `server.TARGET_MIN_TOKENS: ${to.chunkTokens / 2}`,
  ];
  return parts.filter((part) => part !== false).join(", ");
}

/** Upstream's TARGET_MIN_TOKENS, which must not exceed the largest chunk. */
const LEAST_TOKENS = 175;

const PROMETHEUS_EXAMPLE = "http://prometheus-operated.monitoring.svc.cluster.local:9090";
