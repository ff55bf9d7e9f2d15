import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { REQUEST_FIELDS } from "../../../client/request";
import { SPEED } from "../../../speech/api";
import { FORMATS, SPEECH_FORMATS } from "../../../speech/formats";
import { fixture } from "./support";

type Json = Record<string, unknown>;

const contract = parse(readFileSync(path.join(__dirname, "../../../contracts/openapi.yaml"), "utf8")) as Json;
const upstream = JSON.parse(fixture("kokoro-openapi.json").toString("utf8")) as Json;

function at(document: unknown, ...keys: string[]): unknown {
  return keys.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? (value as Json)[key] : undefined),
    document,
  );
}

const asObject = (value: unknown) => (value ?? {}) as Json;
const measured = Object.entries(asObject(at(contract, "components", "schemas")))
  .filter(([, schema]) => String(at(schema, "description")).startsWith("Measured"))
  .map(([name]) => name);

/** What we rely on must be there as we say it; what upstream has besides is its own affair. */
function differences(ours: unknown, theirs: unknown, place: string): string[] {
  if (Array.isArray(ours)) {
    const other = Array.isArray(theirs) ? theirs : [];
    const isSame = ours.length === other.length;
    if (!isSame) return [`${place}: ${JSON.stringify(ours)} upstream ${JSON.stringify(theirs)}`];
    return ours.flatMap((value, index) => differences(value, other[index], `${place}[${index}]`));
  }
  if (typeof ours === "object" && ours !== null) {
    return Object.entries(ours)
      .filter(([key]) => key !== "description")
      .flatMap(([key, value]) => differences(value, at(theirs, key), `${place}.${key}`));
  }
  return ours === theirs ? [] : [`${place}: ${JSON.stringify(ours)} upstream ${JSON.stringify(theirs)}`];
}

describe("contracts/openapi.yaml", () => {
  it("names only paths and methods that the server has", () => {
    for (const [route, methods] of Object.entries(asObject(contract.paths))) {
      for (const method of Object.keys(asObject(methods))) {
        expect(at(upstream, "paths", route, method), `${method} ${route}`).toBeDefined();
      }
    }
  });

  it.each(
    Object.keys(asObject(at(contract, "components", "schemas"))).filter((name) => !measured.includes(name)),
  )("says of %s what the server says", (name) => {
    const key = ["components", "schemas", name];
    expect(differences(at(contract, ...key), at(upstream, ...key), name)).toEqual([]);
  });

  it("has all fields of a request that the client may send, and no other", () => {
    const fields = Object.keys(
      asObject(at(contract, "components", "schemas", "OpenAISpeechRequest", "properties")),
    );
    expect(fields.sort()).toEqual([...REQUEST_FIELDS].sort());
  });

  it("covers every field that the server knows", () => {
    const key = ["components", "schemas", "OpenAISpeechRequest", "properties"];
    expect(Object.keys(asObject(at(contract, ...key))).sort()).toEqual(
      Object.keys(asObject(at(upstream, ...key))).sort(),
    );
  });

  it("agrees with the client's own tables", () => {
    const properties = at(contract, "components", "schemas", "OpenAISpeechRequest", "properties");
    expect(at(properties, "response_format", "enum")).toEqual(SPEECH_FORMATS);
    expect([at(properties, "speed", "minimum"), at(properties, "speed", "maximum")]).toEqual([
      SPEED.least,
      SPEED.most,
    ]);
    const types = at(contract, "paths", "/v1/audio/speech", "post", "responses", "200", "content");
    expect(Object.keys(asObject(types))).toEqual(SPEECH_FORMATS.map((format) => FORMATS[format].contentType));
  });

  it("notices drift: a default, a bound or a name that changes upstream", () => {
    const schema = asObject(at(contract, "components", "schemas", "OpenAISpeechRequest"));
    const drifted = JSON.parse(JSON.stringify(at(upstream, "components", "schemas", "OpenAISpeechRequest")));
    drifted.properties.stream.default = false;
    drifted.properties.speed.maximum = 2;
    drifted.properties.language = drifted.properties.lang_code;
    delete drifted.properties.lang_code;
    const found = differences(schema, drifted, "request").join("\n");
    for (const field of ["stream.default", "speed.maximum", "lang_code"]) expect(found).toContain(field);
  });
});
