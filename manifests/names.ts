import type { Settings } from "../config/schema/settings";

/** The port that the image listens on; it ignores PORT. Source: upstream's entrypoint.sh. */
export const SERVER_PORT = 8880;

/** Istio matches hosts of routes and policies by the Service's full name. */
export function serviceHost(settings: Settings): string {
  return `${settings.name}.${settings.namespace.name}.svc.cluster.local`;
}

/** Where callers inside the cluster reach the server. */
export function serviceUrl(settings: Settings): string {
  return `http://${serviceHost(settings)}:${SERVER_PORT}`;
}

/** Name of the second version's Deployment and Service. */
export function canaryName({ name }: Settings): string {
  return `${name}-canary`;
}

/** The label that Istio gives to the pods of a waypoint, whoever made its Gateway. */
export function waypointPodLabels(settings: Settings): Record<string, string> {
  return { "gateway.networking.k8s.io/gateway-name": settings.mesh.waypoint.name };
}

/** The labels that select the app's pods: few, because a Deployment's selector can never change. */
export function selectorLabels(settings: Settings): Record<string, string> {
  return { app: settings.name };
}

/** The labels of the pods of each version. */
export function serverLabels(settings: Settings): Record<string, string>[] {
  const own = selectorLabels(settings);
  return settings.mesh.canary ? [own, selectorLabels({ ...settings, name: canaryName(settings) })] : [own];
}

/**
 * Labels of every object of the app: Kubernetes' recommended ones. The selector's label is not among
 * them: Istio copies a Gateway's labels to its pods, and a waypoint that the Service selects would
 * answer for the server.
 */
export function commonLabels(settings: Settings): Record<string, string> {
  return {
    "app.kubernetes.io/name": settings.name,
    "app.kubernetes.io/component": "text-to-speech",
  };
}

/** Metadata of an object of the app, in its namespace. */
export function metadata(
  settings: Settings,
  name: string = settings.name,
  labels: Record<string, string> = {},
) {
  return { name, namespace: settings.namespace.name, labels: { ...commonLabels(settings), ...labels } };
}
