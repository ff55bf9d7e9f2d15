import { join } from "node:path";
import { run } from "../toolchain/run";

/** What stands in HomeCluster already and an ingress refers to. */
export const EXTERNAL_GATEWAY = join(__dirname, "external-gateway.yaml");

/** The part of istio-xds' report that the tests look at: what Istio's discovery server would program. */
export interface Programmed {
  readonly target: {
    readonly boundToWaypoint: string;
    readonly userRetryPolicyApplies: boolean;
    readonly userTimeoutApplies: boolean;
    readonly outlierDetectionApplies: boolean;
    readonly connectionPoolApplies: boolean;
  };
  readonly waypoint: {
    readonly found: boolean;
    readonly routes?: readonly Route[];
    readonly clusters?: readonly Cluster[];
    readonly filterChains?: readonly { readonly httpFilters: readonly string[] }[];
    readonly rbacFilters: readonly unknown[] | null;
  };
  readonly ingressGateway?: {
    readonly routes: readonly Route[];
    readonly endpointsOfTarget: readonly string[];
  };
  /** With the flag --raw. */
  readonly raw?: { readonly listeners: readonly RawListener[]; readonly clusters: readonly RawResource[] };
}

export interface Route {
  readonly filterChain: string;
  /** A cluster's name, or several with their weights. */
  readonly cluster: unknown;
  readonly domains: readonly string[];
  readonly object: string;
  readonly timeout: string;
  readonly timeoutSetBy: string;
  readonly retrySetBy: string;
  readonly retryPolicy: Readonly<Record<string, unknown>> | null;
}

export interface Cluster {
  readonly name: string;
  readonly connectTimeout: string;
  readonly lbPolicy: string;
  readonly circuitBreakers: { readonly thresholds: readonly Record<string, unknown>[] };
  readonly outlierDetection: Readonly<Record<string, unknown>> | null;
}

export type RawResource = { readonly name?: string; readonly [field: string]: unknown };
export type RawListener = RawResource & { readonly filterChains?: readonly RawFilterChain[] };
export type RawFilterChain = RawResource & {
  readonly filters: readonly { readonly typedConfig: Record<string, unknown> }[];
};

/** Lets Istio's own discovery server translate rendered files for a Service. */
export async function programmed(
  files: readonly string[],
  namespace = "ai-services",
  service = "kokoro-api",
): Promise<Programmed> {
  const { stdout } = await run("istio-xds", ["--namespace", namespace, "--service", service, ...files]);
  return JSON.parse(stdout) as Programmed;
}
