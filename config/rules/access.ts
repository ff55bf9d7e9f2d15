import { gatewayOf } from "../ingress";
import type { Rule } from "./rule";
import { errorIf, withoutEffect } from "./say";

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

const ingressKeysNeedIngress: Rule = ({ ingress }) =>
  ingress.kind === "none"
    ? withoutEffect(
        ingress,
        "ingress",
        ["gateway", "workload", "sectionName"],
        "ingress.kind is none",
        "set ingress.kind: istio or gatewayApi, or remove it",
      )
    : undefined;

const sectionNeedsGatewayApi: Rule = ({ ingress }) =>
  errorIf(ingress.kind === "istio" && ingress.sectionName !== undefined, {
    key: "ingress.sectionName",
    value: ingress.sectionName,
    rule: "has no effect while ingress.kind is istio: a VirtualService joins every server of the Gateway that has its host",
    fix: "remove it, and give the Gateway's plain HTTP server tls.httpsRedirect: true",
  });

/** Cilium's Gateway answers from its own node, outside the mesh; saying who its pods are says otherwise. */
const ciliumIsOutsideTheMesh: Rule = (settings) => {
  const { ingress, mesh } = settings;
  const { namespace, name } = gatewayOf(settings);
  const ciliums = [namespace, name].some((part) => part?.split("-").includes("cilium"));
  return errorIf(
    ingress.kind !== "none" &&
      ciliums &&
      ingress.workload === undefined &&
      mesh.ambient &&
      mesh.mtls === "strict",
    {
      key: "ingress.gateway",
      value: ingress.gateway,
      rule: "is by its name a Gateway of Cilium, which is not in the mesh: mesh.mtls strict refuses its calls",
      fix: "use a Gateway of Istio, or set mesh.mtls: permissive; if Istio runs it, say in ingress.workload who its pods are",
    },
  );
};

const waypointNeedsAmbient: Rule = ({ mesh }) => {
  if (!mesh.enabled || mesh.ambient || !mesh.waypoint.enabled) return undefined;
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
  ingressKeysNeedIngress,
  sectionNeedsGatewayApi,
  ciliumIsOutsideTheMesh,
  waypointNeedsAmbient,
  waypointNameIsFree,
];
