import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config/settings";
import { renderTree } from "../../render/tree";
import { nodeDeps } from "../../render/write/deps";
import { sha256 } from "../../render/write/paths";
import { formatRecord, recordPath } from "../../render/write/record";
import type { Placeholders } from "./inputs";
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
  const files = renderTree(settings).map(({ path, content }) => ({
    path,
    content: placeholders.fillText(content),
  }));
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

function hashOf(content = ""): Set<string> {
  return new Set([sha256(nodeDeps, content)]);
}
