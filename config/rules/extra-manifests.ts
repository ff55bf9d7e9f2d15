import { isEncrypted } from "../../common/ciphertext";
import { isMapping } from "../../common/is-mapping";
import type { Problem } from "../../common/problem";
import type { Rule } from "./rule";

/** What stands in extraManifests stands in the tree, a Secret in a list, too. */
const noSecretInClear: Rule = ({ extraManifests }) =>
  extraManifests.flatMap((object, index) => secretsIn(object, `extraManifests[${index}]`));

function secretsIn(object: unknown, key: string, listed = ""): Problem[] {
  if (!isMapping(object)) return [];
  const kind = typeof object.kind === "string" ? object.kind : listed;
  if (isList(object))
    return object.items.flatMap((item, index) =>
      secretsIn(item, `${key}.items[${index}]`, kind.replace(/List$/, "")),
    );
  const isSecret = kind === "Secret" && [undefined, "v1"].includes(object.apiVersion as string | undefined);
  if (!isSecret || !isClear(object)) return [];
  const { name = "without a name" } = isMapping(object.metadata) ? object.metadata : {};
  return [
    {
      severity: "error",
      key,
      rule: `is a Secret with plaintext values (${name})`,
      fix: "move the values to secretEnv or registries, or refer to a Secret that is already encrypted in the repository",
    },
  ];
}

/** `sops` beside the values says nothing: each value is looked at, and the copy that `kubectl apply` keeps. */
function isClear({ data, stringData, metadata }: Record<string, unknown>): boolean {
  const { annotations } = isMapping(metadata) ? metadata : {};
  const copy = isMapping(annotations)
    ? annotations["kubectl.kubernetes.io/last-applied-configuration"]
    : null;
  return [data, stringData, { copy }].some((values) => !isSealed(values));
}

function isSealed(values: unknown): boolean {
  if (!isMapping(values)) return values === undefined || values === null;
  return Object.values(values).every((value) => value == null || value === "" || isEncrypted(value));
}

/** kubectl and kustomize take the items for objects of their own, whatever the list is called. */
function isList(object: Record<string, unknown>): object is { items: unknown[] } {
  return Array.isArray(object.items) && /List$/.test(String(object.kind));
}

const noLists: Rule = ({ extraManifests }) =>
  extraManifests.flatMap((object, index): Problem[] => {
    if (!isList(object)) return [];
    return [
      {
        severity: "error",
        key: `extraManifests[${index}]`,
        value: object.kind,
        rule: "is a list of objects, whose names and namespaces would be checked by nobody",
        fix: "write each of its items as an entry of its own",
      },
    ];
  });

export const extraManifestRules: readonly Rule[] = [noSecretInClear, noLists];
