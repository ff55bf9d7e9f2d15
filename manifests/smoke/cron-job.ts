import type { types } from "@pulumi/kubernetes";
import { wholeSeconds } from "../../config/schema/primitives";
import type { Settings } from "../../config/schema/settings";
import { callerConfigMap, callerServiceAccount, PULL_SECONDS } from "../in-cluster/objects";
import { callerPod } from "../in-cluster/pod";
import { pythonProgram } from "../in-cluster/python";
import type { KubernetesObject } from "../kubernetes";
import { metadata, serviceUrl } from "../names";
import { cronJobName } from "./names";

const ANSWERS = 2;

export function smokeServiceAccount(settings: Settings): KubernetesObject {
  return callerServiceAccount(settings, cronJobName(settings));
}

/**
 * The synthetic check asks for the two kinds of answer that the server gives, and judges the samples, not the
 * status: the server sends 200 before it speaks.
 */
export function smokeConfigMap(settings: Settings): KubernetesObject {
  return callerConfigMap(settings, cronJobName(settings), { "smoke.py": pythonProgram("smoke.py") });
}

/** Runs the synthetic check. */
export function smokeCronJob(settings: Settings): KubernetesObject {
  const { schedule, retries, timeout, image, cpu, memory } = settings.smoke;
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
          template: callerPod(settings, {
            name: cronJobName(settings),
            component: "smoke",
            script: "smoke.py",
            env: smokeEnv(settings),
            image,
            limits: { cpu, memory },
          }),
        },
      },
    },
  } satisfies types.input.batch.v1.CronJob;
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
