import { batchName } from "../config/batch";
import { gatewayWorkload } from "../config/ingress";
import type { Settings } from "../config/schema/settings";
import type { KubernetesObject } from "./kubernetes";
import { metadata, selectorLabels } from "./names";
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
      rules: [{ ...(from.length > 0 && { from }), to: [{ operation: { paths } }] }, ...preflight(settings)],
    },
  };
}

/** Browsers ask before a call from another page whether it may be made, and send no token with that. */
function preflight({ authorization: { paths, jwt }, server }: Settings): object[] {
  if (!jwt || !server.CORS_ENABLED) return [];
  const sent = ["origin", "access-control-request-method"];
  return [
    {
      to: [{ operation: { methods: ["OPTIONS"], paths } }],
      when: sent.map((header) => ({ key: `request.headers[${header}]`, values: ["*"] })),
    },
  ];
}

/** The pods answer nobody but the waypoint: who dials a pod would skip every rule above. */
export function waypointOnlyPolicy(settings: Settings): KubernetesObject {
  const source = { notPrincipals: [principal(settings.namespace.name, settings.mesh.waypoint.name)] };
  return podPolicy(settings, "DENY", [{ source }]);
}

/** Without a waypoint ztunnel still knows the callers, though not the paths. */
export function callersPolicy(settings: Settings): KubernetesObject {
  return podPolicy(settings, "ALLOW", sources(settings));
}

/** The keys that tokens are checked against, and where a request holds its token. */
export function requestAuthentication(settings: Settings): KubernetesObject {
  const { issuer, jwksUri, audiences = [], header } = settings.authorization.jwt ?? {};
  const rule = {
    issuer,
    ...(jwksUri && { jwksUri }),
    ...(audiences.length > 0 && { audiences }),
    ...(header && { fromHeaders: [{ name: header.toLowerCase() }] }),
  };
  return {
    apiVersion: "security.istio.io/v1",
    kind: "RequestAuthentication",
    metadata: metadata(settings),
    spec: { targetRefs: [serviceTarget(settings)], jwtRules: [rule] },
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

/**
 * Whom a request may come from; none means any caller in the mesh. With tokens a request is admitted for
 * its token or because its caller is named, never because it does not come from the gateway: where the
 * gateway's pods run is the cluster's affair (docs/adr/0044).
 */
function sources(settings: Settings): { source: object }[] {
  const { callers, jwt } = settings.authorization;
  if (callers.length === 0 && !jwt) return [];
  const gateway = jwt || settings.ingress.kind === "none" ? undefined : gatewayWorkload(settings);
  const named = [...callers, ...ownCallers(settings), ...(gateway === undefined ? [] : [gateway])];
  const token = jwt ? [{ requestPrincipals: [`${jwt.issuer}/*`] }] : [];
  return [...named.map(callerSource), ...token].map((source) => ({ source }));
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
