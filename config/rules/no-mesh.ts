import * as z from "zod/mini";
import { meshSection } from "../schema/sections/mesh";
import type { Rule } from "./rule";
import { changedWithoutEffect, errorIf } from "./say";

/** Without Istio nobody reads what is said about it. */
const keysOfTheMesh: Rule = (_settings, { mesh }) => {
  if (mesh.enabled) return undefined;
  return changedWithoutEffect(
    mesh,
    z.parse(meshSection, {}),
    "mesh",
    "mesh is false: there is no Istio",
    "remove it, or remove mesh: false",
  );
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
