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
  };
  readonly waypoint: {
    readonly found: boolean;
    readonly routes: readonly Route[];
    readonly clusters: readonly Cluster[];
  };
  readonly ingressGateway?: {
    readonly routes: readonly Route[];
    readonly endpointsOfTarget: readonly string[];
  };
}

export interface Route {
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
  readonly outlierDetection: Readonly<Record<string, unknown>> | null;
}

/** Lets Istio's own discovery server translate rendered files for a Service. */
export async function programmed(
  files: readonly string[],
  namespace = "ai-services",
  service = "kokoro-api",
): Promise<Programmed> {
  const { stdout } = await run("istio-xds", ["--namespace", namespace, "--service", service, ...files]);
  return JSON.parse(stdout) as Programmed;
}
