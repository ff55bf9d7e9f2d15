import type { types } from "@pulumi/kubernetes";
import { wholeSeconds } from "../../config/primitives";
import type { Settings } from "../../config/settings";
import { acceleratorProfile, imageReference } from "./accelerator";
import { SERVER_PORT } from "./names";
import { livenessProbe, readinessProbe, startupProbe } from "./probes";
import { withSecretVariables } from "./secret-env";
import { DOWNLOADS_DIRECTORY, DOWNLOADS_MEGABYTES, serverEnv } from "./server-env";

/** Seconds for the endpoints' removal to reach every proxy before the server stops accepting. */
const DRAIN_SECONDS = 10;

/** The server's pod. Passes Pod Security `restricted`. */
export function podSpec(settings: Settings) {
  return {
    serviceAccountName: settings.name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    // The server finishes what it has begun after SIGTERM, however long that takes.
    terminationGracePeriodSeconds: wholeSeconds(settings.longestRequest) + DRAIN_SECONDS,
    securityContext: podSecurityContext(acceleratorProfile(settings).uid),
    containers: [serverContainer(settings)],
    volumes: [
      { name: "tmp", emptyDir: { sizeLimit: "1Gi" } },
      { name: "downloads", emptyDir: { sizeLimit: `${DOWNLOADS_MEGABYTES + 512}Mi` } },
    ],
  } satisfies types.input.core.v1.PodSpec;
}

function podSecurityContext(uid: number) {
  return {
    runAsNonRoot: true,
    runAsUser: uid,
    runAsGroup: uid,
    fsGroup: uid,
    fsGroupChangePolicy: "OnRootMismatch",
    seccompProfile: { type: "RuntimeDefault" },
  };
}

function serverContainer(settings: Settings): types.input.core.v1.Container {
  return {
    name: "kokoro",
    image: imageReference(settings),
    imagePullPolicy: "IfNotPresent",
    ports: [{ name: "http", containerPort: SERVER_PORT, protocol: "TCP" }],
    env: withSecretVariables(serverEnv(settings), settings),
    resources: settings.resources,
    startupProbe: startupProbe(),
    readinessProbe: readinessProbe(settings),
    livenessProbe: livenessProbe(settings),
    lifecycle: { preStop: { sleep: { seconds: DRAIN_SECONDS } } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    // The two places that the server writes to. /tmp must allow exec: an emptyDir does.
    volumeMounts: [
      { name: "tmp", mountPath: "/tmp" },
      { name: "downloads", mountPath: DOWNLOADS_DIRECTORY },
    ],
  };
}
