import type { types } from "@pulumi/kubernetes";
import { wholeSeconds } from "../../../config/primitives";
import type { Settings } from "../../../config/settings";
import type { KubernetesObject } from "../../kubernetes";
import { acceleratorProfile, imageReference } from "../accelerator";
import { meshLabels } from "../deployment";
import { commonLabels, metadata, selectorLabels, serviceUrl } from "../names";
import { cronJobName } from "./names";

/** Seconds for the image to arrive; the server's has some gigabytes. */
const PULL_SECONDS = 600;

const ANSWERS = 2;

/** Runs the synthetic check. Passes Pod Security `restricted`, and the waypoint like any caller. */
export function smokeCronJob(settings: Settings): KubernetesObject {
  const { schedule, retries, timeout } = settings.smoke;
  return {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: metadata(settings, cronJobName(settings)),
    spec: {
      schedule,
      timeZone: "Etc/UTC",
      concurrencyPolicy: "Forbid",
      startingDeadlineSeconds: 300,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        spec: {
          backoffLimit: retries,
          activeDeadlineSeconds: PULL_SECONDS + ANSWERS * wholeSeconds(timeout) * (retries + 1),
          template: {
            metadata: { labels: podLabels(settings) },
            spec: podSpec(settings),
          },
        },
      },
    },
  } satisfies types.input.batch.v1.CronJob;
}

/** Not the app's selector label: the Service would send requests to the check. */
function podLabels(settings: Settings): Record<string, string> {
  const name = cronJobName(settings);
  return {
    app: name,
    ...commonLabels(settings),
    "app.kubernetes.io/component": "smoke",
    ...meshLabels(settings),
  };
}

function podSpec(settings: Settings) {
  const { uid } = acceleratorProfile(settings);
  return {
    serviceAccountName: cronJobName(settings),
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    restartPolicy: "Never",
    ...(settings.smoke.image === undefined && { affinity: besideServer(settings) }),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: uid,
      runAsGroup: uid,
      seccompProfile: { type: "RuntimeDefault" },
    },
    containers: [container(settings)],
    volumes: [{ name: "script", configMap: { name: cronJobName(settings) } }],
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

function container(settings: Settings): types.input.core.v1.Container {
  const { cpu, memory, image } = settings.smoke;
  return {
    name: "smoke",
    image: image ?? imageReference(settings),
    imagePullPolicy: "IfNotPresent",
    // -I: the server's modules, which its image puts on Python's path, are not ours to load.
    command: ["python3", "-I", "/smoke/smoke.py"],
    env: Object.entries(smokeEnv(settings)).map(([name, value]) => ({ name, value })),
    resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { cpu, memory } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: [{ name: "script", mountPath: "/smoke", readOnly: true }],
  };
}

function smokeEnv(settings: Settings): Record<string, string> {
  const { text, voice, minimumAudio, firstByteLimit, timeout } = settings.smoke;
  return {
    SMOKE_URL: serviceUrl(settings),
    SMOKE_TEXT: text,
    SMOKE_VOICE: voice,
    SMOKE_MINIMUM_AUDIO_SECONDS: String(wholeSeconds(minimumAudio)),
    SMOKE_FIRST_BYTE_SECONDS: String(wholeSeconds(firstByteLimit)),
    SMOKE_TIMEOUT_SECONDS: String(wholeSeconds(timeout)),
  };
}
