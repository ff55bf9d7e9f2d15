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
const GATEWAY = "network/external-gateway-istio";

/** Status for a caller, as namespace/service-account; the ingress gateway is one in the namespace of its Gateway. */
type Ask = (caller: string, bearer?: string, path?: string) => Promise<number>;

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
  return async (caller, bearer, path = "/health") => {
    const authorization = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
    const headers = { [CALLER_HEADER]: spiffe(caller), ...authorization };
    const { statusCode, body } = await request(`${waypoint.url}${path}`, { headers });
    await body.dump();
    return statusCode;
  };
}

const ingress: SettingsInput["ingress"] = {
  kind: "istio",
  gateway: "network/external",
  hosts: ["kokoro.example.com"],
};
const jwt = { issuer: ISSUER, jwksUri: `${ISSUER}/jwks.json`, audiences: ["kokoro"] };

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

describe("tokens of callers from outside", () => {
  const ask = waypointFor({ ingress, authorization: { callers: ["home"], jwt } });

  it("open what the paths open, and nothing else", async () => {
    expect(await ask(GATEWAY, token())).toBe(200);
    expect(await ask(GATEWAY, token(), "/web/")).toBe(403);
  });

  it("are asked for at the gateway, and not of listed callers inside", async () => {
    expect(await ask(GATEWAY)).toBe(403);
    expect(await ask("home/anyone")).toBe(200);
  });

  it("do not help a caller inside who is not listed", async () => {
    expect(await ask("other/anyone", token())).toBe(403);
  });

  it.each([
    ["signed by another key", token({}, stranger.privateKey), 401],
    ["of another issuer", token({ iss: "https://other.example.com" }), 401],
    ["that has expired", token({ exp: 1_700_000_000 }), 401],
    ["for another audience", token({ aud: "other" }), 403],
    ["without a signature", `${token().split(".").slice(0, 2).join(".")}.`, 401],
    ["that is no token", "abc", 401],
  ])("are refused: one %s", async (_, bearer, status) => {
    expect(await ask(GATEWAY, bearer)).toBe(status);
  });
});

describe("tokens where every caller inside is welcome", () => {
  const ask = waypointFor({ ingress, authorization: { jwt } });

  it("are asked for at the gateway alone", async () => {
    expect([await ask("any/caller"), await ask(GATEWAY), await ask(GATEWAY, token())]).toEqual([
      200, 403, 200,
    ]);
  });
});
