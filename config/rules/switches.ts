import * as z from "zod/mini";
import type { Problem } from "../../common/problem";
import { batchSection } from "../schema/sections/batch";
import { outlierDetectionSection, retryBudgetSection } from "../schema/sections/mesh";
import { monitoringSection } from "../schema/sections/monitoring";
import { smokeSection } from "../schema/sections/smoke";
import type { Settings } from "../schema/settings";
import type { Rule } from "./rule";
import { changedWithoutEffect } from "./say";

/** Sections that one key switches, and that nothing reads while it is false. */
const SWITCHED = [
  { path: "batch", of: ({ batch }: Settings) => batch, schema: batchSection },
  { path: "smoke", of: ({ smoke }: Settings) => smoke, schema: smokeSection },
  { path: "monitoring", of: ({ monitoring }: Settings) => monitoring, schema: monitoringSection },
  {
    path: "mesh.outlierDetection",
    of: ({ mesh }: Settings) => mesh.outlierDetection,
    schema: outlierDetectionSection,
  },
  { path: "mesh.retryBudget", of: ({ mesh }: Settings) => mesh.retryBudget, schema: retryBudgetSection },
] as const;

/** A value that equals its default cannot be told from a key that was left out, and contradicts nothing. */
function keysOfDisabled(path: string, section: { enabled: boolean }, schema: z.ZodMiniType): Problem[] {
  if (section.enabled) return [];
  return changedWithoutEffect(
    section,
    z.parse(schema, {}) as object,
    path,
    `${path}.enabled is false`,
    `set ${path}.enabled: true, or remove it`,
  );
}

const keysNeedTheirSwitch: Rule = (settings) =>
  SWITCHED.flatMap(({ path, of, schema }) => keysOfDisabled(path, of(settings), schema));

export const switchRules: readonly Rule[] = [keysNeedTheirSwitch];
