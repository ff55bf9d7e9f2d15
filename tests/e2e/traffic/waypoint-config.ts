import type { SettingsInput } from "../../../config/settings";
import type { RawFilterChain, RawResource } from "../support/istio";
import { programmed } from "./istio";

/** Prefix of the names that Istio gives to what it makes for a Service on its waypoint. */
const INBOUND = "inbound-vip|8880|http|";

/** Filters of Envoy itself. The others exist in Istio's build only; they record who called whom. */
const ENVOYS_OWN = ["rbac", "cors", "fault", "grpc_stats", "router"].map(
  (name) => `envoy.filters.http.${name}`,
);

export interface WaypointConfig {
  readonly bootstrap: object;
  /** Name of the cluster that stands for the Service. */
  readonly cluster: string;
}

/**
 * An Envoy configuration with the routes, filters and cluster that Istio programs into the waypoint
 * for a configuration. Left out: Istio's own filters, tracing, metadata and the HBONE tunnel to the
 * pods. Put in: a listener on loopback, and endpoints from a file in the place of istiod.
 */
export function waypointConfig(config: SettingsInput, endpointsFile: string): WaypointConfig {
  const { raw } = programmed(config, ["--raw"]);
  const chains = raw?.listeners.flatMap((listener) => listener.filterChains ?? []) ?? [];
  const chain = chains.find(isInbound);
  const cluster = raw?.clusters.find(isInbound);
  if (!chain || !cluster?.name) throw new Error("Istio programs no route for the Service");
  return {
    cluster: cluster.name,
    bootstrap: {
      admin: { address: loopback() },
      staticResources: {
        listeners: [{ name: "waypoint", address: loopback(), filterChains: [{ filters: filters(chain) }] }],
        clusters: [onFileEndpoints(cluster, endpointsFile)],
      },
      node: { id: "waypoint", cluster: "waypoint" },
    },
  };
}

function isInbound({ name }: RawResource): boolean {
  return name?.startsWith(INBOUND) === true;
}

function filters(chain: RawFilterChain): object[] {
  return chain.filters.map((filter) => {
    const { tracing: _, httpFilters, ...manager } = filter.typedConfig;
    const kept = (httpFilters as { name: string }[]).filter(({ name }) => ENVOYS_OWN.includes(name));
    return { ...filter, typedConfig: { ...manager, httpFilters: kept } };
  });
}

function onFileEndpoints(cluster: RawResource, endpointsFile: string): object {
  const { transportSocket: _socket, metadata: _metadata, edsClusterConfig, ...kept } = cluster;
  const serviceName = (edsClusterConfig as { serviceName: string }).serviceName;
  const edsConfig = { pathConfigSource: { path: endpointsFile }, resourceApiVersion: "V3" };
  return { ...kept, edsClusterConfig: { serviceName, edsConfig } };
}

/** Any free port of this machine, reachable from nowhere else. */
function loopback(): object {
  return { socketAddress: { address: "127.0.0.1", portValue: 0 } };
}
