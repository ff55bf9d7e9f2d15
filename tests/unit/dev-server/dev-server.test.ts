import { describe, expect, it } from "vitest";
import { devServer, kokoro } from "../client/support";

function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return fetch(`${url}/v1/audio/speech`, { method: "POST", body: text, headers });
}

describe("the dev-server answers as the real server does:", () => {
  it("a blank text that is streamed gets 200 and no byte", async () => {
    const { url } = await devServer();
    for (const body of [{ input: "" }, { input: " ... " }, { input: "Hello", lang_code: "xx" }]) {
      const answer = await post(url, body);
      expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, 0]);
    }
  });

  it("a blank text that is not streamed gets 400", async () => {
    const { url } = await devServer();
    const answer = await post(url, { input: " ", stream: false });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      detail: { error: "validation_error", message: expect.any(String), type: "invalid_request_error" },
    });
  });

  it("unknown voices and models get 400 with error, message and type", async () => {
    const { url } = await devServer();
    const voice = await post(url, { input: "Hello", voice: "nobody" });
    expect([voice.status, await voice.json()]).toMatchObject([
      400,
      { detail: { error: "validation_error", message: expect.stringContaining("'nobody' not found") } },
    ]);
    const model = await post(url, { input: "Hello", model: "gpt" });
    expect([model.status, await model.json()]).toMatchObject([400, { detail: { error: "invalid_model" } }]);
  });

  it("bad JSON, format and speed get 422 with type, loc, msg and input", async () => {
    const { url } = await devServer();
    const bodies = [
      "{",
      { input: "x", response_format: "ogg" },
      { input: "x", speed: 4.1 },
      { input: "x", speed: 0.2 },
      {},
    ];
    for (const body of bodies) {
      const answer = await post(url, body);
      expect(answer.status).toBe(422);
      const { detail } = (await answer.json()) as { detail: Record<string, unknown>[] };
      for (const key of ["type", "loc", "msg", "input"]) expect(detail[0]).toHaveProperty(key);
    }
  });

  it("streams are chunked, whole answers have a length", async () => {
    const { url } = await devServer();
    const streamed = await post(url, { input: "Hello" });
    expect(streamed.headers.get("transfer-encoding")).toBe("chunked");
    expect(streamed.headers.get("x-accel-buffering")).toBe("no");
    const whole = await post(url, { input: "Hello", stream: false });
    expect(Number(whole.headers.get("content-length"))).toBe((await whole.arrayBuffer()).byteLength);
  });

  it("the voices are objects with id and name", async () => {
    const { url } = await devServer();
    const { voices } = (await (await fetch(`${url}/v1/audio/voices`)).json()) as { voices: unknown[] };
    expect(voices).toContainEqual({ id: "af_heart", name: "af_heart" });
  });

  it("/health says healthy to GET and 405 to HEAD", async () => {
    const { url } = await devServer();
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: "healthy" });
    expect((await fetch(`${url}/health`, { method: "HEAD" })).status).toBe(405);
  });

  it("/health waits behind a request that is not streamed", async () => {
    const { url } = await devServer({ realTimeFactor: 0.1 });
    const order: string[] = [];
    const speech = post(url, { input: "word ".repeat(10), stream: false }).then(() => order.push("speech"));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const health = fetch(`${url}/health`).then(() => order.push("health"));
    await Promise.all([speech, health]);
    expect(order).toEqual(["speech", "health"]);
  });

  it("/health gets its turn between the chunks of a stream", async () => {
    const { url } = await devServer({ realTimeFactor: 0.005 });
    const order: string[] = [];
    const answer = await post(url, { input: "word ".repeat(400) });
    const body = answer.arrayBuffer().then(() => order.push("speech"));
    await Promise.all([fetch(`${url}/health`).then(() => order.push("health")), body]);
    expect(order).toEqual(["health", "speech"]);
  });

  it("headers of a stream come before its synthesis", async () => {
    const { url } = await devServer({ realTimeFactor: 0.2 });
    const started = performance.now();
    const answer = await post(url, { input: "one two three four five" });
    const headers = performance.now() - started;
    await answer.arrayBuffer();
    expect(performance.now() - started - headers).toBeGreaterThan(200);
  });
});

describe("the dev-server is stricter than the real server", () => {
  it("with a body above 8 MiB, which gets 413 before it is whole, and the next request its answer", async () => {
    const { url } = await devServer();
    const long = await post(url, { input: "x".repeat(9 * 2 ** 20) });
    expect([long.status, await long.json()]).toEqual([
      413,
      { detail: expect.stringContaining("8388608 bytes") },
    ]);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });
});

describe("the dev-server takes nothing in a request for its own:", () => {
  it.each([
    [{ input: "x", status: 418, body: {} }, 200],
    [{ input: "x", voice: "constructor" }, 400],
    [{ input: "x", response_format: "toString" }, 422],
  ])("%j", async (body, status) => {
    const { url } = await devServer();
    const answer = await post(url, body);
    expect([answer.status, (await answer.arrayBuffer()).byteLength > 20]).toEqual([status, true]);
  });
});

describe("kokoro dev-server", () => {
  it("says that it is not Kokoro, and on SIGTERM completes what is under way", async () => {
    const child = kokoro(["dev-server", "--port", "0", "--quiet", "--real-time-factor", "0.1"]);
    const banner = await new Promise<string>((resolve) => {
      let text = "";
      child.stdout?.on("data", (piece: Buffer) => {
        text += piece.toString();
        if (text.includes("Listening")) resolve(text);
      });
    });
    expect(banner).toContain("This is NOT Kokoro");
    const url = /http:\S+/.exec(banner)?.[0] ?? "";
    const speech = post(url, { input: "word ".repeat(10), stream: false });
    await new Promise((resolve) => setTimeout(resolve, 150));
    child.kill("SIGTERM");
    expect((await (await speech).arrayBuffer()).byteLength).toBeGreaterThan(1000);
    expect((await child).exitCode).toBe(0);
  });
});
