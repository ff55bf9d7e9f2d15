import { get } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import type { SettingsInput } from "../../../config/schema/settings";
import { Waypoint } from "./envoy";
import { Server } from "./servers";

async function oneServer(config: SettingsInput): Promise<{ waypoint: Waypoint; server: Server }> {
  const server = await Server.start(1);
  const waypoint = await Waypoint.start(config, [server.port]);
  onTestFinished(async () => {
    await waypoint.stop();
    server.kill();
  });
  return { waypoint, server };
}

/** The path goes out as written: fetch and undici would resolve `..` themselves. */
function status({ url }: Waypoint, path: string): Promise<number | undefined> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    get({ hostname, port, path, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on("error", reject);
  });
}

it("opens the API and closes everything else, however the path is spelt", async () => {
  const { waypoint } = await oneServer({});
  const codes = async (paths: string[]) => Promise.all(paths.map((path) => status(waypoint, path)));
  expect(await codes(["/health", "/v1/audio/voices", "/v1/models"])).toEqual([200, 200, 200]);
  const closed = [
    "/",
    "/docs",
    "/web/",
    "/%77eb/",
    "//web/",
    "/v1/../web/",
    "/v1/%2e%2e/web/",
    "/dev/unload",
  ];
  expect(await codes(closed)).toEqual(closed.map(() => 403));
});

it("opens the web player where the configuration says so", async () => {
  const { waypoint } = await oneServer({ authorization: { paths: ["/v1/*", "/health", "/web/*"] } });
  expect(await status(waypoint, "/web/")).toBe(200);
  expect(await status(waypoint, "/dev/unload")).toBe(403);
});

it("never leaves a lone server alone", async () => {
  const { waypoint, server } = await oneServer({ retries: { backoff: "10ms" } });
  server.kill();
  for (let request = 0; request < 10; request++) expect(await status(waypoint, "/health")).toBe(503);
  expect(
    await waypoint.stat("outlier_detection.ejections_detected_consecutive_gateway_failure"),
  ).toBeGreaterThan(0);
  expect(await waypoint.stat("outlier_detection.ejections_active")).toBe(0);
});

describe("two versions", () => {
  const canary = { weight: 20, image: { tag: "v0.9.0" } };
  const experimental = { routes: "httpRoute", gatewayApiChannel: "experimental" } as const;

  it.each([
    ["a VirtualService", { canary }],
    ["an HTTPRoute", { canary, ...experimental }],
  ])("share the calls by weight, with %s", async (_, mesh) => {
    const [first, second] = [await Server.start(1), await Server.start(1)];
    const settings = { retries: { backoff: "10ms" }, mesh };
    const waypoint = await Waypoint.start(settings, [first.port], { canaryPorts: [second.port] });
    onTestFinished(async () => {
      await waypoint.stop();
      first.kill();
      second.kill();
    });
    const codes = async (calls: number) => {
      const all = [];
      for (let call = 0; call < calls; call++) all.push(await status(waypoint, "/health"));
      return all;
    };
    expect(new Set(await codes(1000))).toEqual(new Set([200]));
    const own = await waypoint.stat("upstream_rq_200");
    expect(own + (await waypoint.stat("upstream_rq_200", "canary"))).toBe(1000);
    // Five standard deviations of a share of 80 % of 1000.
    expect(Math.abs(own - 800)).toBeLessThan(64);

    // What the second version fails is tried again on itself: weights are shares of calls, not of tries.
    second.kill();
    const failed = (await codes(200)).filter((code) => code === 503).length;
    expect(Math.abs(failed - 40)).toBeLessThan(29);
    expect(await waypoint.stat("upstream_rq_retry", "canary")).toBeGreaterThan(0);
  });
});
