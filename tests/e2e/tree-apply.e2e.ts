import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { appFolder } from "../../render/flux";
import { type ClusterObject, deleteNamespaces, get, holds, kubectl, list } from "./support/cluster";
import { validStacks } from "./support/fixtures";
import { render, substituted } from "./support/render";
import { remove, temporaryFolder } from "./support/temporary";

const SERVER_SIDE = ["apply", "--server-side", "--filename", "-"];

describe.each(validStacks("tree"))("the tree of $name on the API server", ({ config, settings }) => {
  const folder = temporaryFolder("apply");
  const namespace = settings.namespace.name;
  /** What each level of the tree makes of itself, as Flux would apply it. */
  let outer: string;
  let app: string;

  beforeAll(async () => {
    const { root } = await render(config, folder);
    outer = await built(join(root, appFolder(settings)));
    app = await built(join(root, appFolder(settings), "app"));
    if (!settings.namespace.create) await kubectl(SERVER_SIDE, { input: siblingsNamespace(namespace) });
  });
  afterAll(async () => {
    remove(folder);
    await deleteNamespaces(namespace);
  });

  it("is accepted by a server-side dry run", async () => {
    await kubectl([...SERVER_SIDE, "--dry-run=server"], { input: outer });
    // The Flux Kustomization stays out: it would look for a repository that is not there.
    if (settings.namespace.create) await kubectl(SERVER_SIDE, { input: onlyNamespaces(outer) });
    await kubectl([...SERVER_SIDE, "--dry-run=server"], { input: app });
  });

  it("becomes ready in a namespace that enforces Pod Security restricted", async () => {
    const enforced = await get("namespace", namespace, namespace);
    expect(enforced?.metadata.labels).toMatchObject({ "pod-security.kubernetes.io/enforce": "restricted" });
    await kubectl(SERVER_SIDE, { input: app });
    await kubectl(["rollout", "status", `deployment/${settings.name}`, "-n", namespace, "--timeout", "60s"]);
    const pods = await list("pods", namespace, `app=${settings.name}`);
    expect(pods.length).toBeGreaterThan(0);
    for (const pod of pods) {
      expect(pod.metadata.ownerReferences).toMatchObject([{ kind: "ReplicaSet" }]);
      expect(holds(pod, "Ready")).toBe(true);
    }
  });

  it("passes because of its security context: without it the same pod is refused", async () => {
    const deployment = await get("deployment", settings.name, namespace);
    const { output, code } = await kubectl(["create", "--dry-run=server", "--filename", "-"], {
      input: podWithoutSecurityContext(deployment, namespace),
      mayFail: true,
    });
    expect(code).not.toBe(0);
    expect(output).toContain('violates PodSecurity "restricted:latest"');
  });
});

async function built(folder: string): Promise<string> {
  const { stdout } = await kubectl(["kustomize", folder]);
  return substituted(stdout);
}

function onlyNamespaces(documents: string): string {
  return documents
    .split(/^---$/m)
    .filter((document) => /^kind: Namespace$/m.test(document))
    .join("---\n");
}

/** Where the namespace is another app's. */
function siblingsNamespace(name: string): string {
  const labels = { "pod-security.kubernetes.io/enforce": "restricted", "istio.io/dataplane-mode": "ambient" };
  return stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name, labels } });
}

interface PodTemplate {
  readonly spec: {
    readonly containers: readonly Record<string, unknown>[];
    readonly [field: string]: unknown;
  };
}

function podWithoutSecurityContext(deployment: ClusterObject | undefined, namespace: string): string {
  const template = deployment?.spec.template as PodTemplate;
  const { securityContext: _pod, ...spec } = template.spec;
  const containers = spec.containers.map(({ securityContext: _container, ...container }) => container);
  const metadata = { name: "without-security-context", namespace };
  return stringify({ apiVersion: "v1", kind: "Pod", metadata, spec: { ...spec, containers } });
}
