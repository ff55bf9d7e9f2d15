import { replicasCeiling } from "../config/replicas";
import type { Settings } from "../config/schema/settings";
import {
  authorizationPolicy,
  callersPolicy,
  requestAuthentication,
  waypointOnlyPolicy,
} from "./authorization";
import { batchClaim, batchConfigMap, batchJob, batchServiceAccount } from "./batch/job";
import { CARRIED_SECRETS } from "./carried-secrets";
import { ciliumNetworkPolicy, waypointCiliumNetworkPolicy } from "./cilium-network-policy";
import { deployment } from "./deployment";
import { destinationRule } from "./destination-rule";
import { httpRoute, ingressHttpRoute } from "./http-route";
import { ingressVirtualService } from "./ingress";
import type { KubernetesObject } from "./kubernetes";
import { dashboardConfigMap } from "./monitoring/dashboard/config-map";
import { podMonitor } from "./monitoring/pod-monitor";
import { prometheusRule } from "./monitoring/prometheus-rule";
import { telemetry } from "./monitoring/telemetry";
import { namespace } from "./namespace";
import { networkPolicy, waypointNetworkPolicy } from "./network-policy";
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

/** An object: whether the settings want it, its file in the tree, and what makes it. */
export type Entry = readonly [wanted: boolean, file: string, make: (settings: Settings) => KubernetesObject];

/** What the pods stand on. */
export function foundation(settings: Settings): Entry[] {
  const ownWaypoint = settings.mesh.waypoint.enabled && settings.mesh.waypoint.create;
  return [
    [settings.namespace.create, "namespace.yaml", namespace],
    [true, "app/serviceaccount.yaml", serviceAccount],
    ...CARRIED_SECRETS.map(
      (secret): Entry => [secret.values(settings).length > 0, secret.file, secret.object],
    ),
    [storedSecrets(settings).length > 0, "app/externalsecret.yaml", externalSecret],
    [hasStoredRegistries(settings), "app/externalsecret-registries.yaml", registriesExternalSecret],
    [ownWaypoint, "app/configmap-waypoint.yaml", waypointParameters],
    [ownWaypoint, "app/gateway.yaml", waypoint],
  ];
}

/** Who may reach the pods. Before the Deployment, so that no pod is ever without. */
export function access({ mesh, authorization, networkPolicy: flavour }: Settings): Entry[] {
  const used = mesh.waypoint.enabled;
  const own = used && mesh.waypoint.create;
  const paths = authorization.enabled && used;
  const callers = authorization.enabled && authorization.callers.length > 0 && !used;
  return [
    [flavour === "kubernetes", "app/networkpolicy.yaml", networkPolicy],
    [flavour === "kubernetes" && own, "app/networkpolicy-waypoint.yaml", waypointNetworkPolicy],
    [flavour === "cilium", "app/ciliumnetworkpolicy.yaml", ciliumNetworkPolicy],
    [flavour === "cilium" && own, "app/ciliumnetworkpolicy-waypoint.yaml", waypointCiliumNetworkPolicy],
    [mesh.ambient, "app/peerauthentication.yaml", peerAuthentication],
    [paths && authorization.jwt !== undefined, "app/requestauthentication.yaml", requestAuthentication],
    [paths, "app/authorizationpolicy.yaml", authorizationPolicy],
    [paths && mesh.mtls === "strict", "app/authorizationpolicy-pods.yaml", waypointOnlyPolicy],
    [callers, "app/authorizationpolicy-pods.yaml", callersPolicy],
  ];
}

/** The server itself, and what keeps enough of it running. */
export function workload(settings: Settings): Entry[] {
  const { scaling, storage } = settings;
  return [
    [true, "app/configmap.yaml", serverSettings],
    [storage.size !== undefined, "app/pvc.yaml", downloadsClaim],
    [true, "app/deployment.yaml", deployment],
    [replicasCeiling(settings) > 1, "app/poddisruptionbudget.yaml", podDisruptionBudget],
    [scaling.kind === "hpa", "app/horizontalpodautoscaler.yaml", horizontalPodAutoscaler],
    [scaling.kind === "keda", "app/scaledobject.yaml", scaledObject],
    [true, "app/service.yaml", service],
  ];
}

/** What the waypoint does with a call, and how a call comes in from outside. */
export function routes({ mesh, ingress }: Settings): Entry[] {
  const used = mesh.waypoint.enabled;
  return [
    [used && mesh.routes === "virtualService", "app/virtualservice.yaml", virtualService],
    [used && mesh.routes === "httpRoute", "app/httproute.yaml", httpRoute],
    [used, "app/destinationrule.yaml", destinationRule],
    [ingress.kind === "istio", "app/virtualservice-ingress.yaml", ingressVirtualService],
    [ingress.kind === "gatewayApi", "app/httproute-ingress.yaml", ingressHttpRoute],
  ];
}

/** What tells whether it works. */
export function observation({ monitoring, smoke }: Settings): Entry[] {
  const { enabled } = monitoring;
  return [
    [enabled, "app/telemetry.yaml", telemetry],
    [enabled && monitoring.podMonitor, "app/podmonitor.yaml", podMonitor],
    [enabled, "app/prometheusrule.yaml", prometheusRule],
    [enabled && monitoring.dashboard, "app/configmap-dashboard.yaml", dashboardConfigMap],
    [smoke.enabled, "app/serviceaccount-smoke.yaml", smokeServiceAccount],
    [smoke.enabled, "app/configmap-smoke.yaml", smokeConfigMap],
    [smoke.enabled, "app/cronjob-smoke.yaml", smokeCronJob],
  ];
}

/** A batch of texts, spoken inside the cluster. */
export function batchWork({ batch }: Settings): Entry[] {
  const ownClaim = batch.enabled && batch.claim === undefined;
  return [
    [batch.enabled, "app/serviceaccount-batch.yaml", batchServiceAccount],
    [batch.enabled, "app/configmap-batch.yaml", batchConfigMap],
    [ownClaim, "app/persistentvolumeclaim-batch.yaml", batchClaim],
    [batch.enabled, "app/job-batch.yaml", batchJob],
  ];
}
