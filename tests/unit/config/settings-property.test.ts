import fc from "fast-check";
import { expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { tryParseSettings } from "../../../config/parse";
import { manifests } from "../../../manifests";
import { renderStream, renderTree } from "../../../render/tree";
import { writeTree } from "../../../repository/write";
import { listTree, scratch } from "../repository/write/scratch";

const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,20}[a-z0-9])?$/);
const duration = fc.integer({ min: 1, max: 900 }).map((seconds) => `${seconds}s`);

/** Configurations as a user could write them; those that break a rule across keys are left out. */
const settings = fc
  .record(
    {
      name: label,
      namespace: fc.oneof(label, fc.record({ name: label, create: fc.boolean() })),
      accelerator: fc.constantFrom("cpu", "nvidia", "rocm"),
      replicas: fc.integer({ min: 1, max: 20 }),
      timeout: duration,
      longestRequest: duration,
      retries: fc.record({ attempts: fc.integer({ min: 0, max: 10 }), backoff: duration }),
      mesh: fc.record({ waypoint: fc.boolean() }),
      networkPolicy: fc.constantFrom("kubernetes", "cilium", "none"),
      monitoring: fc.boolean(),
      smoke: fc.boolean(),
      env: fc.dictionary(
        fc.stringMatching(/^X_[A-Z]{1,8}$/),
        fc.string().filter((text) => !text.includes("$")),
      ),
    },
    { requiredKeys: [] },
  )
  .map((raw) => tryParseSettings(raw))
  .filter((result) => result.ok);

const RUNS = { numRuns: 60 };

it("for any valid settings, what is rendered reads back as the manifests", () => {
  fc.assert(
    fc.property(settings, ({ settings }) => {
      const read = parseAllDocuments(renderStream(settings)).map((document) => document.toJS());
      expect(read).toEqual(manifests(settings).map(({ object }) => JSON.parse(JSON.stringify(object))));
    }),
    RUNS,
  );
});

it("for any valid settings, rendering again gives the same bytes", () => {
  fc.assert(
    fc.property(settings, ({ settings }) => {
      expect(renderTree(settings)).toEqual(renderTree(settings));
    }),
    RUNS,
  );
});

it("for any two valid settings, the second render leaves what it would on an empty root", () => {
  fc.assert(
    fc.property(settings, settings, (first, second) => {
      const [used, empty] = [scratch(), scratch()];
      writeTree(used, renderTree(first.settings), { owner: "stack" });
      writeTree(used, renderTree(second.settings), { owner: "stack" });
      writeTree(empty, renderTree(second.settings), { owner: "stack" });
      expect(listTree(used)).toEqual(listTree(empty));
    }),
    { numRuns: 15 },
  );
});
