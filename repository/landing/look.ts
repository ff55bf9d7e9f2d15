import { readdirSync } from "node:fs";
import { join, posix } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { nodeDeps } from "../../common/files/deps";
import { readIfRegular } from "../../common/files/paths";
import type { Problem } from "../../common/problem";
import { quietly } from "../../common/quietly";
import type { Settings } from "../../config/schema/settings";
import { appFolder, fluxName } from "../../render/flux";
import { readState } from "../write/state";

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
 * Looks at a repository around the app's folder. Reads only, and little: the kustomizations above it, what may
 * define the namespace, and the apps' ks.yaml. Flux takes every folder that has a kustomization and does not
 * look below it.
 *
 * @param owner whose record names the files that this run may take away
 */
export function lookAround(root: string, settings: Settings, owner: string): Landing {
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
  const recorded = quietly(() => readState(nodeDeps, root, owner).ours);
  const foreign = (file: string) => !recorded?.has(file);
  const namespace = settings.namespace.create ? namespaceProblems(root, settings, foreign) : [];
  return { unlisted, errors: [...namespace, ...fluxNameProblems(root, settings, foreign)] };
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
function namespaceProblems(root: string, settings: Settings, foreign: (file: string) => boolean): Problem[] {
  const app = appFolder(settings);
  const folder = posix.dirname(app);
  const names = entriesOf(join(root, folder));
  const inFolder = names.filter((name) => /\.ya?ml$/.test(name));
  const ofSiblings = names
    .filter((name) => name !== posix.basename(app))
    .map((name) => `${name}/namespace.yaml`);
  const file = [...inFolder, ...ofSiblings]
    .filter((name) => foreign(posix.join(folder, name)))
    .find((name) => definesNamespace(join(root, folder, name), settings.namespace.name));
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

/** The apps of all namespaces are one build, and their Flux Kustomizations often lie in one namespace. */
function fluxNameProblems(root: string, settings: Settings, foreign: (file: string) => boolean): Problem[] {
  const app = appFolder(settings);
  const top = posix.dirname(posix.dirname(app));
  const file = entriesOf(join(root, top))
    .flatMap((namespace) =>
      entriesOf(join(root, top, namespace)).map((name) => posix.join(top, namespace, name)),
    )
    .filter((folder) => folder !== app)
    .map((folder) => `${folder}/ks.yaml`)
    .find((name) => foreign(name) && definesFluxKustomization(join(root, name), fluxName(settings)));
  if (file === undefined) return [];
  return [
    {
      severity: "error",
      key: "flux.name",
      value: settings.flux.name,
      rule: `would define the Flux Kustomization ${fluxName(settings)} a second time: ${file} does already, and kustomize refuses a build with both`,
      fix: `give ours a name of its own, for example flux.name: ${settings.name}-${settings.namespace.name}`,
    },
  ];
}

function definesFluxKustomization(file: string, fullName: string): boolean {
  const [namespace, name = ""] = fullName.split("/");
  return objectsIn(file, name).some(
    ({ apiVersion, kind, metadata }) =>
      /^kustomize\.toolkit\.fluxcd\.io\//.test(String(apiVersion)) &&
      kind === "Kustomization" &&
      metadata?.name === name &&
      metadata.namespace === namespace,
  );
}

interface AnyObject {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly metadata?: { readonly name?: unknown; readonly namespace?: unknown };
}

/** The objects of a file that has a word; most files have it not, and are not parsed. */
function objectsIn(file: string, word: string): AnyObject[] {
  const text = readText(file);
  if (text === undefined || !text.includes(word)) return [];
  const documents = quietly(() => parseAllDocuments(text).map((each) => each.toJS() as unknown)) ?? [];
  return documents.filter((each): each is AnyObject => typeof each === "object" && each !== null);
}

/** `_` and the like are names that a namespace transformer above replaces. */
function definesNamespace(file: string, namespace: string): boolean {
  return objectsIn(file, "Namespace").some(
    ({ kind, metadata }) =>
      kind === "Namespace" && [namespace, "_", "not-used"].includes(String(metadata?.name)),
  );
}

function entriesOf(folder: string): string[] {
  return quietly(() => readdirSync(folder).sort()) ?? [];
}

function readText(file: string): string | undefined {
  return quietly(() => readIfRegular(nodeDeps, file)?.toString("utf8"));
}
