import type { Settings } from "../../config/settings";
import type { KubernetesObject, Manifest } from "../kubernetes";
import { deployment } from "./deployment";
import { destinationRule } from "./destination-rule";
import { ingressVirtualService } from "./ingress";
import { namespace } from "./namespace";
import { carriedSecrets, envSecret, externalSecret, SECRET_FILE, storedSecrets } from "./secret-env";
import { service } from "./service";
import { serviceAccount } from "./service-account";
import { virtualService } from "./virtual-service";
import { waypoint, waypointParameters } from "./waypoint";

/**
 * Everything that is deployed, in the order in which it is created. Preview, up, the rendered tree and
 * the tests all read this list: what stands here is everywhere, what does not is nowhere.
 */
export function manifests(settings: Settings): Manifest[] {
  const { mesh, ingress } = settings;
  const ownWaypoint = mesh.waypoint.enabled && mesh.waypoint.create;
  return [
    ...when(settings.namespace.create, "namespace.yaml", namespace, settings),
    ...when(true, "app/serviceaccount.yaml", serviceAccount, settings),
    ...when(carriedSecrets(settings).length > 0, SECRET_FILE, envSecret, settings),
    ...when(storedSecrets(settings).length > 0, "app/externalsecret.yaml", externalSecret, settings),
    ...when(ownWaypoint, "app/configmap-waypoint.yaml", waypointParameters, settings),
    ...when(ownWaypoint, "app/gateway.yaml", waypoint, settings),
    ...when(true, "app/deployment.yaml", deployment, settings),
    ...when(true, "app/service.yaml", service, settings),
    ...when(mesh.waypoint.enabled, "app/virtualservice.yaml", virtualService, settings),
    ...when(mesh.waypoint.enabled, "app/destinationrule.yaml", destinationRule, settings),
    ...when(ingress.kind === "istio", "app/virtualservice-ingress.yaml", ingressVirtualService, settings),
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
    verbatim: true,
    object: { ...object, metadata: { namespace: settings.namespace.name, ...object.metadata } },
  };
}
