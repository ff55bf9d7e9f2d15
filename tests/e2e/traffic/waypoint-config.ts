import { join } from "node:path";
import type { SettingsInput } from "../../../config/schema/settings";
import type { RawFilterChain, RawResource } from "../support/istio";
import { programmed } from "./istio";

/** Prefix of the names that Istio gives to what it makes for a Service on its waypoint. */
const INBOUND = "inbound-vip|8880|http|";

/** Filters of Envoy itself. The others exist in Istio's build only; they record who called whom. */
const ENVOYS_OWN = ["jwt_authn", "rbac", "cors", "fault", "grpc_stats", "router"].map(
  (name) => `envoy.filters.http.${name}`,
);

/** The header that names a caller, in the place of the certificate of its HBONE connection. */
export const CALLER_HEADER = "x-caller";

/** An Envoy cluster: a Service of the configuration. */
export interface WaypointCluster {
  readonly name: string;
  /** Where its endpoints are, in the place of istiod. */
  readonly endpoints: string;
}

export interface WaypointConfig {
  readonly bootstrap: object;
  readonly service: WaypointCluster;
  readonly canary: WaypointCluster | undefined;
}

/**
 * An Envoy configuration with the routes, filters and cluster that Istio programs into the waypoint
 * for a configuration. Left out: Istio's own filters, tracing, metadata and the HBONE tunnel to the
 * pods. Put in: a listener on loopback, endpoints from a file in the place of istiod, callers from a
 * header.
 * @param folder for the endpoints
 * @param jwks the keys that istiod would have fetched
 */
export function waypointConfig(config: SettingsInput, folder: string, jwks?: object): WaypointConfig {
  const { raw } = programmed(config, ["--raw"]);
  const chains = raw?.listeners.flatMap((listener) => listener.filterChains ?? []) ?? [];
  const chain = chains.find(isInbound);
  const clusters = raw?.clusters.filter(isInbound).map((cluster) => withEndpoints(cluster, folder)) ?? [];
  const canary = clusters.find(({ name }) => name.includes("-canary."));
  const service = clusters.find((cluster) => cluster !== canary);
  if (!chain || !service) throw new Error("Istio programs no route for the Service");
  return {
    service,
    canary,
    bootstrap: {
      admin: { address: loopback() },
      staticResources: {
        listeners: [
          { name: "waypoint", address: loopback(), filterChains: [{ filters: filters(chain, jwks) }] },
        ],
        clusters: clusters.map(({ cluster }) => cluster),
      },
      node: { id: "waypoint", cluster: "waypoint" },
    },
  };
}

function isInbound({ name }: RawResource): boolean {
  return name?.startsWith(INBOUND) === true;
}

function filters(chain: RawFilterChain, jwks: object | undefined): object[] {
  return chain.filters.map((filter) => {
    const { tracing: _, httpFilters, ...manager } = filter.typedConfig;
    const kept = (httpFilters as HttpFilter[]).filter(({ name }) => ENVOYS_OWN.includes(name));
    const httpFiltersHere = [callerFromHeader(), ...kept.map((each) => withKeys(each, jwks))];
    return { ...filter, typedConfig: { ...manager, httpFilters: httpFiltersHere } };
  });
}

interface HttpFilter {
  readonly name: string;
  readonly typedConfig: { readonly providers?: Readonly<Record<string, object>> };
}

/** istiod puts the keys that it fetched into the filter; here it reached no issuer. */
function withKeys(filter: HttpFilter, jwks: object | undefined): HttpFilter {
  const { providers } = filter.typedConfig;
  if (!providers || !jwks) return filter;
  const localJwks = { inlineString: JSON.stringify(jwks) };
  const known = Object.entries(providers).map(([name, provider]) => [name, { ...provider, localJwks }]);
  return { ...filter, typedConfig: { ...filter.typedConfig, providers: Object.fromEntries(known) } };
}

/** Sets what Istio's policies match callers by. */
function callerFromHeader(): object {
  const formatString = { textFormatSource: { inlineString: `%REQ(${CALLER_HEADER})%` } };
  const principal = { objectKey: "io.istio.peer_principal", factoryKey: "envoy.string", formatString };
  const type = "type.googleapis.com/envoy.extensions.filters.http.set_filter_state.v3.Config";
  return {
    name: "envoy.filters.http.set_filter_state",
    typedConfig: { "@type": type, onRequestHeaders: [principal] },
  };
}

function withEndpoints(given: RawResource, folder: string): WaypointCluster & { readonly cluster: object } {
  const { transportSocket: _socket, metadata: _metadata, edsClusterConfig, name = "", ...kept } = given;
  const endpoints = join(folder, `${name.split("|").at(-1)}.json`);
  const serviceName = (edsClusterConfig as { serviceName: string }).serviceName;
  const edsConfig = { pathConfigSource: { path: endpoints }, resourceApiVersion: "V3" };
  return { name, endpoints, cluster: { name, ...kept, edsClusterConfig: { serviceName, edsConfig } } };
}

/** Any free port of this machine, reachable from nowhere else. */
function loopback(): object {
  return { socketAddress: { address: "127.0.0.1", portValue: 0 } };
}
