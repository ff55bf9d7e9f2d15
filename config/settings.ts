import * as z from "zod/mini";
import { count, doc, duration, envName, envValue, nonEmptyText, serviceName } from "./primitives";
import { fluxSection } from "./sections/flux";
import { imageSection } from "./sections/image";
import { ingressSection } from "./sections/ingress";
import { meshSection } from "./sections/mesh";
import { namespaceSection } from "./sections/namespace";
import { resourcesSection } from "./sections/resources";
import { retriesSection } from "./sections/retries";
import { secretSource, secretStoreSection, sopsSection } from "./sections/secrets";

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
    z._default(z.enum(["cpu"]), "cpu"),
    "What synthesises speech. Decides image, user and environment.",
  ),
  image: doc(z.prefault(imageSection, {}), "The server's image."),
  replicas: doc(
    z._default(count(1, 100), 1),
    "Number of servers. One server answers one request at a time, so this is the number of requests at once.",
  ),
  resources: doc(z.prefault(resourcesSection, {}), "Requests and limits of a server."),
  longestRequest: doc(
    z._default(duration(), "300s"),
    "Longest time that one answer may take. The probes never restart a server that is busy for less, and a stopping server may finish for as long.",
  ),
  retries: doc(z.prefault(retriesSection, {}), "Retries by the waypoint."),
  timeout: doc(
    z.optional(duration()),
    "Longest time for a whole answer, retries included. Default: none, because it cuts long streams.",
  ),
  mesh: doc(z.prefault(meshSection, {}), "Istio ambient mesh."),
  ingress: doc(z.prefault(ingressSection, {}), "Access from outside the cluster."),
  flux: doc(z.prefault(fluxSection, {}), "How Flux applies the rendered tree."),
  env: doc(
    z._default(z.record(envName(), envValue()), {}),
    "Environment variables of the server, beside and over ours.",
  ),
  secretEnv: doc(
    z._default(z.record(envName(), secretSource), {}),
    "Secret environment variables of the server: API_KEY: {fromEnv: KOKORO_API_KEY}. They reach the tree encrypted by sops, or as a reference.",
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

/** The parsed configuration: complete, checked, plain data. */
export type Settings = z.output<typeof settingsSchema>;

/** The configuration as a user writes it: every key optional. */
export type SettingsInput = z.input<typeof settingsSchema>;

/** The configuration's keys, in the order of the reference. */
export const settingKeys = Object.keys(settingsSchema.shape) as (keyof Settings)[];
