import * as pulumi from "@pulumi/pulumi";
import type { KubernetesObject } from "../../manifests/kubernetes";

/** What a program registered with the mocked engine. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

/**
 * Runs a program against Pulumi's own mocks.
 *
 * @returns everything that it registered, in order, with secrets as plain values
 */
export async function register(program: () => unknown): Promise<Registered[]> {
  const registered: Registered[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        registered.push({ type, name, inputs: withoutSecretMarks(inputs) as Record<string, unknown> });
        return { id: `${name}-id`, state: inputs };
      },
      call: ({ inputs }) => inputs,
    },
    "kokoro-api",
    "homecluster",
    false,
  );
  program();
  // Registrations go on after the program: this waits for the last one.
  await pulumi.runtime.disconnect();
  return registered;
}

/** The Kubernetes objects among them, without what the SDK adds for itself. */
export function objectsOf(registered: readonly Registered[]): KubernetesObject[] {
  return registered
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .map(({ inputs }) => inputs as KubernetesObject);
}

const SECRET = "4dabf18193072939515e22adb298388d";

function withoutSecretMarks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecretMarks);
  if (typeof value !== "object" || value === null) return value;
  if (SECRET in value) return withoutSecretMarks((value as unknown as { value: unknown }).value);
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withoutSecretMarks(child)]));
}
