import { PATHS } from "../../speech/api";
import type { Rule } from "./rule";

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

const jwtNeedsIngress: Rule = ({ authorization, ingress }) => {
  if (!authorization.jwt || ingress.kind !== "none") return undefined;
  return {
    severity: "error",
    key: "authorization.jwt",
    rule: "has no effect while ingress.kind is none: it is for callers from outside the cluster",
    fix: "set ingress.kind: istio, or remove it",
  };
};

const speechPathIsOpen: Rule = ({ authorization: { enabled, paths } }) => {
  if (!enabled || paths.some((path) => matches(path, SPEECH_PATH))) return undefined;
  return {
    severity: "error",
    key: "authorization.paths",
    value: paths,
    rule: `must include ${SPEECH_PATH}, otherwise every speech request gets 403`,
    fix: "add /v1/*",
  };
};

/** As AuthorizationPolicy matches: exact, or a prefix before `*`. */
function matches(pattern: string, path: string): boolean {
  return pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
}

export const authorizationRules: readonly Rule[] = [
  callersNeedAuthorization,
  callersNeedAmbient,
  jwtNeedsWaypoint,
  jwtNeedsIngress,
  speechPathIsOpen,
];
