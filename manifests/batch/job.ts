import { createHash } from "node:crypto";
import type { types } from "@pulumi/kubernetes";
import { batchName, claimOfAudio } from "../../config/batch";
import { wholeSeconds } from "../../config/schema/primitives";
import type { Settings } from "../../config/schema/settings";
import { callerConfigMap, callerServiceAccount } from "../in-cluster/objects";
import { callerPod } from "../in-cluster/pod";
import { pythonProgram } from "../in-cluster/python";
import type { KubernetesObject } from "../kubernetes";
import { metadata, serviceUrl } from "../names";
import { AUDIO_FOLDER, ITEMS_FILE, itemsSource } from "./items-source";

export function batchServiceAccount(settings: Settings): KubernetesObject {
  return callerServiceAccount(settings, batchName(settings));
}

/**
 * The batch judges answers by their size alone, because the server's image brings Python and no reader of every
 * format: kokoro batch, outside the cluster, decodes them.
 */
export function batchConfigMap(settings: Settings): KubernetesObject {
  const lines = (settings.batch.items ?? []).map((item) => `${JSON.stringify(item)}\n`).join("");
  return callerConfigMap(settings, batchName(settings), {
    "batch.py": pythonProgram("batch.py"),
    ...(lines !== "" && { [ITEMS_FILE]: lines }),
  });
}

/** The volume of the audio. It outlives the batch: what was spoken is not rubbish. */
export function batchClaim(settings: Settings): KubernetesObject {
  const { size, storageClass } = settings.batch;
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: {
      ...metadata(settings, batchName(settings)),
      annotations: { "kustomize.toolkit.fluxcd.io/prune": "disabled" },
    },
    spec: {
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: size } },
      ...(storageClass !== undefined && { storageClassName: storageClass }),
    },
  } satisfies types.input.core.v1.PersistentVolumeClaim;
}

/** A wrong file stays wrong: the script's exit code 2 ends the Job at once. */
const WRONG_FILE = {
  action: "FailJob",
  onExitCodes: { containerName: "batch", operator: "In", values: [2] },
};

/** Speaks the items once. */
export function batchJob(settings: Settings): KubernetesObject {
  const template = batchPod(settings);
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      ...metadata(settings, `${batchName(settings)}-${fingerprint(settings, template)}`),
      // A batch may take hours, and `pulumi up` would wait for it and fail after ten minutes.
      annotations: { "pulumi.com/skipAwait": "true" },
    },
    spec: {
      // The volume keeps what is done, so another pod goes on where the first one stopped.
      backoffLimit: 3,
      podFailurePolicy: { rules: [WRONG_FILE] },
      template,
    },
  } satisfies types.input.batch.v1.Job;
}

/** A Job's template cannot change, and a finished Job does not start again: other content, other name. */
function fingerprint({ batch }: Settings, template: object): string {
  const content = JSON.stringify([batch.items, template, pythonProgram("batch.py")]);
  return createHash("sha256").update(content).digest("hex").slice(0, 8);
}

function batchPod(settings: Settings) {
  const source = itemsSource(settings);
  return callerPod(settings, {
    name: batchName(settings),
    component: "batch",
    script: "batch.py",
    env: batchEnv(settings),
    image: settings.batch.image,
    limits: { cpu: "500m", memory: "512Mi" },
    volumes: [
      { name: "audio", persistentVolumeClaim: { claimName: claimOfAudio(settings) } },
      ...source.volumes,
    ],
    volumeMounts: [{ name: "audio", mountPath: AUDIO_FOLDER }, ...source.volumeMounts],
  });
}

function batchEnv(settings: Settings): Record<string, string> {
  const { concurrency, retries, timeout } = settings.batch;
  return {
    BATCH_URL: serviceUrl(settings),
    BATCH_ITEMS: itemsSource(settings).file,
    BATCH_FOLDER: AUDIO_FOLDER,
    BATCH_CONCURRENCY: String(concurrency),
    BATCH_RETRIES: String(retries),
    BATCH_PAUSE_SECONDS: "1",
    BATCH_TIMEOUT_SECONDS: String(wholeSeconds(timeout)),
  };
}
