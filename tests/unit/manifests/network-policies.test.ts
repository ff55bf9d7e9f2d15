import { describe, expect, it } from "vitest";
import { parseSettings } from "../../../config/parse";
import type { SettingsInput } from "../../../config/schema/settings";
import { manifests } from "../../../manifests";
import { admits, type Connection, type End } from "../../support/network-policies";

const pod = (namespace: string, labels: Record<string, string> = {}): End => ({
  kind: "pod",
  namespace,
  labels,
});
const address = (ip: string): End => ({ kind: "address", ip });

const server = pod("ai-services", { app: "kokoro-api" });
const waypoint = pod("ai-services", {
  "gateway.networking.k8s.io/gateway-name": "kokoro-api-waypoint",
  "app.kubernetes.io/name": "kokoro-api-waypoint",
});
const canary = pod("ai-services", { app: "kokoro-api-canary" });
const caller = pod("web-apps", { app: "reader" });
const neighbour = pod("ai-services", { app: "other" });
const impostor = pod("web-apps", { "gateway.networking.k8s.io/gateway-name": "kokoro-api-waypoint" });
const prometheus = pod("monitoring", { app: "prometheus" });
const istiod = pod("istio-system", { app: "istiod" });
const dns = pod("kube-system", { "k8s-app": "kube-dns" });
const node: End = { kind: "node" };
const probe = address("169.254.7.127");
const probe6 = address("fd16:9254:7127:1337:ffff:ffff:ffff:ffff");
const internet = address("203.0.113.7");
const lan = address("192.168.1.20");

function policies(config: SettingsInput) {
  return manifests(parseSettings({ replicas: 3, ...config }).settings).map(({ object }) => object);
}

type Row = [what: string, from: End, to: End, port: number, admitted: boolean, protocol?: "UDP"];

function check(config: SettingsInput, rows: readonly Row[]): void {
  const objects = policies(config);
  it.each(rows)("%s", (_what, from, to, port, admitted, protocol) => {
    const connection: Connection = { from, to, port, ...(protocol && { protocol }) };
    expect(admits(objects, connection)).toBe(admitted);
  });
}

const TUNNEL = 15008;
const PLAIN = 8880;

describe.each(["kubernetes", "cilium"] as const)("networkPolicy: %s", (networkPolicy) => {
  describe("into the server", () =>
    check({ networkPolicy }, [
      ["the waypoint, through the tunnel, is admitted", waypoint, server, TUNNEL, true],
      ["the waypoint, plainly, is refused", waypoint, server, PLAIN, false],
      ["a caller in the mesh, past the waypoint, is refused", caller, server, TUNNEL, false],
      ["a caller outside the mesh is refused", caller, server, PLAIN, false],
      ["a neighbour in the namespace is refused", neighbour, server, PLAIN, false],
      ["a pod elsewhere with the waypoint's label is refused", impostor, server, TUNNEL, false],
      ["the kubelet's probe is admitted", probe, server, PLAIN, true],
      ["the kubelet's probe over IPv6 is admitted", probe6, server, PLAIN, true],
      ["the probe's address on another port is refused", probe, server, TUNNEL, false],
      ["the internet is refused", internet, server, PLAIN, false],
      ["the internet is refused at the tunnel", internet, server, TUNNEL, false],
      ["the house's network is refused", lan, server, PLAIN, false],
    ]));

  describe("out of the server", () =>
    check({ networkPolicy }, [
      ["DNS over UDP is admitted", server, dns, 53, true, "UDP"],
      ["DNS over TCP is admitted", server, dns, 53, true],
      ["DNS of another pod is refused", server, caller, 53, false, "UDP"],
      ["the internet is refused", server, internet, 443, false],
      ["the cloud's metadata is refused", server, address("169.254.169.254"), 80, false],
      ["the API server is refused", server, node, 6443, false],
      ["a pod of the cluster is refused", server, caller, 80, false],
    ]));

  describe("into the waypoint", () =>
    check({ networkPolicy }, [
      ["a caller of any namespace is admitted at the tunnel", caller, waypoint, TUNNEL, true],
      ["a neighbour is admitted at the tunnel", neighbour, waypoint, TUNNEL, true],
      ["a caller is refused elsewhere", caller, waypoint, 15000, false],
      ["Prometheus is admitted at the metrics", prometheus, waypoint, 15020, true],
      ["Prometheus is admitted at Envoy's own metrics", prometheus, waypoint, 15090, true],
      ["the kubelet is admitted at the readiness", node, waypoint, 15021, true],
      ["the internet is refused", internet, waypoint, TUNNEL, false],
    ]));

  describe("out of the waypoint", () =>
    check({ networkPolicy }, [
      ["the server is admitted through the tunnel", waypoint, server, TUNNEL, true],
      ["another pod is refused", waypoint, neighbour, TUNNEL, false],
      ["istiod is admitted", waypoint, istiod, 15012, true],
      ["istiod's other ports are refused", waypoint, istiod, 8080, false],
      ["DNS is admitted", waypoint, dns, 53, true, "UDP"],
      ["the internet is refused", waypoint, internet, 443, false],
    ]));

  const callers: SettingsInput = { smoke: true, batch: { enabled: true, items: [{ input: "Hello." }] } };

  describe.each([
    ["check", pod("ai-services", { app: "kokoro-api-smoke" })],
    ["batch", pod("ai-services", { app: "kokoro-api-batch" })],
  ])("our %s", (_name, own) => {
    check({ networkPolicy, ...callers }, [
      ["reaches the waypoint through the tunnel", own, waypoint, TUNNEL, true],
      ["does not reach the server past it", own, server, TUNNEL, false],
      ["asks DNS", own, dns, 53, true, "UDP"],
      ["does not reach the internet", own, internet, 443, false],
      ["does not reach another pod", own, neighbour, 80, false],
      ["is reached by nobody", neighbour, own, TUNNEL, false],
    ]);

    describe("without a waypoint", () =>
      check({ networkPolicy, ...callers, mesh: { waypoint: false } }, [
        ["reaches the server through the tunnel", own, server, TUNNEL, true],
        ["does not reach it plainly", own, server, PLAIN, false],
      ]));

    describe("without the mesh", () =>
      check({ networkPolicy, ...callers, mesh: { ambient: false, waypoint: false } }, [
        ["reaches the server plainly", own, server, PLAIN, true],
        ["does not reach another pod", own, neighbour, PLAIN, false],
      ]));
  });

  describe("with mesh.mtls permissive", () =>
    check({ networkPolicy, mesh: { mtls: "permissive" } }, [
      ["a caller outside the mesh is admitted", caller, server, PLAIN, true],
      ["a caller in the mesh is admitted", caller, server, TUNNEL, true],
      ["the internet is refused", internet, server, PLAIN, false],
    ]));

  describe("with a canary", () =>
    check({ networkPolicy, mesh: { canary: { weight: 10, replicas: 2, image: { tag: "v0.9.0" } } } }, [
      ["the waypoint reaches the first version", waypoint, server, TUNNEL, true],
      ["the waypoint reaches the canary", waypoint, canary, TUNNEL, true],
      ["a caller past the waypoint is refused", caller, canary, TUNNEL, false],
      ["the kubelet's probe of the canary is admitted", probe, canary, PLAIN, true],
    ]));

  describe("without a waypoint", () =>
    check({ networkPolicy, mesh: { waypoint: false } }, [
      ["a caller in the mesh is admitted", caller, server, TUNNEL, true],
      ["a caller outside the mesh is refused", caller, server, PLAIN, false],
      ["the internet is refused", internet, server, TUNNEL, false],
    ]));

  describe("without the mesh", () =>
    check({ networkPolicy, mesh: { ambient: false, waypoint: false } }, [
      ["a pod of the cluster is admitted", caller, server, PLAIN, true],
      ["the kubelet is admitted", node, server, PLAIN, true],
      ["the tunnel is closed", caller, server, TUNNEL, false],
      ["the internet is refused", internet, server, PLAIN, false],
    ]));
});

describe("networkPolicy: none", () =>
  check({ networkPolicy: "none" }, [["everything is admitted", internet, server, PLAIN, true]]));
