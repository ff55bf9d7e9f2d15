import type { Settings } from "../../config/settings";
import type { KubernetesObject, Manifest } from "../kubernetes";
import {
  authorizationPolicy,
  callersPolicy,
  requestAuthentication,
  waypointOnlyPolicy,
} from "./authorization";
import { canaryFiles, canarySettings } from "./canary";
import { ciliumNetworkPolicy, waypointCiliumNetworkPolicy } from "./cilium-network-policy";
import { deployment } from "./deployment";
import { destinationRule } from "./destination-rule";
import { httpRoute, ingressHttpRoute } from "./http-route";
import { ingressVirtualService } from "./ingress";
import { namespace } from "./namespace";
import { networkPolicy, waypointNetworkPolicy } from "./network-policy";
import { peerAuthentication } from "./peer-authentication";
import { service } from "./service";
import { serviceAccount } from "./service-account";
import { virtualService } from "./virtual-service";
import { waypoint } from "./waypoint";
import { waypointParameters } from "./waypoint-parameters";

/**
 * Everything that is deployed, in the order in which it is created. Preview, up, the rendered tree and
 * the tests all read this list: what stands here is everywhere, what does not is nowhere.
 */
export function manifests(settings: Settings): Manifest[] {
  const { ingress } = settings;
  const ownWaypoint = usesWaypoint(settings) && settings.mesh.waypoint.create;
  return [
    ...when(settings.namespace.create, "namespace.yaml", namespace, settings),
    ...when(true, "app/serviceaccount.yaml", serviceAccount, settings),
    ...when(ownWaypoint, "app/configmap-waypoint.yaml", waypointParameters, settings),
    ...when(ownWaypoint, "app/gateway.yaml", waypoint, settings),
    ...access(settings),
    ...when(true, "app/deployment.yaml", deployment, settings),
    ...when(true, "app/service.yaml", service, settings),
    ...routes(settings),
    ...when(ingress.kind === "istio", "app/virtualservice-ingress.yaml", ingressVirtualService, settings),
    ...when(ingress.kind === "gatewayApi", "app/httproute-ingress.yaml", ingressHttpRoute, settings),
    ...canary(settings),
    ...settings.extraManifests.map((object) => extra(object as KubernetesObject, settings)),
  ];
}

function canary(settings: Settings): Manifest[] {
  const second = canarySettings(settings);
  return second ? canaryFiles(manifests(second)) : [];
}

/** Who may reach the pods. Before the Deployment, so that no pod is ever without. */
function access(settings: Settings): Manifest[] {
  const { mesh, authorization, networkPolicy: flavour } = settings;
  const own = mesh.waypoint.create && usesWaypoint(settings);
  const paths = authorization.enabled && usesWaypoint(settings);
  const callers = authorization.callers.length > 0 && authorization.enabled && !usesWaypoint(settings);
  return [
    ...when(flavour === "kubernetes", "app/networkpolicy.yaml", networkPolicy, settings),
    ...when(
      flavour === "kubernetes" && own,
      "app/networkpolicy-waypoint.yaml",
      waypointNetworkPolicy,
      settings,
    ),
    ...when(flavour === "cilium", "app/ciliumnetworkpolicy.yaml", ciliumNetworkPolicy, settings),
    ...when(
      flavour === "cilium" && own,
      "app/ciliumnetworkpolicy-waypoint.yaml",
      waypointCiliumNetworkPolicy,
      settings,
    ),
    ...when(mesh.ambient, "app/peerauthentication.yaml", peerAuthentication, settings),
    ...when(
      paths && authorization.jwt !== undefined,
      "app/requestauthentication.yaml",
      requestAuthentication,
      settings,
    ),
    ...when(paths, "app/authorizationpolicy.yaml", authorizationPolicy, settings),
    ...when(
      paths && mesh.mtls === "strict",
      "app/authorizationpolicy-pods.yaml",
      waypointOnlyPolicy,
      settings,
    ),
    ...when(callers, "app/authorizationpolicy-pods.yaml", callersPolicy, settings),
  ];
}

/** What the waypoint does with a call. */
function routes(settings: Settings): Manifest[] {
  const used = usesWaypoint(settings);
  const kind = settings.mesh.routes;
  return [
    ...when(used && kind === "virtualService", "app/virtualservice.yaml", virtualService, settings),
    ...when(used && kind === "httpRoute", "app/httproute.yaml", httpRoute, settings),
    ...when(used, "app/destinationrule.yaml", destinationRule, settings),
  ];
}

function usesWaypoint({ mesh }: Settings): boolean {
  return mesh.waypoint.enabled;
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
