import { createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import { request } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SettingsInput } from "../../../config/schema/settings";
import { Waypoint } from "./envoy";
import { Server } from "./servers";
import { CALLER_HEADER } from "./waypoint-config";

const ISSUER = "https://auth.example.com";
const issuer = generateKeyPairSync("rsa", { modulusLength: 2048 });
const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 });
const jwks = { keys: [{ ...issuer.publicKey.export({ format: "jwk" }), kid: "first", alg: "RS256" }] };

/** A token that is good for an hour, or as the claims say. */
function token(claims: object = {}, key: KeyObject = issuer.privateKey): string {
  const seconds = Math.floor(Date.now() / 1000);
  const payload = { iss: ISSUER, sub: "reader", aud: "kokoro", iat: seconds, exp: seconds + 3600, ...claims };
  const parts = [{ alg: "RS256", kid: "first", typ: "JWT" }, payload];
  const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return `${signed}.${createSign("RSA-SHA256").update(signed).sign(key, "base64url")}`;
}

const spiffe = (caller: string) => `spiffe://cluster.local/ns/${caller.replace("/", "/sa/")}`;

/** Status for a caller, as namespace/service-account. */
type Ask = (caller: string, bearer?: string, more?: Question) => Promise<number>;

interface Question {
  readonly path?: string;
  readonly method?: "GET" | "OPTIONS";
  readonly headers?: Readonly<Record<string, string>>;
}

/** Starts a waypoint for all tests of the block. */
function waypointFor(config: SettingsInput): Ask {
  let server: Server;
  let waypoint: Waypoint;
  beforeAll(async () => {
    server = await Server.start(1);
    waypoint = await Waypoint.start(config, [server.port], { jwks });
  });
  afterAll(async () => {
    await waypoint.stop();
    server.kill();
  });
  return async (caller, bearer, { path = "/health", method = "GET", headers: more = {} } = {}) => {
    const authorization = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
    const headers = { [CALLER_HEADER]: spiffe(caller), ...authorization, ...more };
    const { statusCode, body } = await request(`${waypoint.url}${path}`, { method, headers });
    await body.dump();
    return statusCode;
  };
}

const jwt = { issuer: ISSUER, jwksUri: `${ISSUER}/jwks.json`, audiences: ["kokoro"] };
const hosts = ["kokoro.example.com"];

describe("callers", () => {
  const ask = waypointFor({ authorization: { callers: ["home", "media/bot"] } });

  it("may call where they are listed, by namespace or by service account", async () => {
    expect(await ask("home/anyone")).toBe(200);
    expect(await ask("media/bot")).toBe(200);
  });

  it("get 403 elsewhere, also with names that begin or end alike", async () => {
    const others = ["media/other", "media/bot-2", "home-2/anyone", "my-home/anyone", "other/home"];
    expect(await Promise.all(others.map((caller) => ask(caller)))).toEqual(others.map(() => 403));
  });
});

/** What a request may carry, and whether it is good for a caller without a name; else the status. */
const TOKENS: readonly [what: string, bearer: string | undefined, status: number][] = [
  ["no token", undefined, 403],
  ["a token", token(), 200],
  ["a token of another key", token({}, stranger.privateKey), 401],
  ["a token of another issuer", token({ iss: "https://other.example.com" }), 401],
  ["a token that has expired", token({ exp: 1_700_000_000 }), 401],
  ["a token for another audience", token({ aud: "other" }), 403],
  ["a token without a signature", `${token().split(".").slice(0, 2).join(".")}.`, 401],
  ["the dummy key of an SDK", "sk-xxx", 401],
];

/** The namespaces that the Gateway's object and its pods may be in. */
const NAMESPACES = ["ai-services", "istio-ingress", "edge"];
const PLACES = NAMESPACES.flatMap((object) => NAMESPACES.map((pods) => ({ object, pods })));

const gatewayAt = (object: string, workload?: string): SettingsInput["ingress"] => ({
  kind: "istio",
  gateway: `${object}/public`,
  hosts,
  ...(workload !== undefined && { workload }),
});

describe.each(PLACES)("tokens, the Gateway in $object and its pods in $pods", ({ object, pods }) => {
  const gateway = `${pods}/public-pods`;

  describe("where nobody is named", () => {
    const ask = waypointFor({ ingress: gatewayAt(object), authorization: { jwt } });

    it.each(TOKENS)("admit only what has a good one: %s", async (_, bearer, status) => {
      const callers = [gateway, "home/anyone", `${object}/neighbour`, "ai-services/default"];
      const statuses = await Promise.all(callers.map((caller) => ask(caller, bearer)));
      expect(statuses).toEqual(callers.map(() => status));
    });
  });

  describe("where callers and the gateway's pods are named", () => {
    const named = ["home", `${pods}/reader`];
    const ask = waypointFor({
      ingress: gatewayAt(object, gateway),
      authorization: { callers: named, jwt },
      smoke: true,
    });

    it.each(TOKENS)("are asked of everybody else: %s", async (_, bearer, status) => {
      const others = [gateway, "other/anyone", `${pods}/neighbour`, `${object}/neighbour`];
      const statuses = await Promise.all(others.map((caller) => ask(caller, bearer)));
      expect(statuses).toEqual(others.map(() => status));
    });

    it("are not asked of those who are named, nor of our own check", async () => {
      const free = ["home/anyone", `${pods}/reader`, "ai-services/kokoro-api-smoke"];
      expect(await Promise.all(free.map((caller) => ask(caller)))).toEqual([200, 200, 200]);
      expect(await Promise.all(free.map((caller) => ask(caller, "sk-xxx")))).toEqual([401, 401, 401]);
    });

    it("open what the paths open, and nothing else", async () => {
      expect(await ask(gateway, token(), { path: "/web/" })).toBe(403);
    });
  });
});

describe("tokens in a header of their own", () => {
  const header = "X-Kokoro-Token";
  const ask = waypointFor({
    ingress: gatewayAt("edge", "edge/gateway"),
    authorization: { callers: ["home"], jwt: { ...jwt, header } },
  });

  it("leave the dummy key of an SDK alone", async () => {
    expect([await ask("home/anyone", "sk-xxx"), await ask("edge/gateway", "sk-xxx")]).toEqual([200, 403]);
  });

  it.each(TOKENS)("are checked there: %s", async (_, bearer, status) => {
    const headers = bearer === undefined ? {} : { [header]: bearer };
    expect(await ask("edge/gateway", "sk-xxx", { headers })).toBe(status);
  });

  it("are not looked for in Authorization", async () => {
    expect(await ask("edge/gateway", token())).toBe(403);
  });
});

describe("a browser's preflight", () => {
  const preflight = { origin: "https://speech.example.com", "access-control-request-method": "POST" };
  const authorization = { jwt };

  describe("with server.CORS_ENABLED", () => {
    const ask = waypointFor({
      authorization,
      server: { CORS_ENABLED: true, CORS_ORIGINS: ["https://speech.example.com"] },
    });

    it("reaches the server without a token, on the paths that are open", async () => {
      const asked = { method: "OPTIONS", headers: preflight } as const;
      expect(await ask("edge/gateway", undefined, asked)).not.toBe(403);
      expect(await ask("edge/gateway", undefined, { ...asked, path: "/debug/threads" })).toBe(403);
    });

    it("opens nothing else", async () => {
      expect(await ask("edge/gateway", undefined, { headers: preflight })).toBe(403);
      expect(await ask("edge/gateway", undefined, { method: "OPTIONS" })).toBe(403);
    });
  });

  describe("without it", () => {
    const ask = waypointFor({ authorization });

    it("is refused", async () => {
      expect(await ask("edge/gateway", undefined, { method: "OPTIONS", headers: preflight })).toBe(403);
    });
  });
});
