import type { Rule } from "./rule";
import { errorIf } from "./say";

const hostsDiffer: Rule = ({ ingress: { hosts } }) => {
  const twice = hosts.find((host, index) => hosts.indexOf(host) < index);
  return errorIf(twice !== undefined, {
    key: "ingress.hosts",
    value: twice,
    rule: "is there twice",
    fix: "remove one of them",
  });
};

/** Source: Gateway API, HTTPRoute `hostnames`. */
const MOST_HOSTS = 16;

const hostsFitRoute: Rule = ({ ingress: { kind, hosts } }) =>
  errorIf(kind === "gatewayApi" && hosts.length > MOST_HOSTS, {
    key: "ingress.hosts",
    value: hosts.length,
    rule: `must be at most ${MOST_HOSTS} with ingress.kind gatewayApi, the limit of an HTTPRoute`,
    fix: "take a wildcard such as *.example.com for some of them, or set ingress.kind: istio",
  });

/** Istio refuses a VirtualService in which one host covers another; an HTTPRoute takes the closer one. */
const wildcardsCoverNone: Rule = ({ ingress: { kind, hosts } }) => {
  if (kind !== "istio") return undefined;
  return hosts.flatMap((wildcard) =>
    hosts
      .filter((host) => wildcard.startsWith("*.") && host !== wildcard && host.endsWith(wildcard.slice(1)))
      .map((host) => ({
        severity: "error" as const,
        key: "ingress.hosts",
        value: host,
        rule: `is one of ${wildcard} already, and Istio refuses both in one VirtualService`,
        fix: "remove it, or the wildcard",
      })),
  );
};

export const hostRules: readonly Rule[] = [hostsDiffer, hostsFitRoute, wildcardsCoverNone];
