import type * as z from "zod/mini";
import { closest } from "../../common/closest";
import type { Problem } from "../../common/problem";
import { SECRET_SECTIONS } from "../secret-sources";
import { refusalOf } from "./refused";
import { sayingOf } from "./say";

/** Turns zod's issues into problems that a person can mend. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], schema: z.ZodMiniType): Problem[] {
  const problems = issues.flatMap((issue) =>
    toProblems(issue, schema).map((problem) => (isAbsent(issue) ? ofAbsent(problem) : problem)),
  );
  // One value may break two checks of one rule.
  const seen = new Set<string>();
  return problems.filter(({ key, rule }) => {
    const identity = `${key} ${rule}`;
    return !seen.has(identity) && seen.add(identity);
  });
}

function toProblems(issue: z.core.$ZodIssue, schema: z.ZodMiniType): Problem[] {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(issue.path, key, schema));
  const given = SECRET_KEYS.has(String(issue.path[0])) ? {} : givenValue(issue.input);
  const base = { severity: "error" as const, key: pathText(issue.path), ...given };
  if (issue.code === "invalid_value") return [{ ...base, ...oneOf(issue) }];
  if (issue.code === "invalid_key")
    return [{ ...base, ...sayOf(issue.issues[0]?.message, "must be a valid key") }];
  if (issue.code === "invalid_type" && !sayingOf(issue.message)) {
    return [
      { ...base, rule: `must be ${KINDS[issue.expected] ?? issue.expected}`, fix: typeFix(issue.expected) },
    ];
  }
  return [{ ...base, ...sayOf(issue.message, issue.message) }];
}

/** A key that has to be there and is not, which a schema tells by the type that nothing has. */
const isAbsent = (issue: z.core.$ZodIssue): boolean => issue.input === undefined;

function ofAbsent(problem: Problem): Problem {
  const rule = problem.rule.startsWith("must ") ? `is missing and ${problem.rule}` : problem.rule;
  return { ...problem, rule };
}

/** Keys whose values are never repeated in a message; a private key pasted for a public one is among them. */
const SECRET_KEYS = new Set<string>([...SECRET_SECTIONS, "sops"]);

const KINDS: Record<string, string> = {
  object: "a mapping of keys",
  record: "a mapping of keys",
  array: "a list",
  string: "a string",
  boolean: "true or false",
};

function typeFix(expected: string): string {
  if (expected === "array") return "write one item on each line, after '- '";
  if (expected === "string") return "write the value in quotes";
  return "write its keys on indented lines below it, see docs/configuration.md";
}

/** Proposes a value that is near; where none is, what the schema says to do, or the choice. */
function oneOf({
  input,
  values: given,
  message,
}: z.core.$ZodIssueInvalidValue): Pick<Problem, "rule" | "fix"> {
  const values = given.map(String);
  const near = typeof input === "string" ? closest(input, values) : undefined;
  const otherwise = sayingOf(message)?.fix ?? `write ${choice(values)}`;
  return {
    rule: `must be one of ${values.join(", ")}`,
    fix: near === undefined ? otherwise : `did you mean ${near}?`,
  };
}

/** `a, b or c` */
function choice(values: readonly string[]): string {
  return [values.slice(0, -1).join(", "), ...values.slice(-1)].filter(Boolean).join(" or ");
}

function unknownKey(path: readonly PropertyKey[], key: string, schema: z.ZodMiniType): Problem {
  const section = schemaAt(schema, path);
  const refusal = refusalOf(section, key);
  if (refusal) return { severity: "error", key: pathText([...path, key]), ...refusal };
  const known = Object.keys((section?._zod.def as SchemaDefinition | undefined)?.shape ?? {});
  const near = closest(key, known);
  const fix =
    near === undefined ? `remove it; known keys here: ${known.join(", ")}` : `did you mean ${near}?`;
  return { severity: "error", key: pathText([...path, key]), rule: "is not a known key", fix };
}

/** A value that is worth repeating to the user: scalars, not whole sections. */
function givenValue(input: unknown): { value?: unknown } {
  return input === undefined || (typeof input === "object" && input !== null) ? {} : { value: input };
}

function sayOf(message: string | undefined, otherwise: string): Pick<Problem, "rule" | "fix"> {
  return sayingOf(message) ?? { rule: message || otherwise, fix: "see docs/configuration.md" };
}

/** `["flux", "dependsOn", 0, "name"]` -> `flux.dependsOn[0].name` */
export function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  return text.replace(/^\./, "") || "config";
}

interface SchemaDefinition {
  readonly innerType?: z.ZodMiniType;
  readonly out?: z.ZodMiniType;
  readonly element?: z.ZodMiniType;
  readonly valueType?: z.ZodMiniType;
  readonly shape?: Record<string, z.ZodMiniType>;
}

/** The schema at a path; unwraps defaults, optionals and short forms. */
function schemaAt(schema: z.ZodMiniType, path: readonly PropertyKey[]): z.ZodMiniType | undefined {
  const definition = schema._zod.def as SchemaDefinition;
  const inner = definition.innerType ?? definition.out;
  if (inner) return schemaAt(inner, path);
  const [next, ...rest] = path;
  if (next === undefined) return schema;
  const child = definition.shape?.[String(next)] ?? definition.element ?? definition.valueType;
  return child && schemaAt(child, rest);
}
