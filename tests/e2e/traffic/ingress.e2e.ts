import { expect, it } from "vitest";
import { parseSettings } from "../../../config/parse";
import type { SettingsInput } from "../../../config/schema/settings";
import { programmedObjects } from "./istio";

/** The gateway of the platform's team. */
const GATEWAY = `---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: external-gateway
  namespace: istio-ingress
spec:
  selector:
    istio: ingress
  servers:
    - port:
        number: 80
        name: http
        protocol: HTTP
      hosts:
        - "*.home.example.test"
`;

function atGateway(config: SettingsInput) {
  const ingress = { kind: "istio" as const, hosts: ["kokoro.${SECRET_DOMAIN}"] };
  const { settings } = parseSettings({ replicas: 3, ingress, ...config });
  return programmedObjects(settings, [], GATEWAY).ingressGateway;
}

it("sends calls through the waypoint, neither cut nor retried twice", () => {
  const gateway = atGateway({});
  expect(gateway?.routes).toMatchObject([{ retryPolicy: null, timeout: "0s (no timeout)" }]);
  // The tunnel's port: those of the pods behind it would be the server's.
  expect(gateway?.endpointsOfTarget).toEqual([expect.stringMatching(/:15008$/)]);
});

it("lets the gateway retry where there is no waypoint", () => {
  const gateway = atGateway({ mesh: { waypoint: false }, timeout: "700s" });
  expect(gateway?.routes).toMatchObject([{ retrySetBy: "user", retryPolicy: { numRetries: 3 } }]);
  expect(gateway?.routes[0]?.timeout).toBe("11m40s");
});
