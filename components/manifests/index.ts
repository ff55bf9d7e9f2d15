import { replicasCeiling } from "../../config/replicas";
import type { Settings } from "../../config/settings";
import type { KubernetesObject, Manifest } from "../kubernetes";
import { batchClaim, batchConfigMap, batchJob, batchServiceAccount } from "./batch/job";
import { deployment } from "./deployment";
import { destinationRule } from "./destination-rule";
import { ingressVirtualService } from "./ingress";
import { dashboardConfigMap } from "./monitoring/dashboard/config-map";
import { podMonitor } from "./monitoring/pod-monitor";
import { prometheusRule } from "./monitoring/prometheus-rule";
import { telemetry } from "./monitoring/telemetry";
import { namespace } from "./namespace";
import { podDisruptionBudget } from "./pod-disruption-budget";
import { horizontalPodAutoscaler, scaledObject } from "./scaling";
import { serverSettings } from "./server-settings";
import { service } from "./service";
import { serviceAccount } from "./service-account";
import { smokeConfigMap, smokeCronJob, smokeServiceAccount } from "./smoke/cron-job";
import { virtualService } from "./virtual-service";
import { downloadsClaim } from "./volumes";
import { waypoint, waypointParameters } from "./waypoint";

/**
 * Everything that is deployed, in the order in which it is created. Preview, up, the rendered tree and
 * the tests all read this list: what stands here is everywhere, what does not is nowhere.
 */
export function manifests(settings: Settings): Manifest[] {
  const { mesh, ingress, scaling, storage, monitoring, smoke, batch } = settings;
  const ownWaypoint = mesh.waypoint.enabled && mesh.waypoint.create;
  return [
    ...when(settings.namespace.create, "namespace.yaml", namespace, settings),
    ...when(true, "app/serviceaccount.yaml", serviceAccount, settings),
    ...when(ownWaypoint, "app/configmap-waypoint.yaml", waypointParameters, settings),
    ...when(ownWaypoint, "app/gateway.yaml", waypoint, settings),
    ...when(true, "app/configmap.yaml", serverSettings, settings),
    ...when(storage.size !== undefined, "app/pvc.yaml", downloadsClaim, settings),
    ...when(true, "app/deployment.yaml", deployment, settings),
    ...when(replicasCeiling(settings) > 1, "app/poddisruptionbudget.yaml", podDisruptionBudget, settings),
    ...when(scaling.kind === "hpa", "app/horizontalpodautoscaler.yaml", horizontalPodAutoscaler, settings),
    ...when(scaling.kind === "keda", "app/scaledobject.yaml", scaledObject, settings),
    ...when(true, "app/service.yaml", service, settings),
    ...when(mesh.waypoint.enabled, "app/virtualservice.yaml", virtualService, settings),
    ...when(mesh.waypoint.enabled, "app/destinationrule.yaml", destinationRule, settings),
    ...when(ingress.kind === "istio", "app/virtualservice-ingress.yaml", ingressVirtualService, settings),
    ...when(monitoring.enabled, "app/telemetry.yaml", telemetry, settings),
    ...when(monitoring.enabled && monitoring.podMonitor, "app/podmonitor.yaml", podMonitor, settings),
    ...when(monitoring.enabled, "app/prometheusrule.yaml", prometheusRule, settings),
    ...when(
      monitoring.enabled && monitoring.dashboard,
      "app/configmap-dashboard.yaml",
      dashboardConfigMap,
      settings,
    ),
    ...when(smoke.enabled, "app/serviceaccount-smoke.yaml", smokeServiceAccount, settings),
    ...when(smoke.enabled, "app/configmap-smoke.yaml", smokeConfigMap, settings),
    ...when(smoke.enabled, "app/cronjob-smoke.yaml", smokeCronJob, settings),
    ...when(batch.enabled, "app/serviceaccount-batch.yaml", batchServiceAccount, settings),
    ...when(batch.enabled, "app/configmap-batch.yaml", batchConfigMap, settings),
    ...when(
      batch.enabled && batch.claim === undefined,
      "app/persistentvolumeclaim-batch.yaml",
      batchClaim,
      settings,
    ),
    ...when(batch.enabled, "app/job-batch.yaml", batchJob, settings),
    ...settings.extraManifests.map((object) => extra(object as KubernetesObject, settings)),
  ];
}

function when(
  wanted: boolean,
  file: string,
  make: (settings: Settings) => KubernetesObject,
  settings: Settings,
): Manifest[] {
  return wanted ? [{ file, object: make(settings) }] : [];
}

/** An object of the user's own lands beside ours, in our namespace where it names none. */
function extra(object: KubernetesObject, settings: Settings): Manifest {
  const file = `app/${object.kind.toLowerCase()}-${object.metadata.name}.yaml`;
  return {
    file,
    object: { ...object, metadata: { namespace: settings.namespace.name, ...object.metadata } },
  };
}
