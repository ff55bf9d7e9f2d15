import { readdirSync } from "node:fs";
import { join, posix } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { nodeDeps } from "../../common/files/deps";
import { readIfRegular } from "../../common/files/paths";
import type { Problem } from "../../common/problem";
import { quietly } from "../../common/quietly";
import type { Settings } from "../../config/schema/settings";
import { appFolder } from "../../render/flux";

/** A kustomization of the repository that has to list us, or Flux never sees the tree. */
export interface Unlisted {
  /** Relative to the root, POSIX. */
  readonly file: string;
  /** What is missing in its resources: `./kokoro-api`. */
  readonly entry: string;
}

/** What a repository has around the place where a tree lands. */
export interface Landing {
  readonly unlisted: readonly Unlisted[];
  /** Why the tree must not be written as configured. */
  readonly errors: readonly Problem[];
}

/**
 * Looks at a repository around the app's folder. Reads only, and little: the kustomizations above it, and what
 * may define the namespace. Flux takes every folder that has a kustomization and does not look below it.
 */
export function lookAround(root: string, settings: Settings): Landing {
  const app = appFolder(settings);
  const namespaceFolder = posix.dirname(app);
  const top = posix.dirname(namespaceFolder);
  const inNamespace = findKustomization(root, namespaceFolder);
  const atTop = findKustomization(root, top);
  const ours = posix.basename(app);
  const fromTop = inNamespace ? posix.basename(namespaceFolder) : posix.relative(top, app);
  const unlisted = [
    ...(inNamespace && !lists(inNamespace, ours) ? [{ file: inNamespace.file, entry: `./${ours}` }] : []),
    ...(atTop && !lists(atTop, fromTop) ? [{ file: atTop.file, entry: `./${fromTop}` }] : []),
  ];
  return { unlisted, errors: settings.namespace.create ? namespaceProblems(root, settings) : [] };
}

/** What a person has to do where `--register` does not. */
export function unlistedProblem({ file, entry }: Unlisted): Problem {
  return {
    severity: "warning",
    key: file,
    rule: `does not list ${entry}, so Flux would never apply what is rendered`,
    fix: `add the line "  - ${entry}" to its resources, or render with --register`,
  };
}

interface Kustomization {
  readonly file: string;
  readonly resources: readonly string[];
}

/** The names that kustomize looks for, in its order. */
const KUSTOMIZATION_NAMES = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

function findKustomization(root: string, folder: string): Kustomization | undefined {
  for (const name of KUSTOMIZATION_NAMES) {
    const file = posix.join(folder, name);
    const text = readText(join(root, file));
    if (text !== undefined) return { file, resources: resourcesOf(text) };
  }
  return undefined;
}

function resourcesOf(text: string): string[] {
  const content = quietly(() => parse(text)) as { resources?: unknown } | null | undefined;
  const resources = content?.resources;
  return Array.isArray(resources) ? resources.filter((each) => typeof each === "string") : [];
}

/** The folder itself or a file in it: HomeCluster's own apps are listed as `./app/ks.yaml`. */
function lists({ resources }: Kustomization, folder: string): boolean {
  return resources.some((each) => {
    const path = posix.normalize(each).replace(/\/$/, "");
    return path === folder || path.startsWith(`${folder}/`);
  });
}

/** kustomize refuses a build in which two files define one object, and with it everything that Flux applies. */
function namespaceProblems(root: string, settings: Settings): Problem[] {
  const app = appFolder(settings);
  const folder = posix.dirname(app);
  const names = entriesOf(join(root, folder));
  const inFolder = names.filter((name) => /\.ya?ml$/.test(name));
  const ofSiblings = names
    .filter((name) => name !== posix.basename(app))
    .map((name) => `${name}/namespace.yaml`);
  const file = [...inFolder, ...ofSiblings].find((name) =>
    definesNamespace(join(root, folder, name), settings.namespace.name),
  );
  if (file === undefined) return [];
  return [
    {
      severity: "error",
      key: "namespace.create",
      value: true,
      rule: `would define the namespace ${settings.namespace.name} a second time: ${folder}/${file} does already, and kustomize refuses a build with both`,
      fix: "set namespace.create: false",
    },
  ];
}

/** `_` and the like are names that a namespace transformer above replaces. */
function definesNamespace(file: string, namespace: string): boolean {
  const text = readText(file);
  if (text === undefined || !/^kind:\s*["']?Namespace\b/m.test(text)) return false;
  const documents = quietly(() => parseAllDocuments(text).map((each) => each.toJS() as unknown)) ?? [];
  return documents.some((each) => {
    const { kind, metadata } = (each ?? {}) as { kind?: unknown; metadata?: { name?: unknown } };
    return kind === "Namespace" && [namespace, "_", "not-used"].includes(String(metadata?.name));
  });
}

function entriesOf(folder: string): string[] {
  return quietly(() => readdirSync(folder).sort()) ?? [];
}

function readText(file: string): string | undefined {
  return quietly(() => readIfRegular(nodeDeps, file)?.toString("utf8"));
}
