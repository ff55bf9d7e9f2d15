import { PATHS } from "../../speech/api";
import { admitsPath } from "../authorization";
import { gatewayWorkload } from "../ingress";
import type { Rule } from "./rule";
import { errorIf, warningIf } from "./say";

const SPEECH_PATH = PATHS.speech;

const callersNeedAuthorization: Rule = ({ authorization: { enabled, callers, jwt } }) => {
  if (enabled || (callers.length === 0 && !jwt)) return undefined;
  return {
    severity: "error",
    key: callers.length > 0 ? "authorization.callers" : "authorization.jwt",
    rule: "has no effect while authorization.enabled is false",
    fix: "remove one of the two",
  };
};

const callersNeedAmbient: Rule = ({ authorization, mesh }) => {
  if (mesh.ambient || authorization.callers.length === 0) return undefined;
  return {
    severity: "error",
    key: "authorization.callers",
    rule: "needs mesh.ambient: a caller outside the mesh has no identity",
    fix: "set mesh.ambient: true, or remove it",
  };
};

const jwtNeedsWaypoint: Rule = ({ authorization, mesh }) => {
  if (!authorization.jwt || mesh.waypoint.enabled) return undefined;
  return {
    severity: "error",
    key: "authorization.jwt",
    rule: "has no effect without a waypoint: the waypoint checks the tokens",
    fix: "set mesh.waypoint: true, or remove it",
  };
};

/** Plaintext goes past the waypoint, and with it past all that the waypoint asks. */
const policyNeedsStrict: Rule = ({ authorization: { enabled, callers, jwt }, mesh }) =>
  errorIf(
    enabled && mesh.waypoint.enabled && mesh.mtls !== "strict" && (jwt !== undefined || callers.length > 0),
    {
      key: jwt ? "authorization.jwt" : "authorization.callers",
      rule: "keeps nobody out while mesh.mtls is permissive: whoever calls a pod itself passes no waypoint, which is what asks",
      fix: "remove mesh.mtls, or remove it",
    },
  );

const gatewayWorkloadIsKnown: Rule = (settings) => {
  const { authorization, ingress } = settings;
  const { enabled, callers, jwt } = authorization;
  if (!enabled || ingress.kind === "none" || ingress.workload !== undefined) return undefined;
  // Beside tokens only a whole namespace can hold the gateway's pods unsaid, and no guess decides that.
  const matters = jwt
    ? callers.some((caller) => !caller.includes("/"))
    : callers.length > 0 && gatewayWorkload(settings) === undefined;
  return errorIf(matters, {
    key: "ingress.workload",
    rule: `must say who the gateway's pods are while authorization.callers names callers: ${
      jwt
        ? "a namespace there that holds them would need no token from outside"
        : "they may run in any namespace, and only callers that are named get through"
    }`,
    fix: `write namespace/service-account of the gateway's pods, for example ${
      ingress.kind === "gatewayApi" ? gatewayWorkload(settings) : "istio-ingress/istio-ingressgateway"
    }`,
  });
};

/** Who is named needs no token, and so would nobody who comes through a gateway that is named. */
const gatewayNeedsToken: Rule = (settings) => {
  const { authorization, ingress } = settings;
  const workload = gatewayWorkload(settings);
  if (!authorization.jwt || ingress.kind === "none" || workload === undefined) return undefined;
  return authorization.callers
    .filter((caller) => overlap(caller, workload))
    .map((caller) => ({
      severity: "error" as const,
      key: "authorization.callers",
      value: caller,
      rule: `includes the ingress gateway (${workload}): calls from outside would need no token`,
      fix: "name the service accounts of the callers inside, and in ingress.workload that of the gateway",
    }));
};

/** Whether two identities, each a namespace or a service account in one, have callers in common. */
function overlap(one: string, other: string): boolean {
  return one === other || other.startsWith(`${one}/`) || one.startsWith(`${other}/`);
}

const dummyTokensAreRefused: Rule = ({ authorization: { enabled, callers, jwt } }) =>
  warningIf(enabled && jwt !== undefined && jwt.header === undefined && callers.length > 0, {
    key: "authorization.callers",
    value: callers,
    rule: "get 401 when they send an Authorization header that holds no token of the issuer, as every OpenAI SDK does with its API key",
    fix: "set authorization.jwt.header, for example x-kokoro-token, and send tokens in it",
  });

const tokensTravelEncrypted: Rule = ({ authorization, ingress }) =>
  warningIf(
    authorization.enabled &&
      authorization.jwt !== undefined &&
      ingress.kind === "gatewayApi" &&
      ingress.sectionName === undefined,
    {
      key: "ingress.sectionName",
      rule: "is not set, so the route also joins a plain HTTP listener of the Gateway, where tokens travel in clear",
      fix: "name the HTTPS listener, for example https",
    },
  );

const policiesAreKept: Rule = ({ authorization: { enabled }, mesh }) =>
  warningIf(!enabled && mesh.ambient, {
    key: "authorization.enabled",
    value: false,
    rule: "opens every path to every caller in the mesh, at the waypoint and past it at the pods themselves",
    fix: "leave it out, and list what must be open in authorization.paths",
  });

const speechPathIsOpen: Rule = ({ authorization: { enabled, paths } }) => {
  if (!enabled || paths.some((path) => admitsPath(path, SPEECH_PATH))) return undefined;
  return {
    severity: "error",
    key: "authorization.paths",
    value: paths,
    rule: `must include ${SPEECH_PATH}, otherwise every speech request gets 403`,
    fix: "add /v1/*",
  };
};

export const authorizationRules: readonly Rule[] = [
  callersNeedAuthorization,
  callersNeedAmbient,
  jwtNeedsWaypoint,
  policyNeedsStrict,
  gatewayWorkloadIsKnown,
  gatewayNeedsToken,
  dummyTokensAreRefused,
  tokensTravelEncrypted,
  policiesAreKept,
  speechPathIsOpen,
];
