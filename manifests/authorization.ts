import { batchName } from "../config/batch";
import type { Settings } from "../config/schema/settings";
import type { KubernetesObject } from "./kubernetes";
import { metadata, selectorLabels, waypointName } from "./names";
import { cronJobName } from "./smoke/names";

/**
 * What may be called, and by whom: the waypoint enforces it (`targetRefs`; with a selector ztunnel
 * would deny everything). A list of what is open, so that what a later server adds is closed.
 */
export function authorizationPolicy(settings: Settings): KubernetesObject {
  const { paths } = settings.authorization;
  const from = sources(settings);
  return {
    apiVersion: "security.istio.io/v1",
    kind: "AuthorizationPolicy",
    metadata: metadata(settings),
    spec: {
      targetRefs: [serviceTarget(settings)],
      action: "ALLOW",
      rules: [{ ...(from.length > 0 && { from }), to: [{ operation: { paths } }] }],
    },
  };
}

/** The pods answer nobody but the waypoint: who dials a pod would skip every rule above. */
export function waypointOnlyPolicy(settings: Settings): KubernetesObject {
  const source = { notPrincipals: [principal(settings.namespace.name, waypointName(settings))] };
  return podPolicy(settings, "DENY", [{ source }]);
}

/** Without a waypoint ztunnel still knows the callers, though not the paths. */
export function callersPolicy(settings: Settings): KubernetesObject {
  return podPolicy(settings, "ALLOW", sources(settings));
}

/** The keys that tokens of callers from outside are checked against. */
export function requestAuthentication(settings: Settings): KubernetesObject {
  const { issuer, jwksUri, audiences = [] } = settings.authorization.jwt ?? {};
  return {
    apiVersion: "security.istio.io/v1",
    kind: "RequestAuthentication",
    metadata: metadata(settings),
    spec: {
      targetRefs: [serviceTarget(settings)],
      jwtRules: [{ issuer, ...(jwksUri && { jwksUri }), ...(audiences.length > 0 && { audiences }) }],
    },
  };
}

function podPolicy(settings: Settings, action: string, from: object[]): KubernetesObject {
  return {
    apiVersion: "security.istio.io/v1",
    kind: "AuthorizationPolicy",
    metadata: metadata(settings, `${settings.name}-pods`),
    spec: { selector: { matchLabels: selectorLabels(settings) }, action, rules: [{ from }] },
  };
}

function serviceTarget({ name }: Settings) {
  return { group: "", kind: "Service", name };
}

/** The callers that a request may come from; none means any caller in the mesh. */
function sources(settings: Settings): { source: object }[] {
  const { callers, jwt } = settings.authorization;
  const gateway = gatewayNamespace(settings);
  if (callers.length === 0 && !jwt) return [];
  const token = jwt && { requestPrincipals: [`${jwt.issuer}/*`] };
  const inside =
    callers.length > 0
      ? [...callers, ...ownCallers(settings)].map(callerSource)
      : [{ notNamespaces: gateway ? [gateway] : [] }];
  const outside = gateway ? [{ namespaces: [gateway], ...token }] : [];
  return [...inside, ...outside].map((source) => ({ source }));
}

/** The check and the batch ask as any caller does, whoever else may. */
function ownCallers(settings: Settings): string[] {
  const { smoke, batch, namespace } = settings;
  const names = [
    ...(smoke.enabled ? [cronJobName(settings)] : []),
    ...(batch.enabled ? [batchName(settings)] : []),
  ];
  return names.map((name) => `${namespace.name}/${name}`);
}

function callerSource(caller: string) {
  const [namespace = "", account] = caller.split("/");
  return account === undefined
    ? { namespaces: [namespace] }
    : { principals: [principal(namespace, account)] };
}

/** `*` stands for the trust domain, which differs between meshes. */
function principal(namespace: string, account: string): string {
  return `*/ns/${namespace}/sa/${account}`;
}

/** Where the ingress gateway's pods run; undefined without ingress. */
function gatewayNamespace({ ingress, namespace }: Settings): string | undefined {
  if (ingress.kind === "none") return undefined;
  return ingress.gateway.includes("/") ? ingress.gateway.split("/")[0] : namespace.name;
}
