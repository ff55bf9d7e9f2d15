import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { appFolder } from "../../render/flux";
import { remove, temporaryFolder } from "../support/temporary";
import { type ClusterObject, deleteNamespaces, get, holds, kubectl, list } from "./support/cluster";
import { stacksThatNeedMore, validStacks } from "./support/fixtures";
import { render, substituted } from "./support/render";

const SERVER_SIDE = ["apply", "--server-side", "--filename", "-"];

const folder = temporaryFolder("apply");
const stacks = validStacks("tree");
afterAll(async () => {
  remove(folder);
  await deleteNamespaces(...stacks.map(({ settings }) => settings.namespace.name));
});

describe("a tree on the API server", () => {
  // Each stack has a namespace of its own.
  it.concurrent.each(stacks)(
    "is accepted by a dry run and becomes ready where Pod Security restricted is enforced: $name",
    async ({ name, config, settings }) => {
      const namespace = settings.namespace.name;
      const { root } = await render(config, join(folder, name));
      // The Flux Kustomization is never applied: it would look for a repository that is not there.
      const outer = await built(join(root, appFolder(settings)));
      const app = await built(join(root, appFolder(settings), "app"));
      await kubectl([...SERVER_SIDE, "--dry-run=server"], { input: outer });
      await kubectl(SERVER_SIDE, {
        input: settings.namespace.create ? onlyNamespaces(outer) : siblingsNamespace(namespace),
      });
      await kubectl([...SERVER_SIDE, "--dry-run=server"], { input: app });
      await kubectl(SERVER_SIDE, { input: app });
      await rolledOut(settings.name, namespace);
      const enforced = await get("namespace", namespace, namespace);
      expect(enforced?.metadata.labels).toMatchObject({ "pod-security.kubernetes.io/enforce": "restricted" });
      const pods = await list("pods", namespace, `app=${settings.name}`);
      expect(pods.length).toBeGreaterThan(0);
      for (const pod of pods) {
        expect(pod.metadata.ownerReferences).toMatchObject([{ kind: "ReplicaSet" }]);
        expect(holds(pod, "Ready")).toBe(true);
      }
    },
  );

  it.each(stacksThatNeedMore("needs"))(
    "is refused with the field that this cluster does not know: $name",
    async ({ name, config, settings }) => {
      const { root } = await render(config, join(folder, `needs-${name}`));
      const app = await built(join(root, appFolder(settings), "app"));
      const input = app.replaceAll(settings.namespace.name, "default");
      const { code, output } = await kubectl([...SERVER_SIDE, "--dry-run=server"], { input, mayFail: true });
      expect(code).not.toBe(0);
      expect(output).toContain("field not declared in schema");
    },
  );

  it("passes because of its security context: without it the same pod is refused", async () => {
    const [namespace, name] = ["tree-defaults", "kokoro-api"];
    const deployment = await get("deployment", name, namespace);
    const { output, code } = await kubectl(["create", "--dry-run=server", "--filename", "-"], {
      input: podWithoutSecurityContext(deployment, namespace),
      mayFail: true,
    });
    expect(code).not.toBe(0);
    expect(output).toContain('violates PodSecurity "restricted:latest"');
  });
});

/** Waits for the Deployment; where it does not become ready, says what its pods wait for. */
async function rolledOut(name: string, namespace: string): Promise<void> {
  const wait = ["rollout", "status", `deployment/${name}`, "--namespace", namespace, "--timeout", "60s"];
  const { code, output } = await kubectl(wait, { mayFail: true });
  if (code === 0) return;
  const pods = await kubectl(["get", "replicasets,pods", "--namespace", namespace]);
  const events = await kubectl(["events", "--namespace", namespace]);
  throw new Error(`${output}\n${pods.output}\n${events.output}`);
}

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
