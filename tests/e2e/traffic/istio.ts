import { execFileSync } from "node:child_process";
import { parseSettings } from "../../../config/parse";
import type { SettingsInput } from "../../../config/settings";
import { renderStream } from "../../../render/tree";
import { program } from "./programs";

/** What istio-xds reports that the tests look at; it says much more. */
export interface Programmed {
  readonly target: {
    readonly boundToWaypoint: string;
    readonly userRetryPolicyApplies: boolean;
    readonly userTimeoutApplies: boolean;
    readonly outlierDetectionApplies: boolean;
    readonly connectionPoolApplies: boolean;
  };
  readonly waypoint: {
    readonly routes?: readonly Route[];
    readonly clusters?: readonly Cluster[];
    readonly filterChains?: readonly { readonly httpFilters: readonly string[] }[];
    readonly rbacFilters: readonly unknown[] | null;
  };
  readonly ingressGateway?: unknown;
  readonly raw?: { readonly listeners: readonly RawListener[]; readonly clusters: readonly RawResource[] };
}

export interface Route {
  readonly object: string;
  readonly timeout: string;
  readonly retrySetBy: string;
  readonly retryPolicy: Record<string, unknown>;
}

export interface Cluster {
  readonly lbPolicy: string;
  readonly circuitBreakers: { readonly thresholds: readonly Record<string, unknown>[] };
  readonly outlierDetection?: Record<string, unknown>;
}

export type RawResource = { readonly name?: string; readonly [field: string]: unknown };
export type RawListener = RawResource & { readonly filterChains?: readonly RawFilterChain[] };
export type RawFilterChain = RawResource & {
  readonly filters: readonly { readonly typedConfig: Record<string, unknown> }[];
};

/** What Istio programs for a configuration. */
export function programmed(config: SettingsInput, options: readonly string[] = []): Programmed {
  const documents = renderStream(parseSettings(config).settings);
  // The tree keeps Flux's variables; the cluster never sees them.
  const input = documents.replaceAll("${SECRET_DOMAIN}", "home.example.test");
  const output = execFileSync(program("istio-xds"), [...options, "-"], { input, maxBuffer: 64 << 20 });
  return JSON.parse(output.toString("utf8")) as Programmed;
}
