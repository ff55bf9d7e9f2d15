import * as z from "zod/mini";
import { ACCELERATORS } from "../../speech/accelerators";
import { secondsDuration } from "./durations";
import {
  apiVersion,
  count,
  dnsSubdomain,
  doc,
  duration,
  envName,
  envValue,
  kindName,
  nonEmptyText,
  serviceName,
} from "./primitives";
import { secretEnvName } from "./secret-primitives";
import { admissionSection } from "./sections/admission";
import { authorizationSection } from "./sections/authorization";
import { batchSection } from "./sections/batch";
import { fluxSection } from "./sections/flux";
import { gpuSection } from "./sections/gpu";
import { imageSection } from "./sections/image";
import { ingressSection } from "./sections/ingress";
import { meshSection } from "./sections/mesh";
import { monitoringSection } from "./sections/monitoring";
import { namespaceSection } from "./sections/namespace";
import { ownerSettings } from "./sections/owner";
import { resourcesSection } from "./sections/resources";
import { retriesSection } from "./sections/retries";
import { scalingSection } from "./sections/scaling";
import { schedulingSection } from "./sections/scheduling";
import { registriesSection, secretSource, secretStoreSection, sopsSection } from "./sections/secrets";
import { serverSection } from "./sections/server";
import { smokeSection } from "./sections/smoke";
import { storageSection } from "./sections/storage";

/** An object of the user's own that is deployed and rendered with ours. */
const extraManifest = z.looseObject({
  apiVersion: apiVersion(),
  kind: kindName(),
  metadata: z.looseObject({ name: dnsSubdomain() }),
});

/** The whole configuration, strict, with every default. One key, one decision. */
export const settingsSchema = z.strictObject({
  name: doc(z._default(serviceName(), "kokoro-api"), "Name of the app, its Deployment and its Service."),
  namespace: doc(z.prefault(namespaceSection, {}), "Namespace: a name, or an object."),
  accelerator: doc(
    z._default(z.enum(ACCELERATORS), "cpu"),
    "Hardware that synthesises speech: cpu, nvidia or rocm. It decides the image, user, environment, GPU resource, runtime class and rollout, and the defaults of resources and longestRequest.",
  ),
  gpu: doc(z.prefault(gpuSection, {}), "Settings of the GPU, with accelerator nvidia or rocm."),
  image: doc(z.prefault(imageSection, {}), "Image of the server."),
  replicas: doc(
    z._default(count(1, 100), 1),
    "Number of servers. Each server answers one request at a time, so this is also the number of requests that are answered at once.",
  ),
  scaling: doc(z.prefault(scalingSection, {}), "How the number of servers is decided."),
  scheduling: doc(z.prefault(schedulingSection, {}), "Where the pods may run."),
  resources: doc(
    z.prefault(resourcesSection, {}),
    "Requests and limits of a server. The defaults are those of accelerator cpu; a GPU server has more memory.",
  ),
  longestRequest: doc(
    z._default(secondsDuration(), "300s"),
    "Longest time that one answer may take. The probes do not restart a server that is busy for less than this, and a stopping server has this long to finish. Default on a GPU: 60s.",
  ),
  longestStart: doc(
    z._default(secondsDuration(), "240s"),
    "Longest time from the start of the process to its first answer, including model load and warm-up. A server that takes longer is restarted.",
  ),
  retries: doc(
    z.prefault(retriesSection, {}),
    "Retries by the waypoint: the name of a policy (speech, web), or an object.",
  ),
  timeout: doc(
    z.optional(duration()),
    "Time limit for a complete answer, including retries. Default: none, because a limit cuts off long streams.",
  ),
  mesh: doc(
    z.prefault(meshSection, {}),
    "Istio ambient mesh: true, false (a cluster without Istio), or an object.",
  ),
  admission: doc(
    z.prefault(admissionSection, {}),
    "Load shedding: the concurrency limit above which the waypoint answers 503. true, false, or an object.",
  ),
  authorization: doc(
    z.prefault(authorizationSection, {}),
    "Allowed callers and paths: true, false, or an object.",
  ),
  networkPolicy: doc(
    z._default(z.enum(["kubernetes", "cilium", "none"]), "kubernetes"),
    "Network policies for the app: NetworkPolicy, CiliumNetworkPolicy, or none.",
  ),
  ingress: doc(z.prefault(ingressSection, {}), "Access from outside the cluster."),
  monitoring: doc(
    z.prefault(monitoringSection, {}),
    "Metrics, alerts and dashboard: true, false, or an object.",
  ),
  smoke: doc(
    z.prefault(smokeSection, {}),
    "Synthetic check of the audio in the cluster: true, false, or an object.",
  ),
  batch: doc(z.prefault(batchSection, {}), "A batch of texts that a Job in the cluster synthesises."),
  flux: doc(z.prefault(fluxSection, {}), "How Flux applies the rendered tree."),
  server: doc(z.prefault(serverSection, {}), "Settings of the server, with the names that upstream uses."),
  storage: doc(z.prefault(storageSection, {}), "Volume for downloads."),
  env: doc(
    z._default(z.record(envName(), envValue()), {}),
    "Environment variables that are not settings of the server. They take precedence over ours.",
  ),
  secretEnv: doc(
    z._default(z.record(secretEnvName(), secretSource), {}),
    "Secret environment variables of the server: API_KEY: {fromEnv: KOKORO_API_KEY}. In the tree they are encrypted with sops, or a reference.",
  ),
  registries: doc(
    z._default(registriesSection, {}),
    "Accounts for pulling images, by registry host: ghcr.io: {username: me, password: {fromEnv: GHCR_TOKEN}}. They are stored in one Secret, encrypted like secretEnv.",
  ),
  secretStore: doc(
    z.optional(secretStoreSection),
    "External Secrets store that fromStore reads: a name, or an object.",
  ),
  sops: doc(z.prefault(sopsSection, {}), "Encryption of the secrets in the tree."),
  extraManifests: doc(
    z._default(z.array(extraManifest), []),
    "Additional Kubernetes objects to deploy and render with the app.",
  ),
  ...ownerSettings,
  renderYaml: doc(
    z.optional(nonEmptyText("../home-ops")),
    "Folder of the GitOps repository. If set, Pulumi manages the files of the Flux tree there instead of objects in the cluster.",
  ),
});

/** The retries of a configuration with every figure that its policy decides. */
export interface Retries {
  readonly policy: "speech" | "web";
  /** Retries after the first try. */
  readonly attempts: number;
  readonly perTryTimeout?: string | undefined;
  readonly backoff: string;
  /** Envoy's conditions and status codes. */
  readonly retryOn: string[];
}

/** What a configuration says about the run, and not about what is deployed. */
export interface RunOptions {
  /** Folder of the GitOps repository whose files the engine manages instead of cluster objects. */
  readonly renderYaml?: string | undefined;
}

/** The configuration as the schema leaves it: keys whose default depends on another key may be absent. */
export type ParsedConfig = Omit<z.output<typeof settingsSchema>, keyof RunOptions>;

/** A section in which defaults.ts has filled in the keys that are named. */
type Filled<Section, Keys extends keyof Section> = Section & {
  readonly [Key in Keys]-?: NonNullable<Section[Key]>;
};

/** The parsed configuration: complete, checked, plain data. */
export interface Settings extends Omit<ParsedConfig, "retries" | "image" | "mesh" | "flux" | "scaling"> {
  readonly retries: Retries;
  readonly image: Filled<ParsedConfig["image"], "repository">;
  readonly mesh: Omit<Filled<ParsedConfig["mesh"], "ambient">, "waypoint"> & {
    readonly waypoint: Filled<ParsedConfig["mesh"]["waypoint"], "enabled" | "name" | "replicas">;
  };
  readonly flux: Filled<ParsedConfig["flux"], "name">;
  /**
   * Fewest and most servers that may run, with a fixed number too; a rollout's extra one is left out. `max` is
   * also the number of requests that are answered at once.
   */
  readonly scaling: Filled<
    ParsedConfig["scaling"],
    "min" | "max" | "targetCpu" | "requestsPerReplica" | "scaleDownAfter"
  >;
}

/** The configuration as a user writes it: every key optional. */
export type SettingsInput = z.input<typeof settingsSchema>;

/** The configuration's keys, in the order of the reference. */
export const settingKeys = Object.keys(settingsSchema.shape) as (keyof SettingsInput)[];
