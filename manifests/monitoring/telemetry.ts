import type { Settings } from "../../config/schema/settings";
import { PATHS } from "../../speech/api";
import type { KubernetesObject } from "../kubernetes";
import { metadata } from "../names";
import { UNSUBSTITUTED } from "./substitution";

/** The label of the waypoint's metrics that this object adds: `full`, `short` or `other`. */
export const AUDIO_LABEL = "kokoro_audio";

/**
 * Bytes of audio that every byte of a request must give, at the least. The leanest format (Opus, about
 * 4 kB a second) at four times the speed still gives 60 for a letter, and the JSON around the text counts too.
 */
export const BYTES_PER_REQUEST_BYTE = 10;

const SPEECH_PATH = PATHS.speech;

/**
 * Istio's metrics know no path, and the server sends 200 before it speaks. So the waypoint says of each
 * request whether it asked for speech, and whether the answer can hold the text.
 */
const AUDIO = `request.url_path != '${SPEECH_PATH}' ? 'other' : response.size < request.size * ${BYTES_PER_REQUEST_BYTE} ? 'short' : 'full'`;

const METRICS = ["REQUEST_COUNT", "REQUEST_DURATION", "RESPONSE_SIZE"];

export function telemetry(settings: Settings): KubernetesObject {
  return {
    apiVersion: "telemetry.istio.io/v1",
    kind: "Telemetry",
    metadata: { ...metadata(settings), annotations: UNSUBSTITUTED },
    spec: {
      targetRefs: [
        { group: "gateway.networking.k8s.io", kind: "Gateway", name: settings.mesh.waypoint.name },
      ],
      metrics: [
        {
          providers: [{ name: "prometheus" }],
          overrides: METRICS.map((metric) => ({
            match: { metric, mode: "CLIENT_AND_SERVER" },
            tagOverrides: { [AUDIO_LABEL]: { operation: "UPSERT", value: AUDIO } },
          })),
        },
      ],
    },
  };
}
