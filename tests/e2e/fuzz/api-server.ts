import { type ChildProcess, spawn } from "node:child_process";
import { inject } from "vitest";
import type { KubernetesObject } from "../../../manifests/kubernetes";

/** The API server through `kubectl proxy`: a process for each object would take most of the time. */
export interface ApiServer {
  /** What the server says against an object in a dry run; undefined where it takes it or does not know its kind. */
  refusal(object: KubernetesObject, namespace: string): Promise<string | undefined>;
  stop(): void;
}

export async function apiServer(): Promise<ApiServer> {
  const env = { ...process.env, KUBECONFIG: inject("kubeconfig") };
  const proxy = spawn("kubectl", ["proxy", "--port=0"], { env, stdio: ["ignore", "pipe", "inherit"] });
  const url = `http://${await addressOf(proxy)}`;
  const plurals = new Map<string, Promise<Map<string, string>>>();
  const kindsOf = (apiVersion: string) => {
    const known = plurals.get(apiVersion) ?? kinds(url, apiVersion);
    plurals.set(apiVersion, known);
    return known;
  };
  return {
    async refusal(object, namespace) {
      const plural = (await kindsOf(object.apiVersion)).get(object.kind);
      return plural === undefined ? undefined : dryRun(url, plural, object, namespace);
    },
    stop: () => void proxy.kill(),
  };
}

function addressOf(proxy: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    proxy.once("error", reject);
    proxy.stdout?.once("data", (text: Buffer) => resolve(/[\d.]+:\d+/.exec(text.toString())?.[0] ?? ""));
  });
}

function rootOf(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

async function kinds(url: string, apiVersion: string): Promise<Map<string, string>> {
  const answer = await fetch(`${url}${rootOf(apiVersion)}`);
  if (!answer.ok) return new Map();
  const { resources } = (await answer.json()) as { resources: { kind: string; name: string }[] };
  return new Map(resources.filter(({ name }) => !name.includes("/")).map(({ kind, name }) => [kind, name]));
}

async function dryRun(url: string, plural: string, object: KubernetesObject, namespace: string) {
  const place = object.kind === "Namespace" ? "" : `/namespaces/${namespace}`;
  const answer = await fetch(
    `${url}${rootOf(object.apiVersion)}${place}/${plural}?dryRun=All&fieldValidation=Strict`,
    { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(object) },
  );
  const { message = "" } = (await answer.json()) as { message?: string };
  // What exists was looked at before it was found to exist.
  return answer.ok || answer.status === 409 ? undefined : message;
}
