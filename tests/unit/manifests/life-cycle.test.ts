import { describe, expect, it } from "vitest";
import type { Settings, SettingsInput } from "../../../config/schema/settings";
import { manifests } from "../../../manifests";
import { type HealthProbe, livenessProbe, readinessProbe } from "../../../manifests/probes";
import { settingsOf } from "../../support/settings";

/** Seconds of silence after which a probe gives up, whenever in its period the silence begins. */
function givesUpAfter(probe: HealthProbe): { earliest: number; latest: number } {
  const untilLast = (probe.failureThreshold - 1) * probe.periodSeconds + probe.timeoutSeconds;
  return { earliest: untilLast, latest: untilLast + probe.periodSeconds };
}

const ACCELERATORS = ["cpu", "nvidia", "rocm"] as const;

function deploymentOf(settings: Settings) {
  const found = manifests(settings).find(({ object }) => object.kind === "Deployment");
  return found?.object.spec as {
    replicas?: number;
    strategy: { type: string; rollingUpdate?: object };
    progressDeadlineSeconds: number;
    template: { metadata: { annotations: Record<string, string> }; spec: PodSpec };
  };
}

interface PodSpec {
  readonly terminationGracePeriodSeconds: number;
  readonly topologySpreadConstraints?: unknown[];
  readonly containers: { env: { name: string; value: string }[]; resources: { limits: object } }[];
}

const kindsOf = (input: SettingsInput) => manifests(settingsOf(input)).map(({ object }) => object.kind);

describe("the probes", () => {
  it.each(ACCELERATORS)("survive an event loop that is blocked for 60 s: %s", (accelerator) => {
    for (const longestRequest of ["1s", "30s", "60s", "300s"]) {
      const settings = settingsOf({ accelerator, longestRequest });
      expect(givesUpAfter(livenessProbe(settings)).earliest).toBeGreaterThan(60);
    }
  });

  it.each(["60s", "300s", "1h"])(
    "never restart a server that is busy for its longest request: %s",
    (longestRequest) => {
      const settings = settingsOf({ longestRequest });
      expect(givesUpAfter(livenessProbe(settings)).earliest).toBeGreaterThanOrEqual(
        (2 * Number.parseInt(longestRequest, 10)) as number,
      );
    },
  );

  it("take a stuck server out long before it is restarted, where another one can answer", () => {
    const settings = settingsOf({ replicas: 3 });
    expect(givesUpAfter(readinessProbe(settings)).latest).toBeLessThan(
      givesUpAfter(livenessProbe(settings)).earliest / 2,
    );
  });

  it("keep a busy lone server in the Service for its longest request", () => {
    expect(givesUpAfter(readinessProbe(settingsOf({ replicas: 1 }))).earliest).toBeGreaterThanOrEqual(300);
  });

  it("keep one of several servers in for the slowest usual answer: 1000 words on a CPU", () => {
    expect(givesUpAfter(readinessProbe(settingsOf({ replicas: 3 }))).earliest).toBeGreaterThanOrEqual(120);
  });
});

describe("the rollout", () => {
  const strategyOf = (input: SettingsInput) => deploymentOf(settingsOf(input)).strategy;

  it("starts a new server before it stops an old one on CPU", () => {
    expect(strategyOf({})).toEqual({
      type: "RollingUpdate",
      rollingUpdate: { maxUnavailable: 0, maxSurge: 1 },
    });
  });

  it.each(["nvidia", "rocm"] as const)(
    "stops the only server first where it holds the GPU: %s",
    (accelerator) => {
      expect(strategyOf({ accelerator })).toEqual({ type: "Recreate" });
    },
  );

  it("replaces one of several GPU servers at a time", () => {
    expect(strategyOf({ accelerator: "nvidia", replicas: 3 })).toEqual({
      type: "RollingUpdate",
      rollingUpdate: { maxUnavailable: 1, maxSurge: 0 },
    });
  });

  it("uses a spare GPU", () => {
    expect(strategyOf({ accelerator: "nvidia", gpu: { spare: true } }).rollingUpdate).toEqual({
      maxUnavailable: 0,
      maxSurge: 1,
    });
  });

  it("stops the only server first where it holds a volume of one node", () => {
    expect(strategyOf({ storage: { size: "5Gi" } })).toEqual({ type: "Recreate" });
    expect(strategyOf({ storage: { size: "5Gi", accessMode: "ReadWriteMany" } }).type).toBe("RollingUpdate");
  });

  it("is not called stuck before the old server may have finished and the new one have started", () => {
    const { progressDeadlineSeconds, template } = deploymentOf(
      settingsOf({ longestRequest: "1h", longestStart: "20m" }),
    );
    expect(template.spec.terminationGracePeriodSeconds).toBeGreaterThan(3600);
    expect(progressDeadlineSeconds).toBeGreaterThan(3600 + 1200);
  });

  it("happens when a setting of the server changes, and only then", () => {
    const hash = (input: SettingsInput) => deploymentOf(settingsOf(input)).template.metadata.annotations;
    expect(hash({ server: { DEFAULT_VOICE: "af_bella" } })).not.toEqual(hash({}));
    expect(hash({ replicas: 4 })).toEqual(hash({}));
    expect(hash({ server: { API_LOG_LEVEL: "INFO" } })).toEqual(hash({}));
  });
});

describe("the number of servers", () => {
  it("is left out of the Deployment where something scales", () => {
    expect(deploymentOf(settingsOf({ scaling: { kind: "hpa", max: 4 } }))).not.toHaveProperty("replicas");
    expect(deploymentOf(settingsOf({ replicas: 4 })).replicas).toBe(4);
  });

  it("brings a disruption budget and a spread only where there may be several", () => {
    expect(kindsOf({})).not.toContain("PodDisruptionBudget");
    expect(deploymentOf(settingsOf({})).template.spec).not.toHaveProperty("topologySpreadConstraints");
    for (const input of [{ replicas: 2 }, { scaling: { kind: "hpa", max: 2 } }] as const) {
      expect(kindsOf(input)).toContain("PodDisruptionBudget");
      expect(deploymentOf(settingsOf(input)).template.spec.topologySpreadConstraints).toHaveLength(1);
    }
  });

  it("is scaled by exactly one thing", () => {
    const scalers = ["HorizontalPodAutoscaler", "ScaledObject"];
    const keda = { kind: "keda", max: 4, prometheus: "http://prometheus:9090" } as const;
    const count = (input: SettingsInput) => kindsOf(input).filter((kind) => scalers.includes(kind));
    expect(count({})).toEqual([]);
    expect(count({ scaling: { kind: "hpa", max: 4 } })).toEqual(["HorizontalPodAutoscaler"]);
    expect(count({ scaling: keda })).toEqual(["ScaledObject"]);
  });

  it("grows by CPU only when servers are busy: one that speaks uses its limit", () => {
    const settings = settingsOf({ scaling: { kind: "hpa", max: 8 }, resources: { limits: { cpu: "4" } } });
    const scaler = manifests(settings).find(({ object }) => object.kind === "HorizontalPodAutoscaler");
    expect(scaler?.object.spec).toMatchObject({
      metrics: [{ resource: { target: { type: "AverageValue", averageValue: "2800m" } } }],
    });
  });
});

describe("the threads", () => {
  const threads = (input: SettingsInput) =>
    deploymentOf(settingsOf(input)).template.spec.containers[0]?.env.find(
      ({ name }) => name === "OMP_NUM_THREADS",
    )?.value;

  it("are as many as the CPU limit has cores, and no fewer than one", () => {
    expect(threads({ resources: { limits: { cpu: "6" } } })).toBe("6");
    expect(threads({ resources: { limits: { cpu: "800m" } } })).toBe("1");
  });

  it("are not capped where a GPU does the work", () => {
    expect(threads({ accelerator: "nvidia" })).toBeUndefined();
  });
});
