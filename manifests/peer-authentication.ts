import type { Settings } from "../config/schema/settings";
import type { KubernetesObject } from "./kubernetes";
import { metadata, selectorLabels } from "./names";

/** Whether the pods take plaintext. ztunnel lets the kubelet's probes pass in either mode. */
export function peerAuthentication(settings: Settings): KubernetesObject {
  return {
    apiVersion: "security.istio.io/v1",
    kind: "PeerAuthentication",
    metadata: metadata(settings),
    spec: {
      selector: { matchLabels: selectorLabels(settings) },
      mtls: { mode: settings.mesh.mtls.toUpperCase() },
    },
  };
}
