import { toYaml } from "../common/yaml";
import type { KubernetesObject } from "../manifests/kubernetes";
import { schemaUrl } from "./schema-url";

/** One file's text: the schema comment on line 1, the document start on line 2, then the object. */
export function toDocument(
  object: Pick<KubernetesObject, "apiVersion" | "kind"> & { readonly [key: string]: unknown },
): string {
  return `# yaml-language-server: $schema=${schemaUrl(object)}\n---\n${toYaml(object)}`;
}
