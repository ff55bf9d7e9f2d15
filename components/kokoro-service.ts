import * as pulumi from "@pulumi/pulumi";
import { describeProblem, InputError } from "../common/problem";
import { parseSettings } from "../config/parse";
import { clusterVariableProblems } from "../config/rules/substitutions";
import type { Settings, SettingsInput } from "../config/schema/settings";
import { manifests } from "../manifests";
import type { KubernetesObject } from "../manifests/kubernetes";
import { logicalName } from "../manifests/manifest";
import { serviceUrl } from "../manifests/names";
import { manifestProblems } from "../manifests/problems";
import { rolledBy } from "../manifests/secret-env";
import { withoutFlux } from "../render/flux-text";
import { Placeholders } from "./engine/inputs";
import { registerObject } from "./engine/register";
import { registerTree } from "./engine/rendered-tree";
import { refuseMissingSecrets, secretData, withSecretOutputs } from "./engine/secrets";

type Account = NonNullable<SettingsInput["registries"]>[string];

/** The component's input: the configuration (docs/configuration.md), every key optional. */
export interface KokoroServiceArgs extends Omit<SettingsInput, "env" | "image" | "secretEnv" | "registries"> {
  /** Environment variables of the server; a value may be an output, and stays secret if it is. */
  readonly env?: Record<string, pulumi.Input<string | number | boolean>> | undefined;
  /** Secret environment variables of the server; a value may be an output, and is a secret in any case. */
  readonly secretEnv?:
    | Record<string, NonNullable<SettingsInput["secretEnv"]>[string] | pulumi.Input<string>>
    | undefined;
  /** Accounts at registries by host; a password may be an output, and is a secret in any case. */
  readonly registries?:
    | Record<string, Omit<Account, "password"> & { password: Account["password"] | pulumi.Input<string> }>
    | undefined;
  /** The server's image; the tag may be an output. */
  readonly image?:
    | (Omit<NonNullable<SettingsInput["image"]>, "tag"> & { tag?: pulumi.Input<string> | undefined })
    | undefined;
}

/**
 * Kokoro-FastAPI on Kubernetes: the Deployment with its Service and Istio objects, or, with
 * `renderYaml`, the files of the Flux tree that deploys the same.
 *
 * Several may stand in one program, each with its own `name` or `namespace`.
 *
 * @example new KokoroService("kokoro", { namespace: "ai-services", replicas: 3 })
 */
export class KokoroService extends pulumi.ComponentResource {
  /** Where callers inside the cluster reach the server, for example http://kokoro-api.ai-services.svc.cluster.local:8880. */
  readonly url: pulumi.Output<string>;
  /** Name of the Deployment and the Service. */
  readonly name: pulumi.Output<string>;
  readonly namespace: pulumi.Output<string>;

  /** @throws InputError naming everything that is wrong in `args` */
  constructor(name: string, args: KokoroServiceArgs = {}, options: pulumi.ComponentResourceOptions = {}) {
    // Before anything is registered: a mistake leaves nothing behind.
    const placeholders = new Placeholders();
    const {
      settings,
      run: { renderYaml },
      warnings,
    } = parseSettings(placeholders.extract(withSecretOutputs(args)) as SettingsInput);
    const clashes = manifestProblems(settings);
    if (clashes.length > 0) throw new InputError(clashes);
    if (renderYaml === undefined) refuseWhatNeedsFlux(settings);
    super("kokoro:index:KokoroService", name, {}, options);
    for (const warning of warnings) pulumi.log.warn(describeProblem(warning), this);
    if (renderYaml === undefined) this.registerObjects(name, settings, placeholders);
    else registerTree({ root: renderYaml, owner: recordOwner(name) }, settings, placeholders, this);
    this.url = pulumi.output(serviceUrl(settings));
    this.name = pulumi.output(settings.name);
    this.namespace = pulumi.output(settings.namespace.name);
    this.registerOutputs({ url: this.url, name: this.name, namespace: this.namespace });
  }

  private registerObjects(name: string, settings: Settings, placeholders: Placeholders): void {
    let namespace: pulumi.Resource | undefined;
    const guards: pulumi.Resource[] = [];
    let revision: string | undefined;
    for (const listed of manifests(settings)) {
      const [manifest = listed] = revision === undefined ? [listed] : rolledBy([listed], revision);
      const { kind } = manifest.object;
      const before = [...(namespace ? [namespace] : []), ...(RUN_PODS.has(kind) ? guards : [])];
      const options = {
        parent: this,
        ...(before.length > 0 && { dependsOn: before }),
        // It may hold objects of others, as in the tree, whose Namespace Flux never prunes.
        ...(kind === "Namespace" && { retainOnDelete: true }),
      };
      const plain = { ...manifest, object: withoutFlux(manifest) };
      const { carries: secret } = manifest;
      const fill = (object: KubernetesObject) => ({
        ...(placeholders.fill(object) as object),
        ...(secret && { stringData: secretData(secret, settings, placeholders) }),
      });
      const resource = registerObject(logicalName(name, manifest), plain, fill, options);
      if (kind === "Namespace") namespace = resource;
      if (GUARDS.has(kind)) guards.push(resource);
      if (secret?.rollsPods) revision = placeholders.add(versionOf(resource));
    }
  }
}

/** Kinds that start pods. */
const RUN_PODS = new Set(["Deployment", "Job", "CronJob"]);

/**
 * Kinds that are there, and up to date, before a pod starts: who may reach it, and what it reads. The engine
 * works side by side on what does not depend on each other. No claim is among them: the provider waits until
 * it is bound, and many a storage class binds it with its first pod.
 */
const GUARDS = new Set([
  "ServiceAccount",
  "ConfigMap",
  "Secret",
  "ExternalSecret",
  "NetworkPolicy",
  "CiliumNetworkPolicy",
  "PeerAuthentication",
  "RequestAuthentication",
  "AuthorizationPolicy",
]);

/** In a cluster nobody fills in Flux variables or secret values that are not there. @throws InputError */
function refuseWhatNeedsFlux(settings: Settings): void {
  const problems = clusterVariableProblems(settings);
  if (problems.length > 0) throw new InputError(problems);
  refuseMissingSecrets(settings);
}

/** What the API server counts up with every change of an object. */
function versionOf(resource: pulumi.Resource): pulumi.Output<string> {
  const { metadata } = resource as pulumi.Resource & {
    metadata: pulumi.Output<{ resourceVersion?: string } | undefined>;
  };
  return pulumi.unsecret(metadata.apply((known) => known?.resourceVersion ?? ""));
}

/** The stack's name, as `kokoro render` has it, unless a program gives the component a name of its own. */
function recordOwner(component: string): string {
  const stack = pulumi.getStack();
  return component === "kokoro" ? stack : `${stack}.${component}`;
}
