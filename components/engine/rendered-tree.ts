import * as pulumi from "@pulumi/pulumi";
import { nodeDeps } from "../../common/files/deps";
import { sha256 } from "../../common/files/paths";
import { describeProblem, InputError } from "../../common/problem";
import type { Settings } from "../../config/schema/settings";
import { isSecretKey } from "../../config/secret-sources";
import { renderTree, type SealedFile } from "../../render/tree";
import { lookAround, unlistedProblem } from "../../repository/landing/look";
import { formatRecord, recordPath } from "../../repository/write/record";
import type { Placeholders } from "./inputs";
import { reporting, sealedPlaceholders } from "./secrets";
import { TreeFile } from "./tree-file";

/**
 * Registers the files of the Flux tree as resources of the stack: the bytes of `kokoro render`, and
 * its ownership record, so that either way of rendering can follow the other.
 *
 * @param target the repository's root, and the name of the ownership record
 */
export function registerTree(
  { root, owner }: { root: string; owner: string },
  settings: Settings,
  placeholders: Placeholders,
  parent: pulumi.Resource,
): void {
  const { unlisted, errors } = lookAround(root, settings, owner);
  if (errors.length > 0) throw new InputError(errors);
  for (const each of unlisted) pulumi.log.warn(describeProblem(unlistedProblem(each)), parent);
  const sealed = sealedPlaceholders(settings, { root, owner }, placeholders, parent);
  const refused = pulumi
    .output(placeholders.secretsOutside(isSecretKey))
    .apply((keys) => reporting(parent, () => refuseSecrets(keys)));
  const files = renderTree(settings, sealed).map(({ path, content }) => {
    // Rendered anew with the values: a value may need quotes that its placeholder does not.
    const filled = placeholders.whenKnown(content, (known) => {
      const filledIn = sealed.map(({ secret, ...texts }) => ({ secret, ...known(texts) }));
      return textOf(path, known(settings), filledIn);
    });
    return { path, content: pulumi.all([filled, refused]).apply(([text]) => text) };
  });
  const resources = files.map(
    ({ path, content }) => new TreeFile(path, { root, path, content, owner }, { parent }),
  );
  const record = pulumi
    .all(files.map(({ content }) => content))
    .apply((contents) =>
      formatRecord(new Map(files.map(({ path }, index) => [path, hashOf(contents[index])]))),
    );
  const path = recordPath(owner, "sha256");
  new TreeFile(path, { root, path, content: record, owner }, { parent, dependsOn: resources });
}

function refuseSecrets(keys: readonly string[]): void {
  if (keys.length === 0) return;
  throw new InputError(
    keys.map((key) => ({
      severity: "error",
      key,
      rule: "is a secret, and the rendered tree would hold it in clear",
      fix: "move it to secretEnv, whose values are encrypted",
    })),
  );
}

function textOf(path: string, settings: Settings, sealed: readonly SealedFile[]): string {
  return renderTree(settings, sealed).find((file) => file.path === path)?.content ?? "";
}

function hashOf(content = ""): Set<string> {
  return new Set([sha256(nodeDeps, content)]);
}
