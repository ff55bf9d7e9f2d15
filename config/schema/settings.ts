import * as z from "zod/mini";
import { ACCELERATORS } from "../../speech/accelerators";
import { count, doc, duration, envName, envValue, nonEmptyText, serviceName } from "./primitives";
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
  apiVersion: nonEmptyText("v1"),
  kind: nonEmptyText("ConfigMap"),
  metadata: z.looseObject({ name: nonEmptyText("my-config") }),
});

/** The whole configuration, strict, with every default. One key, one decision. */
export const settingsSchema = z.strictObject({
  name: doc(z._default(serviceName(), "kokoro-api"), "Name of the app, its Deployment and its Service."),
  namespace: doc(z.prefault(namespaceSection, {}), "Namespace: a name, or an object."),
  accelerator: doc(
    z._default(z.enum(ACCELERATORS), "cpu"),
    "What synthesises speech: cpu, nvidia or rocm. Decides image, user, environment, GPU resource, runtime class, rollout and the defaults of resources and longestRequest.",
  ),
  gpu: doc(z.prefault(gpuSection, {}), "The GPU, with accelerator nvidia or rocm."),
  image: doc(z.prefault(imageSection, {}), "The server's image."),
  replicas: doc(
    z._default(count(1, 100), 1),
    "Number of servers. One server answers one request at a time, so this is the number of requests at once.",
  ),
  scaling: doc(z.prefault(scalingSection, {}), "What decides how many servers run."),
  scheduling: doc(z.prefault(schedulingSection, {}), "Where the pods may run."),
  resources: doc(
    z.prefault(resourcesSection, {}),
    "Requests and limits of a server. The defaults are those of accelerator cpu; a GPU server has more memory.",
  ),
  longestRequest: doc(
    z._default(duration(), "300s"),
    "Longest time that one answer may take. The probes never restart a server that is busy for less, and a stopping server may finish for as long. Default on a GPU: 60s.",
  ),
  longestStart: doc(
    z._default(duration(), "240s"),
    "Longest time from the start of the process to its first answer: model load and warm-up. A server that takes longer is restarted.",
  ),
  retries: doc(
    z.prefault(retriesSection, {}),
    "Retries by the waypoint: the name of a policy (speech, web), or an object.",
  ),
  timeout: doc(
    z.optional(duration()),
    "Longest time for a whole answer, retries included. Default: none, because it cuts long streams.",
  ),
  mesh: doc(z.prefault(meshSection, {}), "Istio ambient mesh."),
  admission: doc(
    z.prefault(admissionSection, {}),
    "How many requests are admitted before the waypoint answers 503: true, false, or an object.",
  ),
  authorization: doc(z.prefault(authorizationSection, {}), "Who may call what: true, false, or an object."),
  networkPolicy: doc(
    z._default(z.enum(["kubernetes", "cilium", "none"]), "kubernetes"),
    "What refuses packets that are not meant for the app: NetworkPolicies, CiliumNetworkPolicies, or nothing.",
  ),
  ingress: doc(z.prefault(ingressSection, {}), "Access from outside the cluster."),
  monitoring: doc(
    z.prefault(monitoringSection, {}),
    "Metrics, alerts and dashboard: true, false, or an object.",
  ),
  smoke: doc(z.prefault(smokeSection, {}), "A check of the audio in the cluster: true, false, or an object."),
  batch: doc(z.prefault(batchSection, {}), "A batch of texts, spoken in the cluster by a Job."),
  flux: doc(z.prefault(fluxSection, {}), "How Flux applies the rendered tree."),
  server: doc(z.prefault(serverSection, {}), "The server's own settings, by upstream's names."),
  storage: doc(z.prefault(storageSection, {}), "Where downloads live."),
  env: doc(
    z._default(z.record(envName(), envValue()), {}),
    "Environment variables that are no settings of the server, beside and over ours.",
  ),
  secretEnv: doc(
    z._default(z.record(envName(), secretSource), {}),
    "Secret environment variables of the server: API_KEY: {fromEnv: KOKORO_API_KEY}. They reach the tree encrypted by sops, or as a reference.",
  ),
  registries: doc(
    z._default(registriesSection, {}),
    "Accounts with which images are pulled, by the registry's host: ghcr.io: {username: me, password: {fromEnv: GHCR_TOKEN}}. One Secret of ours holds them, encrypted as secretEnv is.",
  ),
  secretStore: doc(
    z.optional(secretStoreSection),
    "Store of the External Secrets operator that fromStore reads: a name, or an object.",
  ),
  sops: doc(z.prefault(sopsSection, {}), "To whom secrets in the tree are encrypted."),
  extraManifests: doc(
    z._default(z.array(extraManifest), []),
    "Further Kubernetes objects to deploy and render with the app.",
  ),
  renderYaml: doc(
    z.optional(nonEmptyText("../home-ops")),
    "Folder of the GitOps repository. When set, pulumi manages the files of the Flux tree there instead of cluster objects.",
  ),
});

/** The retries of a configuration with every figure that its policy decides. */
export interface Retries {
  readonly policy: "speech" | "web";
  /** Retries after the first try. */
  readonly attempts: number;
  readonly perTryTimeout?: string | undefined;
  readonly backoff: string;
  readonly retryOn: string;
}

/** What a configuration says about the run, and not about what is deployed. */
export interface RunOptions {
  /** Folder of the GitOps repository whose files the engine manages instead of cluster objects. */
  readonly renderYaml?: string | undefined;
}

/** The configuration as the schema leaves it, before a retry policy's name is turned into its figures. */
export type ParsedConfig = Omit<z.output<typeof settingsSchema>, keyof RunOptions>;

/** The parsed configuration: complete, checked, plain data. */
export type Settings = Omit<ParsedConfig, "retries"> & { readonly retries: Retries };

/** The configuration as a user writes it: every key optional. */
export type SettingsInput = z.input<typeof settingsSchema>;

/** The configuration's keys, in the order of the reference. */
export const settingKeys = Object.keys(settingsSchema.shape) as (keyof SettingsInput)[];
