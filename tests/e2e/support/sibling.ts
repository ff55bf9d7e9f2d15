import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";

export interface SiblingOptions {
  readonly namespace: string;
  readonly name: string;
  /** Whether the sibling brings the namespace. */
  readonly ownsNamespace: boolean;
  /** Its only content; Flux substitutes variables in it. */
  readonly text: string;
}

/** Writes another team's app, laid out as HomeCluster does, into a repository. */
export function writeSibling(repository: string, options: SiblingOptions): void {
  const { namespace, name, ownsNamespace, text } = options;
  const folder = `kubernetes/apps/${namespace}/${name}`;
  mkdirSync(join(repository, folder, "app"), { recursive: true });
  const write = (path: string, content: object) =>
    writeFileSync(join(repository, folder, path), stringify(content));
  const resources = [...(ownsNamespace ? ["./namespace.yaml"] : []), "./ks.yaml"];
  write("kustomization.yaml", kustomization(resources));
  if (ownsNamespace) write("namespace.yaml", namespaceObject(namespace));
  write("ks.yaml", fluxKustomization(name, namespace, `./${folder}/app`));
  write("app/kustomization.yaml", kustomization(["./configmap.yaml"]));
  write("app/configmap.yaml", { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { text } });
}

function kustomization(resources: string[]): object {
  return { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization", resources };
}

function namespaceObject(name: string): object {
  const labels = {
    "kustomize.toolkit.fluxcd.io/prune": "disabled",
    "pod-security.kubernetes.io/enforce": "restricted",
  };
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

function fluxKustomization(name: string, targetNamespace: string, path: string): object {
  return {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name, namespace: "flux-system" },
    spec: {
      targetNamespace,
      path,
      prune: true,
      sourceRef: { kind: "GitRepository", name: "flux-system" },
      wait: true,
      interval: "30m",
      retryInterval: "1s",
      timeout: "1m",
    },
  };
}
