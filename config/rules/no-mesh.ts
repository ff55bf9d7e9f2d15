import { isDeepStrictEqual } from "node:util";
import { MESH_DEFAULTS } from "../schema/sections/mesh";
import type { Rule } from "./rule";
import { errorIf } from "./say";

/** Without Istio nobody reads what is said about it. */
const keysOfTheMesh: Rule = (_settings, { mesh }) => {
  if (mesh.enabled) return undefined;
  return (Object.keys(mesh) as (keyof typeof mesh)[])
    .filter((key) => key !== "enabled" && !isDeepStrictEqual(mesh[key], MESH_DEFAULTS[key]))
    .map((key) => ({
      severity: "error" as const,
      key: `mesh.${key}`,
      rule: "has no effect while mesh is false: there is no Istio",
      fix: "remove it, or remove mesh: false",
    }));
};

const retriesNeedIstio: Rule = ({ mesh }, { retries, timeout }) => {
  if (mesh.enabled) return undefined;
  const set = [
    (retries.policy !== "speech" || retries.attempts || retries.perTryTimeout || retries.retryOn) &&
      "retries",
    timeout !== undefined && "timeout",
  ];
  return set
    .filter((key) => typeof key === "string")
    .map((key) => ({
      severity: "error" as const,
      key,
      rule: "has no effect while mesh is false: Istio applies it, and the server does not",
      fix: "remove it and let the callers retry, or remove mesh: false",
    }));
};

const ingressOfIstio: Rule = ({ mesh, ingress }) =>
  errorIf(!mesh.enabled && ingress.kind === "istio", {
    key: "ingress.kind",
    value: ingress.kind,
    rule: "renders a VirtualService while mesh is false: without Istio nothing reads it",
    fix: "set ingress.kind: gatewayApi; where Istio runs the Gateway and no mesh, write mesh: {ambient: false, waypoint: false}",
  });

export const noMeshRules: readonly Rule[] = [keysOfTheMesh, retriesNeedIstio, ingressOfIstio];
