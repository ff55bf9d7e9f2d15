import type { types } from "@pulumi/kubernetes";
import { CALLER_REQUESTS } from "../../config/callers";
import type { Settings } from "../../config/schema/settings";
import { acceleratorProfile, imageReference } from "../accelerator";
import { meshLabels } from "../deployment";
import { commonLabels, selectorLabels } from "../names";
import { imagePullSecrets } from "../registries";

/** A pod of ours that asks the server and is none itself: the check, the batch. */
export interface CallerPod {
  /** Name of its ServiceAccount and of the ConfigMap with its script. */
  readonly name: string;
  /** What it is, for its label and its container. */
  readonly component: string;
  /** File of the ConfigMap. */
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  readonly image: string | undefined;
  readonly limits: { readonly cpu: string; readonly memory: string };
  readonly volumes?: readonly types.input.core.v1.Volume[];
  readonly volumeMounts?: readonly types.input.core.v1.VolumeMount[];
}

/** Passes Pod Security `restricted`, and the waypoint like any caller of the mesh. */
export function callerPod(settings: Settings, caller: CallerPod) {
  return {
    metadata: { labels: podLabels(settings, caller) },
    spec: podSpec(settings, caller),
  } satisfies types.input.core.v1.PodTemplateSpec;
}

/** Not the app's selector label: the Service would send requests to the caller. */
function podLabels(settings: Settings, { name, component }: CallerPod): Record<string, string> {
  return {
    app: name,
    ...commonLabels(settings),
    "app.kubernetes.io/component": component,
    ...meshLabels(settings),
  };
}

function podSpec(settings: Settings, caller: CallerPod) {
  const { uid } = acceleratorProfile(settings);
  return {
    serviceAccountName: caller.name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    restartPolicy: "Never",
    ...imagePullSecrets(settings, caller.image),
    ...(caller.image === undefined && { affinity: besideServer(settings) }),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: uid,
      runAsGroup: uid,
      fsGroup: uid,
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
    },
    containers: [container(settings, caller)],
    volumes: [{ name: "script", configMap: { name: caller.name } }, ...(caller.volumes ?? [])],
  } satisfies types.input.core.v1.PodSpec;
}

/** Where a server runs, its image is already there. */
function besideServer(settings: Settings): types.input.core.v1.Affinity {
  return {
    podAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        {
          weight: 100,
          podAffinityTerm: {
            topologyKey: "kubernetes.io/hostname",
            labelSelector: { matchLabels: selectorLabels(settings) },
          },
        },
      ],
    },
  };
}

function container(settings: Settings, caller: CallerPod): types.input.core.v1.Container {
  return {
    name: caller.component,
    image: caller.image ?? imageReference(settings),
    imagePullPolicy: "IfNotPresent",
    // -I: the server's modules, which its image puts on Python's path, are not ours to load.
    command: ["python3", "-I", `/script/${caller.script}`],
    env: Object.entries(caller.env).map(([name, value]) => ({ name, value })),
    resources: { requests: CALLER_REQUESTS, limits: caller.limits },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: [{ name: "script", mountPath: "/script", readOnly: true }, ...(caller.volumeMounts ?? [])],
  };
}
