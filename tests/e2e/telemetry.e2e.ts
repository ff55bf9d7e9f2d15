import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { parseSettings } from "../../config/parse";
import { renderStream } from "../../render/tree";
import { renderedObject } from "../support/rendered";
import { goodAnswer, type Handler, type StandIn, standIn, tone } from "./in-cluster/stand-in";
import { type RunningEnvoy, startEnvoy } from "./monitoring/envoy";
import { run } from "./toolchain/run";

const config = { monitoring: true, smoke: true } as const;

interface RenderedTelemetry {
  spec: {
    metrics: {
      overrides: { match: { metric: string }; tagOverrides: Record<string, { value: string }> }[];
    }[];
  };
}

const overrides =
  renderedObject<RenderedTelemetry>(config, "telemetry.yaml").spec.metrics[0]?.overrides ?? [];
const expressions = [...new Set(overrides.map(({ tagOverrides }) => tagOverrides.kokoro_audio?.value ?? ""))];

describe("the label kokoro_audio, as Istio programs it", () => {
  it("stands on the three metrics that the rules read, in the waypoint's own filter", async () => {
    await expectLabels(renderStream(parseSettings(config).settings));
  });

  it("stands there once where two apps share the waypoint, each with a Telemetry of its own", async () => {
    const waypoint = { name: "shared" };
    const second = { name: "second", namespace: { name: "ai-services", create: false } };
    const apps = [
      { ...config, mesh: { waypoint } },
      { ...config, ...second, mesh: { waypoint: { ...waypoint, create: false } } },
    ];
    await expectLabels(apps.map((app) => renderStream(parseSettings(app).settings)).join(""));
  });

  async function expectLabels(stream: string): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "kokoro-telemetry-"));
    const file = join(folder, "all.yaml");
    writeFileSync(file, stream);
    const { stdout } = await run("istio-xds", ["--raw", file]);
    rmSync(folder, { recursive: true, force: true });
    const filters = statsFilters(JSON.parse(stdout));
    expect(filters.length).toBeGreaterThan(0);
    for (const { reporter, metrics } of filters) {
      expect(reporter).toBe("SERVER_GATEWAY");
      expect(metrics.map(({ name }) => name).sort()).toEqual([
        "request_duration_milliseconds",
        "requests_total",
        "response_bytes",
      ]);
      for (const { dimensions } of metrics) expect(dimensions).toEqual({ kokoro_audio: expressions[0] });
    }
  }
});

interface StatsFilter {
  readonly reporter: string;
  readonly metrics: readonly { name: string; dimensions: Record<string, string> }[];
}

function statsFilters(value: unknown): StatsFilter[] {
  if (typeof value !== "object" || value === null) return [];
  const { name, typedConfig } = value as { name?: unknown; typedConfig?: StatsFilter };
  if (name === "istio.stats" && typedConfig) return [typedConfig];
  return Object.values(value).flatMap(statsFilters);
}

/** What the server may do, chosen by the request's text. */
const BEHAVIOURS: Record<string, Handler> = {
  good: goodAnswer,
  empty: (_, response) => response.writeHead(200).end(),
  "header alone": (_, response) => response.writeHead(200).end(Buffer.alloc(44)),
  cut: (_, response) => {
    response.writeHead(200);
    response.write(tone(2), () => setTimeout(() => response.destroy(), 100));
  },
  error: (_, response) => response.writeHead(500).end("no"),
};

describe("the label's expression in a real Envoy", () => {
  let server: StandIn;
  let envoy: RunningEnvoy;

  beforeAll(async () => {
    server = await standIn((speech, response, raw) =>
      (BEHAVIOURS[speech.input] ?? goodAnswer)(speech, response, raw),
    );
    envoy = await startEnvoy(
      Number(new URL(server.url).port),
      `%RESPONSE_CODE% %RESPONSE_FLAGS% %CEL(${expressions[0]})%`,
    );
  });

  afterAll(async () => {
    await envoy?.stop();
    await server?.close();
  });

  async function outcome(input: string, path = "/v1/audio/speech", signal?: AbortSignal): Promise<string> {
    const before = envoy.log().length;
    const body = JSON.stringify({ input, voice: "af_heart", response_format: "pcm", stream: true });
    const request = { method: "POST", body, ...(signal && { signal }) };
    await fetch(envoy.url + path, request)
      .then((answer) => answer.arrayBuffer(), ignore)
      .catch(ignore);
    await vi.waitFor(() => expect(envoy.log().length).toBe(before + 1), { timeout: 10_000, interval: 50 });
    return envoy.log()[before] ?? "";
  }

  it("is one for all metrics", () => expect(expressions).toHaveLength(1));

  it.each([
    ["good", "200 - full"],
    ["empty", "200 - short"],
    ["header alone", "200 - short"],
    ["cut", "200 UPE full"],
    ["error", "500 - short"],
  ])("sees an answer that is %s as %s", async (input, expected) =>
    expect(await outcome(input)).toBe(expected),
  );

  it("leaves other paths alone, however small their answers", async () => {
    expect(await outcome("empty", "/v1/audio/voices/combine")).toBe("200 - other");
  });

  it("sees a query as part of no path", async () => {
    expect(await outcome("good", "/v1/audio/speech?a=b")).toBe("200 - full");
  });

  it("sees a caller that hangs up", async () => {
    BEHAVIOURS["without end"] = (_, response) => void response.writeHead(200).write(tone(1));
    expect(await outcome("without end", undefined, AbortSignal.timeout(500))).toBe("200 DC full");
  });
});

function ignore(): void {
  // The log says what came of the request.
}
