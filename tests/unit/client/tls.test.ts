import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { messagesOf, type Runner, runAll, type Seen } from "./all-commands";
import { devServer, kokoro, temporaryFolder } from "./support";
import { alertingServer, certificate, tlsFront } from "./tls-server";

const DAY = 86_400_000;

/** A process of its own for each, which has read NODE_EXTRA_CA_CERTS at its start. */
function trusting(authority: string): Runner {
  const file = path.join(temporaryFolder(), "authority.pem");
  writeFileSync(file, authority);
  return async (command, args) => {
    const ended = await kokoro([command, ...args], { env: { NODE_EXTRA_CA_CERTS: file } });
    return { exitCode: ended.exitCode ?? -1, stdout: String(ended.stdout), stderr: String(ended.stderr) };
  };
}

function expectOneMessage(all: readonly Seen[], message: string): void {
  for (const seen of all) {
    expect(seen.stderr, seen.command).not.toMatch(/^\s+at |defect of kokoro/m);
    expect([seen.command, seen.exitCode, messagesOf(seen)]).toEqual([seen.command, 1, [message]]);
    expect([seen.command, seen.files]).toEqual([
      seen.command,
      seen.command === "batch" ? ["audio", "items.jsonl"] : ["items.jsonl"],
    ]);
  }
}

async function secureServer(options: Parameters<typeof certificate>[0] = {}) {
  const made = await certificate(options);
  return { url: await tlsFront((await devServer()).url, made), cert: made.cert };
}

describe("a command that meets", () => {
  it("a self-signed certificate says so and how to trust it", async () => {
    const { url } = await secureServer();
    const text = "if you trust it, set NODE_EXTRA_CA_CERTS to a PEM file with it";
    const all = await runAll(url);
    expectOneMessage(all, `${url}: the certificate is self-signed; ${text}`);
    // A load ends at once then, without a report of requests that all fail.
    expect(all.find(({ command }) => command === "load")?.stdout).toBe("");
  });

  it("a self-signed certificate that NODE_EXTRA_CA_CERTS names does its work", async () => {
    const { url, cert } = await secureServer();
    const commands = ["voices", "speak", "batch"] as const;
    const all = await runAll(url, { runner: trusting(cert), commands });
    for (const { command, exitCode, stderr, files } of all) {
      expect([command, exitCode, stderr]).toEqual([command, 0, ""]);
      if (command === "speak") expect(files).toContain("a.wav");
      if (command === "batch") expect(files).toContain(path.join("audio", "002.wav"));
    }
  });

  it("an expired certificate says so", async () => {
    const times = { from: new Date(Date.now() - 10 * DAY), until: new Date(Date.now() - DAY) };
    const { url } = await secureServer(times);
    const text = "the certificate has expired; renew it on the server, or set this machine's clock";
    expectOneMessage(await runAll(url), `${url}: ${text}`);
  });

  it("a certificate for another host says for which", async () => {
    const { url, cert } = await secureServer({ host: "speech.example" });
    const text =
      "the certificate is for another host name (it is for speech.example); " +
      "write its name in --url, or renew it for this one";
    const commands = ["speak", "batch", "smoke"] as const;
    expectOneMessage(await runAll(url, { runner: trusting(cert), commands }), `${url}: ${text}`);
  });

  it("a server without TLS behind https:// says which scheme to write", async () => {
    const url = (await devServer()).url.replace("http:", "https:");
    expectOneMessage(
      await runAll(url),
      `${url}: the server does not speak TLS; write http:// instead of https://`,
    );
  });

  it("a TLS server behind http:// that hangs up says what that may mean", async () => {
    const url = (await secureServer()).url.replace("https:", "http:");
    const all = await runAll(url);
    for (const seen of all) {
      expect([seen.command, seen.exitCode]).toEqual([seen.command, 1]);
      expect(messagesOf(seen)[0]).toMatch(
        /: the connection was (closed|reset); if the server speaks TLS, write https:\/\/ instead of http:\/\/$/,
      );
      expect(seen.files.filter((file) => /wav|part/.test(file))).toEqual([]);
    }
  });

  it("a TLS server behind http:// that answers with an alert says which scheme to write", async () => {
    const url = await alertingServer();
    expectOneMessage(await runAll(url), `${url}: the server speaks TLS; write https:// instead of http://`);
  });
});
