import http from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { formatSmoke } from "../../../client/smoke/formats";
import { type CheckResult, runSmoke, SMOKE_CHECKS } from "../../../client/smoke/run";
import type { DevServerOptions } from "../../../dev-server/server";
import { runHere } from "./in-process";
import { client, devServer, kokoro } from "./support";

async function smoke(
  options: DevServerOptions = {},
  headers = {},
  prometheus?: string,
): Promise<CheckResult[]> {
  const server = client((await devServer(options)).url, { idle: 0.3 }, headers);
  return runSmoke({
    server,
    signal: new AbortController().signal,
    prometheus,
    service: "kokoro-api",
    namespace: "ai-services",
  });
}

const named = (results: readonly CheckResult[], status: string) =>
  results.filter((result) => result.status === status).map(({ name }) => name);

describe("smoke", () => {
  it("passes every check of all stories against a sound server; the mesh's need Prometheus", async () => {
    const results = await smoke();
    expect(named(results, "failed")).toEqual([]);
    expect(named(results, "skipped")).toEqual(["requests are counted", "requests are timed"]);
    expect(new Set(results.map(({ story }) => story))).toEqual(new Set([1, 2, 3, 4]));
  });

  it.each([
    ["tap", /^ok 17 - story 4: requests are counted # SKIP .*pass --prometheus URL/m],
    ["junit", /name="requests are counted" time="[\d.]+"><skipped message=".*pass --prometheus URL.*"\/>/],
    ["json", /"name": "requests are counted",\s+"status": "skipped",\s+"detail": ".*pass --prometheus URL/],
  ])(
    "without Prometheus says in %s that story 4 was skipped, why, and how to have it",
    async (format, report) => {
      const { url } = await devServer();
      const { exitCode, stdout, stderr } = await runHere("smoke", ["--url", url, "--output", format]);
      expect([exitCode, stderr]).toEqual([0, ""]);
      expect(stdout).toMatch(report);
      expect(stdout.match(/pass --prometheus URL/g)).toHaveLength(2);
    },
  );

  it.each(["short", "empty", "html", "type", "garbage"])(
    "sees a server whose 200s meet %s",
    async (fault) => {
      const failed = named(await smoke({}, { "x-dev-fault": fault }), "failed");
      expect(failed).toContain("a sentence becomes mp3 that can be read to its end");
      expect(failed).toContain("10 requests at a time are all answered");
      expect(failed).not.toContain("the server is healthy");
    },
  );

  it.each([
    ["has counted", '[{"value":[1,"12"]}]', "passed"],
    ["has counted nothing", '[{"value":[1,"0"]}]', "failed"],
    ["knows no such series", "[]", "failed"],
  ])("judges a mesh that %s", async (_, result, status) => {
    const prometheus = http.createServer((_request, response) => {
      response.end(`{"status":"success","data":{"resultType":"vector","result":${result}}}`);
    });
    await new Promise<void>((resolve) => prometheus.listen(0, "127.0.0.1", resolve));
    const { port } = prometheus.address() as AddressInfo;
    try {
      const results = await smoke({}, {}, `http://127.0.0.1:${port}`);
      expect(results.filter(({ story }) => story === 4).map((check) => check.status)).toEqual([
        status,
        status,
      ]);
    } finally {
      prometheus.close();
    }
  });

  it("ends with 1 and a report where a check fails", async () => {
    const { url } = await devServer();
    const child = await kokoro(["smoke", "--url", url, "--output", "json", "--header", "x-dev-fault: empty"]);
    expect(child.exitCode).toBe(1);
    expect(JSON.parse(String(child.stdout))).toMatchObject({ passed: false, complete: true });
  });
});

describe("the report of smoke", () => {
  const results: CheckResult[] = [
    { story: 1, name: "good", status: "passed", detail: 'a "b" & <c> \u0007', seconds: 0.5 },
    { story: 2, name: "bad # not a directive", status: "failed", detail: "why\nnot", seconds: 1 },
    { story: 4, name: "left out", status: "skipped", detail: "needs more", seconds: 0 },
  ];

  it("is TAP with a plan, details and skips", () => {
    const text = formatSmoke("tap", results, 3);
    expect(text).toMatch(/^TAP version 14\n1\.\.3\nok 1 - story 1: good\n/);
    expect(text).toContain("not ok 2 - story 2: bad \\# not a directive");
    expect(text).toContain("ok 3 - story 4: left out # SKIP needs more");
  });

  it("is JUnit that stays well-formed", () => {
    const text = formatSmoke("junit", results, 3);
    expect(text).toContain('tests="3" failures="1" errors="0" skipped="1"');
    expect(text).toContain("a &quot;b&quot; &amp; &lt;c&gt; </system-out>");
  });

  it("says in every format that an interruption cut it", () => {
    expect(formatSmoke("tap", results, SMOKE_CHECKS.length)).toContain("Bail out!");
    expect(formatSmoke("junit", results, SMOKE_CHECKS.length)).toContain("<error ");
    expect(JSON.parse(formatSmoke("json", results, SMOKE_CHECKS.length))).toMatchObject({
      passed: false,
      complete: false,
    });
  });
});
