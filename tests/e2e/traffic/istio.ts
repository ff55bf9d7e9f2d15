import { execFileSync } from "node:child_process";
import { parseSettings } from "../../../config/parse";
import type { Settings, SettingsInput } from "../../../config/settings";
import { renderStream } from "../../../render/tree";
import { program } from "../toolchain/locate";

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
  readonly ingressGateway?: {
    readonly routes: readonly Route[];
    readonly endpointsOfTarget: readonly string[];
  };
  readonly raw?: { readonly listeners: readonly RawListener[]; readonly clusters: readonly RawResource[] };
}

export interface Route {
  readonly filterChain: string;
  /** A cluster's name, or several with their weights. */
  readonly cluster: unknown;
  readonly object: string;
  readonly timeout: string;
  readonly retrySetBy: string;
  readonly retryPolicy: Record<string, unknown>;
}

export interface Cluster {
  readonly name: string;
  readonly lbPolicy: string;
  readonly circuitBreakers: { readonly thresholds: readonly Record<string, unknown>[] };
  readonly outlierDetection: Record<string, unknown> | null;
}

export type RawResource = { readonly name?: string; readonly [field: string]: unknown };
export type RawListener = RawResource & { readonly filterChains?: readonly RawFilterChain[] };
export type RawFilterChain = RawResource & {
  readonly filters: readonly { readonly typedConfig: Record<string, unknown> }[];
};

/** What Istio programs for a configuration as a user writes it. */
export function programmed(config: SettingsInput, options: readonly string[] = []): Programmed {
  return programmedObjects(parseSettings(config).settings, options);
}

/** What Istio programs for settings, beside objects of others in `more`. */
export function programmedObjects(settings: Settings, options: readonly string[], more = ""): Programmed {
  // The tree keeps Flux's variables; the cluster never sees them.
  const input = `${renderStream(settings)}${more}`.replaceAll("${SECRET_DOMAIN}", "home.example.test");
  const namespace = ["-namespace", settings.namespace.name, "-service", settings.name];
  const output = execFileSync(program("istio-xds"), [...namespace, ...options, "-"], {
    input,
    maxBuffer: 64 << 20,
  });
  return JSON.parse(output.toString("utf8")) as Programmed;
}
