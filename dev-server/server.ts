import http from "node:http";
import type { AddressInfo } from "node:net";
import { PATHS } from "../speech/api";
import { readBody } from "./body";
import { type AcceptedSpeech, checkSpeech, Refusal } from "./checks";
import { FAULT_HEADER, type Fault, FaultPlan } from "./faults";
import { SerialLoop } from "./serial-loop";
import { answerSpeech, sendJson } from "./speech";
import { VOICES } from "./voices";

export interface DevServerOptions {
  /** @default 0, any free port */
  readonly port?: number;
  /** @default "127.0.0.1" */
  readonly host?: string;
  /** Seconds of work for one second of audio. @default 0.02, a fast GPU; a CPU is about 0.3 */
  readonly realTimeFactor?: number;
  /** What goes wrong with speech requests. @default nothing */
  readonly fault?: Fault;
  /** Told of every request as it comes in. */
  readonly onRequest?: (method: string, path: string) => void;
  /** Told of every speech request that was accepted. */
  readonly onSpeech?: (request: AcceptedSpeech, headers: http.IncomingHttpHeaders) => void;
}

export interface DevServer {
  readonly url: string;
  /** As the real server on SIGTERM: no new connections, and what is under way completes. */
  close(): Promise<void>;
  /** Cuts everything off at once. */
  destroy(): void;
}

type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => Promise<void>;

function routes(options: DevServerOptions): Record<string, Record<string, Handler>> {
  const loop = new SerialLoop();
  const faults = new FaultPlan(options.fault);
  const json =
    (body: unknown): Handler =>
    async (_, response) => {
      await loop.turn(() => sendJson(response, 200, body));
    };
  const speech: Handler = async (request, response) => {
    const given = await readBody(request);
    const body = given instanceof Refusal ? given : checkSpeech(given);
    if (body instanceof Refusal) {
      await loop.turn(() => sendJson(response, body.status, body.body));
      return;
    }
    options.onSpeech?.(body, request.headers);
    const fault = faults.next(request.headers[FAULT_HEADER]);
    await answerSpeech({
      request: body,
      response,
      fault,
      loop,
      realTimeFactor: options.realTimeFactor ?? 0.02,
    });
  };
  const models = ["tts-1", "tts-1-hd", "kokoro"].map((id) => ({ id, object: "model", owned_by: "kokoro" }));
  return {
    [PATHS.health]: { GET: json({ status: "healthy" }) },
    [PATHS.voices]: { GET: json({ voices: VOICES.map((id) => ({ id, name: id })) }) },
    [PATHS.models]: { GET: json({ object: "list", data: models }) },
    [PATHS.speech]: { POST: speech },
  };
}

function listener(options: DevServerOptions): http.RequestListener {
  const table = routes(options);
  return (request, response) => {
    const method = request.method ?? "";
    const path = (request.url ?? "").split("?")[0] ?? "";
    options.onRequest?.(method, path);
    response.setHeader("server", "kokoro-dev-server");
    const methods = table[path];
    const handler = methods?.[method];
    if (!methods) sendJson(response, 404, { detail: "Not Found" });
    else if (!handler) sendJson(response, 405, { detail: "Method Not Allowed" });
    // A caller who went away is no error of the server.
    else handler(request, response).catch(() => response.destroy());
  };
}

/** Starts a stand-in for the Kokoro-FastAPI server that answers with tones. @throws when the port is taken */
export async function startDevServer(options: DevServerOptions = {}): Promise<DevServer> {
  const server = http.createServer(listener(options));
  const host = options.host ?? "127.0.0.1";
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        // A kept connection becomes idle only when its answer is complete.
        const sweep = setInterval(() => server.closeIdleConnections(), 20);
        server.close(() => {
          clearInterval(sweep);
          resolve();
        });
      }),
    destroy: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
