import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { SettingsInput } from "../../../config/schema/settings";
import type { Criterion } from "../../../explain/criteria";
import { explain } from "../../../explain/explanation";
import { explanationText } from "../../../explain/text";
import { settingsOf } from "../../support/settings";

const ON_A_GPU: SettingsInput = { accelerator: "nvidia", replicas: 10 };

/** `replicas: 10, server.TARGET_MAX_TOKENS: 90` as configuration. */
function applied(input: SettingsInput, change: string): SettingsInput {
  const result = structuredClone(input) as Record<string, unknown>;
  for (const part of change.replace(/, and a card.*/, "").split(/, (?=[a-zA-Z.]+(?:_[A-Z_]+)?: )/)) {
    const [path = "", value = ""] = part.split(": ");
    const [key = "", nested] = path.split(".");
    const section = (result[key] ?? {}) as Record<string, unknown>;
    result[key] = nested === undefined ? parse(value) : { ...section, [nested]: parse(value) };
  }
  return result as SettingsInput;
}

const criterion = (input: SettingsInput, index: number): Criterion => {
  const found = explain(settingsOf(input)).criteria[index];
  if (!found) throw new Error(`no criterion ${index}`);
  return found;
};

describe("the criteria", () => {
  it("all hold on ten GPUs", () => {
    const { criteria } = explain(settingsOf(ON_A_GPU));
    expect(criteria.map(({ verdict }) => verdict)).toEqual(["yes", "yes", "yes", "yes", "yes"]);
  });

  it("none holds on one CPU server", () => {
    const { criteria } = explain(settingsOf());
    expect(criteria.map(({ verdict }) => verdict)).toEqual(["no", "uncertain", "no", "no", "no"]);
  });

  const CONFIGURATIONS: Record<string, SettingsInput> = {
    defaults: {},
    "three on CPU": { replicas: 3 },
    "one GPU": { accelerator: "nvidia" },
    "one AMD GPU": { accelerator: "rocm" },
    "no waypoint": { mesh: { waypoint: false }, replicas: 3 },
    "no retries": { retries: { attempts: 0 }, replicas: 2 },
    "retries without reset": { retries: { retryOn: "503" }, replicas: 2 },
    "scaled by CPU": { scaling: { kind: "hpa", max: 4 } },
    "few admitted": { replicas: 2, admission: { maxRequestsPerReplica: 1 } },
  };

  it.each(Object.entries(CONFIGURATIONS))(
    "name a change that is valid and meets them: %s",
    (_name, input) => {
      const { criteria } = explain(settingsOf(input));
      for (const [index, { change, verdict }] of criteria.entries()) {
        expect(change !== undefined || verdict !== "no", criteria[index]?.aim).toBe(true);
        if (change === undefined) continue;
        const wanted = change.includes("and a card") ? "uncertain" : "yes";
        expect(criterion(applied(input, change), index).verdict, change).toBe(wanted);
      }
    },
  );

  it("promise nothing for one server, whatever its retries", () => {
    expect(criterion({ accelerator: "nvidia" }, 4)).toMatchObject({ verdict: "no", change: "replicas: 2" });
  });
});

describe("the requests at once", () => {
  const atOnce = (input: SettingsInput) => explain(settingsOf(input)).requestsAtOnce;

  it("are those of the servers, and beside them those that the waypoint lets wait", () => {
    expect(atOnce({ replicas: 3 })).toEqual({ fewest: 3, most: 3, admitted: 12 });
    expect(explanationText(explain(settingsOf({ replicas: 3 })))).toContain("admits 12 requests");
  });

  it("wait without bound where nothing counts them", () => {
    for (const input of [{ mesh: { waypoint: false } }, { admission: false }])
      expect(atOnce(input)).toEqual({ fewest: 1, most: 1 });
  });
});

describe("the waits", () => {
  it("count the first try: three attempts are four tries", () => {
    expect(explain(settingsOf()).retries).toMatchObject({ tries: 4, longestPauses: [0.25, 0.75, 1.75] });
  });

  it("are bounded by the sum of the tries and pauses, or by the timeout where that is shorter", () => {
    const tries = { attempts: 3, perTryTimeout: "30s" };
    expect(explain(settingsOf({ retries: tries })).retries.longestFirstByte).toBe(122.75);
    expect(explain(settingsOf({ retries: tries, timeout: "90s" })).retries).toMatchObject({
      longestFirstByte: 90,
      longestAnswer: 90,
    });
  });

  it("have no bound where no time is set", () => {
    expect(explain(settingsOf()).retries).not.toHaveProperty("longestFirstByte");
  });

  it("are one try without a waypoint", () => {
    expect(explain(settingsOf({ mesh: { waypoint: false } })).retries).toEqual({
      tries: 1,
      retryOn: [],
      longestPauses: [],
    });
  });
});

describe("the estimates", () => {
  it("put the first byte of a long text at its first chunk, and follow the chunk's size", () => {
    const of = (input: SettingsInput) => explain(settingsOf(input)).answers[0]?.inputs[1];
    expect(of({})).toEqual({ words: 500, firstByte: 7.4, complete: 72.5 });
    const short = { TARGET_MIN_TOKENS: 50, TARGET_MAX_TOKENS: 100 };
    expect(of({ server: short })).toEqual({ words: 500, firstByte: 2.9, complete: 72.5 });
  });

  it("name a source for every accelerator", () => {
    for (const { source } of explain(settingsOf()).answers) expect(source).toMatch(/\S{3}/);
  });
});

describe("the memory", () => {
  const of = (input: SettingsInput) => explain(settingsOf(input)).memory;

  it("is what was measured, by the size of oneDNN's cache", () => {
    expect(of({})).toMatchObject({ limit: "4Gi", measured: { busy: "2155Mi", isBounded: true } });
    const env = { ONEDNN_PRIMITIVE_CACHE_CAPACITY: "1024" };
    expect(of({ env })).toMatchObject({ measured: { busy: "4976Mi", isBounded: false } });
    expect(explanationText(explain(settingsOf({ env })))).toContain("4976Mi and more with each new length");
  });

  it("of a GPU server is not known", () => {
    expect(of({ accelerator: "nvidia" })).toEqual({ limit: "6Gi" });
    expect(explanationText(explain(settingsOf({ accelerator: "nvidia" })))).toContain("nobody has measured");
  });
});

describe("the text", () => {
  it("says for every criterion whether it is met, and marks the configured accelerator", () => {
    const explanation = explain(settingsOf({ accelerator: "nvidia", replicas: 2 }));
    const text = explanationText(explanation);
    for (const { aim } of explanation.criteria) expect(text).toContain(aim);
    expect(text).toContain("nvidia *");
    expect(text).toContain("2 servers with nvidia");
  });

  it("holds no undefined, NaN or infinite figure for any scaling", () => {
    const scaling = { kind: "keda", max: 4, prometheus: "http://prometheus:9090" } as const;
    expect(explanationText(explain(settingsOf({ scaling })))).not.toMatch(/undefined|NaN|Infinity/);
  });
});
