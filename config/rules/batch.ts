import { claimOfAudio } from "../batch";
import type { Rule } from "./rule";
import { errorIf } from "./say";

const SOURCES = ["items", "configMap", "itemsClaim"] as const;

const oneSource: Rule = ({ batch }) => {
  const [first, ...others] = SOURCES.filter((key) => batch[key] !== undefined).map((key) => `batch.${key}`);
  if (!batch.enabled || (first !== undefined && others.length === 0)) return undefined;
  const missing = "or batch.configMap or batch.itemsClaim must name the texts";
  return {
    severity: "error",
    key: first ?? "batch.items",
    rule: first ? `and ${others.join(" and ")} exclude each other` : missing,
    fix: first ? "keep one of them" : "write for example\n  items:\n    - input: Hello.",
  };
};

/** On a volume of both, the results lie where the items do. */
const resultsSpareItems: Rule = (settings) => {
  const { enabled, itemsClaim } = settings.batch;
  if (!enabled || itemsClaim?.name !== claimOfAudio(settings)) return undefined;
  return errorIf(/^[^/]+\.(json|mp3|opus|aac|flac|wav|pcm|part)$/.test(itemsClaim.path), {
    key: "batch.itemsClaim.path",
    value: itemsClaim.path,
    rule: "has a name that the audio or the result of an item could have, and they would overwrite it on the same volume",
    fix: "name it items.jsonl, or keep it in a folder",
  });
};

/** Flux takes a Job for ready when it is complete. */
const fluxWaitsForBatch: Rule = ({ batch, flux }) => {
  if (!batch.enabled || !flux.wait) return undefined;
  return {
    severity: "warning",
    key: "flux.wait",
    value: true,
    rule: `makes Flux wait for the whole batch: the app is not Ready if the batch takes longer than flux.timeout (${flux.timeout}) or an item fails`,
    fix: "set flux.wait: false, or a flux.timeout that is long enough for the batch",
  };
};

const namesDiffer: Rule = ({ batch }) => {
  const names = (batch.items ?? []).flatMap(({ name }) => (name === undefined ? [] : [name]));
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  if (twice === undefined) return undefined;
  return {
    severity: "error",
    key: "batch.items",
    value: twice,
    rule: "is the name of two items, so their files would overwrite each other",
    fix: "give each item a different name, or no name",
  };
};

/** Kubernetes takes 1 MiB for a ConfigMap; the script and the names need their part of it. */
const MOST_ITEM_BYTES = 900_000;

const itemsFitConfigMap: Rule = ({ batch }) => {
  const size = Buffer.byteLength(JSON.stringify(batch.items ?? []));
  if (!batch.enabled || size <= MOST_ITEM_BYTES) return undefined;
  return {
    severity: "error",
    key: "batch.items",
    rule: `must have at most ${MOST_ITEM_BYTES} bytes in total, the limit of a ConfigMap; these have ${size}`,
    fix: "split the batch",
  };
};

export const batchRules: readonly Rule[] = [
  oneSource,
  resultsSpareItems,
  namesDiffer,
  itemsFitConfigMap,
  fluxWaitsForBatch,
];
