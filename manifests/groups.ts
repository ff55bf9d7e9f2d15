import type { Settings } from "../config/schema/settings";
import {
  authorizationPolicy,
  callersPolicy,
  requestAuthentication,
  waypointOnlyPolicy,
} from "./authorization";
import { batchClaim, batchConfigMap, batchJob, batchServiceAccount } from "./batch/job";
import { CARRIED_SECRETS, carrierOf } from "./carried-secrets";
import {
  batchCiliumNetworkPolicy,
  ciliumNetworkPolicy,
  smokeCiliumNetworkPolicy,
  waypointCiliumNetworkPolicy,
} from "./cilium-network-policy";
import { deployment } from "./deployment";
import { destinationRule } from "./destination-rule";
import { httpRoute, ingressHttpRoute } from "./http-route";
import { ingressVirtualService } from "./ingress";
import type { KubernetesObject } from "./kubernetes";
import type { ManifestTraits } from "./manifest";
import { dashboardConfigMap } from "./monitoring/dashboard/config-map";
import { podMonitor } from "./monitoring/pod-monitor";
import { prometheusRule } from "./monitoring/prometheus-rule";
import { telemetry } from "./monitoring/telemetry";
import { namespace } from "./namespace";
import {
  batchNetworkPolicy,
  networkPolicy,
  smokeNetworkPolicy,
  waypointNetworkPolicy,
} from "./network-policy";
import { peerAuthentication } from "./peer-authentication";
import { podDisruptionBudget } from "./pod-disruption-budget";
import { hasStoredRegistries, registriesExternalSecret } from "./registries";
import { horizontalPodAutoscaler, scaledObject } from "./scaling";
import { externalSecret, storedSecrets } from "./secret-env";
import { serverSettings } from "./server-settings";
import { service } from "./service";
import { serviceAccount } from "./service-account";
import { smokeConfigMap, smokeCronJob, smokeServiceAccount } from "./smoke/cron-job";
import { virtualService } from "./virtual-service";
import { downloadsClaim } from "./volumes";
import { waypoint } from "./waypoint";
import { waypointParameters } from "./waypoint-parameters";

/** An object: whether the settings want it, its name, what makes it, and what else is to say of it. */
export type Entry = readonly [
  wanted: boolean,
  name: string,
  make: (settings: Settings) => KubernetesObject,
  traits?: Partial<ManifestTraits>,
];

const SHARED: Partial<ManifestTraits> = { shared: true };

/** Named as the waypoint, whose name a user may choose. */
const WAYPOINT: Partial<ManifestTraits> = { key: "mesh.waypoint.name" };

/** What the pods stand on. */
export function foundation(settings: Settings): Entry[] {
  const ownWaypoint = settings.mesh.waypoint.enabled && settings.mesh.waypoint.create;
  return [
    [
      settings.namespace.create,
      "namespace",
      namespace,
      { place: "beside", shared: true, key: "namespace.create" },
    ],
    [true, "serviceaccount", serviceAccount],
    ...CARRIED_SECRETS.map(
      (secret): Entry => [secret.values(settings).length > 0, secret.name, secret.object, carrierOf(secret)],
    ),
    [storedSecrets(settings).length > 0, "externalsecret", externalSecret],
    [hasStoredRegistries(settings), "externalsecret-registries", registriesExternalSecret],
    [ownWaypoint, "configmap-waypoint", waypointParameters, WAYPOINT],
    [ownWaypoint, "gateway", waypoint, WAYPOINT],
  ];
}

/** Who may reach the pods. The engine, too, has them in place before the first pod (components/kokoro-service.ts). */
export function access({ mesh, authorization, networkPolicy: flavour }: Settings): Entry[] {
  const used = mesh.waypoint.enabled;
  const own = used && mesh.waypoint.create;
  const paths = authorization.enabled && used;
  const callers = authorization.enabled && authorization.callers.length > 0 && !used;
  return [
    [flavour === "kubernetes", "networkpolicy", networkPolicy],
    [flavour === "kubernetes" && own, "networkpolicy-waypoint", waypointNetworkPolicy, WAYPOINT],
    [flavour === "cilium", "ciliumnetworkpolicy", ciliumNetworkPolicy],
    [flavour === "cilium" && own, "ciliumnetworkpolicy-waypoint", waypointCiliumNetworkPolicy, WAYPOINT],
    [mesh.ambient, "peerauthentication", peerAuthentication],
    [paths && authorization.jwt !== undefined, "requestauthentication", requestAuthentication],
    [paths, "authorizationpolicy", authorizationPolicy],
    [paths && mesh.mtls === "strict", "authorizationpolicy-pods", waypointOnlyPolicy],
    [callers, "authorizationpolicy-pods", callersPolicy],
  ];
}

/** The server itself, and what keeps enough of it running. */
export function workload(settings: Settings): Entry[] {
  const { scaling, storage } = settings;
  return [
    [true, "configmap", serverSettings],
    [storage.size !== undefined, "pvc", downloadsClaim],
    [true, "deployment", deployment],
    [settings.scaling.max > 1, "poddisruptionbudget", podDisruptionBudget],
    [scaling.kind === "hpa", "horizontalpodautoscaler", horizontalPodAutoscaler],
    [scaling.kind === "keda", "scaledobject", scaledObject],
    [true, "service", service],
  ];
}

/** What the waypoint does with a call, and how a call comes in from outside. */
export function routes({ mesh, ingress }: Settings): Entry[] {
  const used = mesh.waypoint.enabled;
  return [
    [used && mesh.routes === "virtualService", "virtualservice", virtualService, SHARED],
    [used && mesh.routes === "httpRoute", "httproute", httpRoute, SHARED],
    [used, "destinationrule", destinationRule],
    [ingress.kind === "istio", "virtualservice-ingress", ingressVirtualService],
    [ingress.kind === "gatewayApi", "httproute-ingress", ingressHttpRoute],
  ];
}

/** What tells whether it works. */
export function observation({ monitoring, smoke, networkPolicy: flavour }: Settings): Entry[] {
  const { enabled } = monitoring;
  return [
    [enabled, "telemetry", telemetry],
    [enabled && monitoring.podMonitor, "podmonitor", podMonitor],
    [enabled, "prometheusrule", prometheusRule],
    [enabled && monitoring.dashboard, "configmap-dashboard", dashboardConfigMap],
    [smoke.enabled && flavour === "kubernetes", "networkpolicy-smoke", smokeNetworkPolicy],
    [smoke.enabled && flavour === "cilium", "ciliumnetworkpolicy-smoke", smokeCiliumNetworkPolicy],
    [smoke.enabled, "serviceaccount-smoke", smokeServiceAccount],
    [smoke.enabled, "configmap-smoke", smokeConfigMap],
    [smoke.enabled, "cronjob-smoke", smokeCronJob],
  ];
}

/** A batch of texts, spoken inside the cluster. */
export function batchWork({ batch, networkPolicy: flavour }: Settings): Entry[] {
  const ownClaim = batch.enabled && batch.claim === undefined;
  return [
    [batch.enabled && flavour === "kubernetes", "networkpolicy-batch", batchNetworkPolicy],
    [batch.enabled && flavour === "cilium", "ciliumnetworkpolicy-batch", batchCiliumNetworkPolicy],
    [batch.enabled, "serviceaccount-batch", batchServiceAccount],
    [batch.enabled, "configmap-batch", batchConfigMap],
    [ownClaim, "persistentvolumeclaim-batch", batchClaim],
    [batch.enabled, "job-batch", batchJob],
  ];
}
