import type { types } from "@pulumi/kubernetes";
import type { Settings } from "../config/schema/settings";
import {
  acceleratorProfile,
  deviceGroups,
  imageReference,
  nodeSelector,
  runtimeClassName,
  serverResources,
  tolerations,
} from "./accelerator";
import { SERVER_PORT, selectorLabels } from "./names";
import { livenessProbe, readinessProbe, startupProbe } from "./probes";
import { imagePullSecrets } from "./registries";
import { withSecretVariables } from "./secret-env";
import { serverEnv } from "./server-env";
import { serverSettingsName } from "./server-settings";
import { DRAIN_SECONDS, gracePeriodSeconds } from "./shutdown";
import { volumeMounts, volumes } from "./volumes";

/** The server's pod. Passes Pod Security `restricted`. */
export function podSpec(settings: Settings) {
  return {
    serviceAccountName: settings.name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    ...imagePullSecrets(settings),
    ...placement(settings),
    terminationGracePeriodSeconds: gracePeriodSeconds(settings),
    securityContext: podSecurityContext(settings),
    containers: [serverContainer(settings)],
    volumes: volumes(settings),
  } satisfies types.input.core.v1.PodSpec;
}

/** Where the pod may run. Fields without content are left out. */
function placement(settings: Settings) {
  const runtimeClass = runtimeClassName(settings);
  const { priorityClassName } = settings.scheduling;
  const selector = nodeSelector(settings);
  const tolerated = tolerations(settings);
  return {
    ...(runtimeClass && { runtimeClassName: runtimeClass }),
    ...(priorityClassName && { priorityClassName }),
    ...(Object.keys(selector).length > 0 && { nodeSelector: selector }),
    ...(tolerated.length > 0 && { tolerations: tolerated }),
    ...spread(settings),
  };
}

/** Servers of one version on different nodes; those of the old version do not count in a rollout. */
function spread(settings: Settings) {
  const { spread } = settings.scheduling;
  if (spread === "none" || settings.scaling.max === 1) return {};
  return {
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: "kubernetes.io/hostname",
        whenUnsatisfiable: spread === "required" ? "DoNotSchedule" : "ScheduleAnyway",
        labelSelector: { matchLabels: selectorLabels(settings) },
        matchLabelKeys: ["pod-template-hash"],
      },
    ],
  };
}

function podSecurityContext(settings: Settings) {
  const { uid } = acceleratorProfile(settings);
  const groups = deviceGroups(settings);
  return {
    runAsNonRoot: true,
    runAsUser: uid,
    runAsGroup: uid,
    fsGroup: uid,
    fsGroupChangePolicy: "OnRootMismatch",
    ...(groups.length > 0 && { supplementalGroups: [...groups] }),
    seccompProfile: { type: "RuntimeDefault" },
  };
}

function serverContainer(settings: Settings): types.input.core.v1.Container {
  return {
    name: "kokoro",
    image: imageReference(settings),
    imagePullPolicy: "IfNotPresent",
    ports: [{ name: "http", containerPort: SERVER_PORT, protocol: "TCP" }],
    envFrom: [{ configMapRef: { name: serverSettingsName(settings) } }],
    env: withSecretVariables(serverEnv(settings), settings),
    resources: serverResources(settings),
    startupProbe: startupProbe(settings),
    readinessProbe: readinessProbe(settings),
    livenessProbe: livenessProbe(settings),
    lifecycle: { preStop: { sleep: { seconds: DRAIN_SECONDS } } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: volumeMounts(settings),
  };
}
