import type { Rule } from "./rule";

const ingressNeedsHosts: Rule = ({ ingress }) => {
  if (ingress.kind === "none" || ingress.hosts.length > 0) return undefined;
  return {
    severity: "error",
    key: "ingress.hosts",
    rule: `must name at least one host, because ingress.kind is ${ingress.kind}`,
    fix: "write for example\n  hosts:\n    - kokoro.${SECRET_DOMAIN}",
  };
};

const hostsNeedIngress: Rule = ({ ingress }) => {
  if (ingress.kind !== "none" || ingress.hosts.length === 0) return undefined;
  return {
    severity: "error",
    key: "ingress.hosts",
    rule: "has no effect while ingress.kind is none",
    fix: "set ingress.kind: istio or gatewayApi, or remove the hosts",
  };
};

const waypointNeedsAmbient: Rule = ({ mesh }) => {
  if (mesh.ambient || !mesh.waypoint.enabled) return undefined;
  return {
    severity: "error",
    key: "mesh.waypoint",
    value: true,
    rule: "needs mesh.ambient: traffic outside the mesh never passes a waypoint",
    fix: "set mesh.ambient: true, or mesh.waypoint: false",
  };
};

const waypointNameIsFree: Rule = ({ mesh, name }) => {
  if (mesh.waypoint.name !== name) return undefined;
  return {
    severity: "error",
    key: "mesh.waypoint.name",
    value: name,
    rule: "must differ from the app's name: Istio creates a Service and a Deployment with the waypoint's name",
    fix: `write ${name}-waypoint`,
  };
};

export const accessRules: readonly Rule[] = [
  ingressNeedsHosts,
  hostsNeedIngress,
  waypointNeedsAmbient,
  waypointNameIsFree,
];
