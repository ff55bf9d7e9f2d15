import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderOfTest } from "../support/temporary";
import { EXTERNAL_GATEWAY, programmed } from "./support/istio";
import { manifestFiles, render, type StackConfig, substitutedCopy } from "./support/render";

/** `retryOn` and what Envoy makes of it: a status code becomes a retriable status code. */
const DEFAULT_RETRY_ON = {
  retryOn: "connect-failure,refused-stream,reset,retriable-status-codes",
  retriableStatusCodes: [503],
};

interface Case {
  readonly name: string;
  readonly config: StackConfig;
  readonly retryPolicy: object | null;
  /** As istio-xds writes it. */
  readonly timeout: string;
}

const NO_TIMEOUT = "0s (no timeout)";

const CASES: readonly Case[] = [
  {
    name: "the defaults",
    config: {},
    retryPolicy: { numRetries: 3, perTryTimeout: "", retryBackOff: { base: "250ms" }, ...DEFAULT_RETRY_ON },
    timeout: NO_TIMEOUT,
  },
  {
    name: "the figures of the plan",
    config: {
      timeout: "90s",
      retries: { attempts: 3, perTryTimeout: "30s", retryOn: "5xx,reset,connect-failure,refused-stream" },
    },
    retryPolicy: {
      numRetries: 3,
      perTryTimeout: "30s",
      retryBackOff: { base: "250ms" },
      retryOn: "5xx,reset,connect-failure,refused-stream",
    },
    timeout: "1m30s",
  },
  {
    name: "one slow retry",
    config: { timeout: "10m", retries: { attempts: 1, perTryTimeout: "290s", backoff: "2s" } },
    retryPolicy: { numRetries: 1, perTryTimeout: "4m50s", retryBackOff: { base: "2s" }, ...DEFAULT_RETRY_ON },
    timeout: "10m0s",
  },
  {
    name: "retries switched off, which also switches Istio's own off",
    config: { retries: { attempts: 0 } },
    retryPolicy: null,
    timeout: NO_TIMEOUT,
  },
];

describe("the waypoint that Istio programs", () => {
  it.each(CASES)("retries and times out as configured: $name", async ({ config, retryPolicy, timeout }) => {
    const { root } = await render(config, folderOfTest("xds"));
    const { target, waypoint } = await programmed([root]);
    expect(target.boundToWaypoint).toBe("ai-services/kokoro-api-waypoint");
    expect(waypoint.routes).toHaveLength(1);
    const [route] = waypoint.routes ?? [];
    expect(route).toMatchObject({
      object: "VirtualService ai-services/kokoro-api",
      retrySetBy: "user",
      timeout,
    });
    if (retryPolicy === null) expect(route?.retryPolicy).toBeNull();
    else expect(route?.retryPolicy).toMatchObject(retryPolicy);
  });

  it("balances by open requests and ejects servers that fail", async () => {
    const { root } = await render({}, folderOfTest("xds"));
    const { waypoint } = await programmed([root]);
    expect(waypoint.clusters).toMatchObject([
      {
        lbPolicy: "LEAST_REQUEST",
        connectTimeout: "5s",
        outlierDetection: {
          consecutive5xx: 5,
          interval: "10s",
          baseEjectionTime: "30s",
          maxEjectionPercent: 50,
        },
      },
    ]);
  });
});

const NOTHING_APPLIES = {
  boundToWaypoint: "",
  userRetryPolicyApplies: false,
  userTimeoutApplies: false,
  outlierDetectionApplies: false,
};

describe("without a waypoint", () => {
  it("nothing of the policy applies, and the render warns of it", async () => {
    const { root, messages } = await render(
      { timeout: "10m", mesh: { waypoint: false } },
      folderOfTest("xds"),
    );
    const { target, waypoint } = await programmed([root]);
    expect(waypoint.found).toBe(false);
    expect(target).toMatchObject(NOTHING_APPLIES);
    expect(messages).toContain("warning: mesh.waypoint: false is off");
  });

  it("on the Service's label nothing applies either: the label is what binds it", async () => {
    const { root, messages } = await render({ timeout: "10m" }, folderOfTest("xds"));
    expect((await programmed([root])).target).toMatchObject({
      userRetryPolicyApplies: true,
      userTimeoutApplies: true,
    });
    expect(messages).not.toContain("mesh.waypoint");
    const service = manifestFiles(root).find((file) => file.endsWith("/service.yaml")) ?? "";
    const labelled = readFileSync(service, "utf8");
    writeFileSync(service, labelled.replace(/^ +istio\.io\/use-waypoint: .*\n/m, ""));
    expect(readFileSync(service, "utf8")).not.toBe(labelled);
    const { target, waypoint } = await programmed([root]);
    expect(waypoint.found).toBe(true);
    expect(target).toMatchObject(NOTHING_APPLIES);
  });
});

describe("an ingress", () => {
  it("leads from the gateway's host through the waypoint, where alone is retried", async () => {
    const folder = folderOfTest("xds");
    const ingress: StackConfig["ingress"] = { kind: "istio", hosts: ["kokoro.${SECRET_DOMAIN}"] };
    const { root } = await render({ ingress }, folder);
    const files = substitutedCopy(root, join(folder, "substituted"));
    const { ingressGateway, target } = await programmed([files, EXTERNAL_GATEWAY]);
    expect(ingressGateway?.routes).toMatchObject([
      {
        domains: ["kokoro.home.example.test"],
        object: "VirtualService ai-services/kokoro-api-ingress",
        retryPolicy: null,
      },
    ]);
    // The only endpoint is reached by HBONE: the waypoint, not the pods.
    expect(ingressGateway?.endpointsOfTarget).toHaveLength(1);
    expect(ingressGateway?.endpointsOfTarget[0]).toMatch(/^connect_originate;.*:15008$/);
    expect(target.userRetryPolicyApplies).toBe(true);
  });

  it("is not reachable through the gateway by default", async () => {
    const { root } = await render({}, folderOfTest("xds"));
    const { ingressGateway } = await programmed([root, EXTERNAL_GATEWAY]);
    expect(ingressGateway?.routes ?? []).toEqual([]);
  });
});
