import { readdirSync, writeFileSync } from "node:fs";
import type http from "node:http";
import net from "node:net";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { messagesOf, runAll, type Seen } from "./all-commands";
import { runHere } from "./in-process";
import { answering, listen } from "./raw-servers";
import { devServer, fixture, temporaryFolder } from "./support";

const SPEAKING = ["speak", "batch", "smoke", "load"] as const;

/** An address where nothing listens any more. */
async function deserted(): Promise<string> {
  const server = net.createServer();
  const url = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return url;
}

/** Each command failed with that message, and left neither audio nor a part of it. */
function expectFailures(all: readonly Seen[], message: RegExp): void {
  for (const seen of all) {
    expect([seen.command, seen.exitCode]).toEqual([seen.command, 1]);
    expect(messagesOf(seen).filter((text) => message.test(text)).length, seen.command).toBeGreaterThan(0);
    expect(
      seen.files.filter((file) => /\.(wav|part)$/.test(file)),
      seen.command,
    ).toEqual([]);
    if (seen.command === "speak" || seen.command === "voices") expect(messagesOf(seen)).toHaveLength(1);
  }
}

describe("every command that asks for speech", () => {
  it.each([
    ["reset", /: the connection was (reset|closed)/],
    ["truncate", /: the answer was cut: the connection was closed$/],
    ["stall", /^the answer stalled: nothing came for 0\.05 s$/],
    ["empty", /^a 200 without audio/],
    ["html", /^a 200 with text\/html instead of audio\/wav/],
    ["type", /^a 200 with text\/plain instead of audio\/wav/],
    ["garbage", /^the answer is not the audio that was asked for/],
    ["short", /^the audio is cut|parts of the text are missing/],
    ["503", /^the server answered 503: asked-for fault 503$/],
  ])("tells what is wrong with an answer that meets %s, and ends with 1", async (fault, message) => {
    const { url } = await devServer();
    const args = ["--header", `x-dev-fault: ${fault}`, "--idle-timeout", "0.05"];
    expectFailures(await runAll(url, { commands: SPEAKING, args }), message);
  });

  it("tells of a connection that is reset in the middle of a stream", async () => {
    const audio = fixture("audio/server.wav");
    const url = await answering((request, response) => {
      request.resume();
      response.writeHead(200, { "content-type": "audio/wav" }).write(audio.subarray(0, 4000));
      setTimeout(() => response.socket?.resetAndDestroy(), 20);
    });
    const all = await runAll(url, { commands: SPEAKING });
    expectFailures(all, /: the answer was cut: the connection was reset$/);
  });

  it("tells a cut in every format from whole audio", async () => {
    const { url } = await devServer();
    const folder = temporaryFolder();
    const formats = ["mp3", "opus", "aac", "flac", "wav"] as const;
    const input = "word ".repeat(60);
    const items = path.join(folder, "items.jsonl");
    writeFileSync(
      items,
      formats.map((format) => JSON.stringify({ input, response_format: format })).join("\n"),
    );
    const cut = ["--url", url, "--header", "x-dev-fault: short", "--repeats", "0"];
    const out = path.join(folder, "out");
    expect((await runHere("batch", [items, "-o", out, ...cut])).exitCode).toBe(1);
    expect(readdirSync(out).sort()).toEqual(formats.map((_, index) => `00${index + 1}.json`));
    for (const format of formats) {
      const file = path.join(folder, `a.${format}`);
      const { exitCode, stderr } = await runHere("speak", [input, "-o", file, ...cut]);
      expect([format, exitCode]).toEqual([format, 1]);
      expect(stderr).toMatch(/the audio is cut|parts of the text are missing/);
      const requests = [
        "--requests",
        "2",
        "--concurrency",
        "1",
        "--words",
        "60",
        "--format",
        format,
        "--json",
      ];
      const load = await runHere("load", [...requests, ...cut.slice(0, 4)]);
      expect(JSON.parse(load.stdout)).toMatchObject({ all: { ok: 0, failed: { truncated: 2 } } });
    }
    expect(readdirSync(folder).sort()).toEqual(["items.jsonl", "out"]);
  });

  it.each(["speak", "batch"] as const)("waits as long as Retry-After says: %s", async (command) => {
    // Longer than the longest first wait without it.
    const busy = { "retry-after": "0.6" };
    let asked = 0;
    const url = await answering((request, response) => {
      request.resume();
      asked += 1;
      if (asked === 1) response.writeHead(503, busy).end();
      else response.writeHead(200, { "content-type": "audio/wav" }).end(fixture("audio/server.wav"));
    });
    const [seen] = await runAll(url, { commands: [command], args: ["--retries", "1"] });
    expect(seen).toMatchObject({
      exitCode: 0,
      stderr: expect.stringMatching(/the server answered 503; trying again in 0\.60 s$/),
    });
  });
});

describe("every command", () => {
  it("says that nothing listens where the server is down", async () => {
    const all = await runAll(await deserted());
    expectFailures(all, /: nothing listens there \(connection refused\)$/);
    const smoke = all.find(({ command }) => command === "smoke");
    expect(smoke?.stderr).toBe("error: 1 of 18 checks failed");
    const { checks } = JSON.parse(smoke?.stdout ?? "") as { checks: { detail: string }[] };
    expect(checks.at(-1)?.detail).toBe("the server was not reached, see the first check");
  });

  it("says that a host name is unknown", async () => {
    const all = await runAll("http://no-such-host.invalid");
    expectFailures(all, /: the host name is unknown$|: the name server does not answer$/);
  });
});

describe("kokoro voices", () => {
  it.each<[string, http.RequestListener, RegExp]>([
    ["is reset", (_, response) => response.socket?.resetAndDestroy(), /: the connection was (reset|closed)/],
    [
      "is cut",
      (_, response) => response.writeHead(200).write("{", () => response.destroy()),
      /: the answer was cut: /,
    ],
    ["stalls", (_, response) => response.writeHead(200).write("{"), /^the answer stalled: .* 0\.05 s$/],
    ["is empty", (_, response) => response.end(), /answered 200 with no content type, which is not JSON$/],
    [
      "is a page",
      (_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<title>Sign in</title>"),
      /answered 200 with text\/html, which is not JSON$/,
    ],
    [
      "is other JSON",
      (_, response) => response.end('{"voices":[]}'),
      /not in the form that this program knows$/,
    ],
    [
      "is a 503",
      (_, response) => response.writeHead(503, { "retry-after": "1" }).end('{"detail":"busy"}'),
      /^the server answered 503: busy$/,
    ],
  ])("tells what is wrong with an answer that %s", async (_, handler, message) => {
    const url = await answering(handler);
    expectFailures(await runAll(url, { commands: ["voices"], args: ["--idle-timeout", "0.05"] }), message);
  });
});
