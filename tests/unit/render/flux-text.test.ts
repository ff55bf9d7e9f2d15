import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../../manifests/kubernetes";
import type { Manifest } from "../../../manifests/manifest";
import { fluxSafe, SUBSTITUTE, withoutFlux } from "../../../render/flux-text";

const KNOWN = ["SECRET_DOMAIN"];

describe("the text of an object that Flux applies", () => {
  it.each([
    ["costs $5 and $HOME", "costs $5 and $HOME"],
    ["https://kokoro.${SECRET_DOMAIN}", "https://kokoro.home.test"],
    ["$${SECRET_DOMAIN}", "${SECRET_DOMAIN}"],
    ["a $$ b $$$ c", "a $$ b $$$ c"],
    ["$${x} ${SECRET_DOMAIN} $${y:-z}", "${x} home.test ${y:-z}"],
  ])("of ours %j arrives as %j", (written, arrives) => {
    expect(arrived(ours(written))).toBe(arrives);
  });

  it.each([
    ["${x} $x $$x $${x} $${SECRET_DOMAIN}", "${x} $x $$x $${x} $${SECRET_DOMAIN}"],
    ["${SECRET_DOMAIN} ${x} $$ ${1:-a} ${#list[@]} ${", "home.test ${x} $$ ${1:-a} ${#list[@]} ${"],
    ['rate(http_requests{job=~"$job"}[${__range}])', 'rate(http_requests{job=~"$job"}[${__range}])'],
  ])("of the user's own objects %j arrives as %j", (written, arrives) => {
    expect(arrived(theirs(written))).toBe(arrives);
  });

  it("arrives to the letter, whatever dollars and braces it has", () => {
    const parts = ["$", "{", "}", "x", "SECRET_DOMAIN", ":-", " ", "\n"];
    const text = fc.array(fc.constantFrom(...parts), { maxLength: 12 }).map((each) => each.join(""));
    fc.assert(
      fc.property(text, (each) => {
        const expected = each.replace(/(?<!\$)\$\{SECRET_DOMAIN\}/g, "home.test");
        expect(arrived(theirs(each))).toBe(expected);
      }),
    );
  });

  it("is left as it is, and the object not annotated, where Flux would not change it", () => {
    const manifest = theirs("$1 costs $5");
    expect(fluxSafe(manifest, KNOWN)).toEqual(manifest.object);
  });

  it("is written readably, with an annotation instead of doubled dollars, where it has no variable", () => {
    const object = fluxSafe(theirs("echo ${x}"), KNOWN);
    expect(object).toMatchObject({ data: { key: "echo ${x}" } });
    expect(object.metadata.annotations).toEqual({ [SUBSTITUTE]: "disabled" });
    expect(Object.keys(object)).toEqual(["apiVersion", "kind", "metadata", "data"]);
  });

  it("stays as it is in an object that says itself that Flux must leave it alone", () => {
    for (const place of ["annotations", "labels"] as const) {
      const { object } = theirs("${SECRET_DOMAIN} ${x}");
      const disabled = { ...object, metadata: { name: "a", [place]: { [SUBSTITUTE]: "disabled" } } };
      expect(fluxSafe({ ...theirs(""), object: disabled }, KNOWN)).toBe(disabled);
    }
  });

  it("is protected in keys, too", () => {
    const object = { ...theirs("").object, data: { "${a}": "1" } };
    expect(fluxSafe({ ...theirs(""), object }, KNOWN).metadata.annotations).toBeDefined();
  });
});

describe("the text of an object that goes straight to a cluster", () => {
  it("has no escapes of ours, and every dollar of the user's objects", () => {
    expect(textOf(withoutFlux(ours("$${x} $$ $5")))).toBe("${x} $$ $5");
    expect(textOf(withoutFlux(theirs("$${x} $$ $5")))).toBe("$${x} $$ $5");
  });
});

function ours(text: string): Manifest {
  const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { key: text } };
  return { place: "app", name: "configmap", object };
}

function theirs(text: string): Manifest {
  return { ...ours(text), verbatim: true };
}

function textOf(object: KubernetesObject): string {
  return (object as unknown as { data: { key: string } }).data.key;
}

/** What is in the cluster when Flux has applied the object. tests/e2e/flux-text.e2e.ts asks the real Flux. */
function arrived(manifest: Manifest): string {
  const object = fluxSafe(manifest, KNOWN);
  const text = textOf(object);
  return object.metadata.annotations?.[SUBSTITUTE] === "disabled" ? text : substituted(text);
}

/** Flux's postBuild, strict: left to right, `$$` is a dollar, `${NAME}` a variable, anything else in braces fails. */
function substituted(text: string): string {
  return text.replace(/\$\$|\$\{([^}]*)\}?/g, (match, name) => {
    if (match === "$$") return "$";
    if (match !== "${SECRET_DOMAIN}") throw new Error(`variable not set: ${name}`);
    return "home.test";
  });
}
