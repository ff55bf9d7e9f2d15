import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { remove, temporaryFolder } from "../support/temporary";
import { deleteNamespaces, get } from "./support/cluster";
import {
  applyClusterApps,
  deleteClusterApps,
  expectFailure,
  expectReady,
  kustomization,
  publish,
} from "./support/flux";
import { type GatewayObject, setStatus } from "./support/gateway-status";
import { render, type StackConfig } from "./support/render";

const GATEWAY = "gateways.gateway.networking.k8s.io";
const WAYPOINT_NAMESPACE = "flux-waypoint";
const WITH_WAYPOINT: StackConfig = {
  name: "with-waypoint",
  namespace: WAYPOINT_NAMESPACE,
  flux: { timeout: "15s", retryInterval: "2s" },
};
const ROUTE_NAMESPACE = "flux-route";
const WITH_ROUTE: StackConfig = {
  name: "with-route",
  namespace: ROUTE_NAMESPACE,
  mesh: { waypoint: false },
  ingress: { kind: "gatewayApi", gateway: "infra/public", hosts: ["kokoro.example.test"] },
  flux: { timeout: "15s", retryInterval: "2s" },
};

/** Flux's own idea of a Gateway or an HTTPRoute is that it is healthy as soon as it exists. */
describe("Ready of the Flux Kustomization", () => {
  const folder = temporaryFolder("flux-health");
  let revision: string;

  beforeAll(async () => {
    await render(WITH_WAYPOINT, folder, { stack: "waypoint" });
    const { root } = await render(WITH_ROUTE, folder, { stack: "route" });
    revision = await publish(root);
    await applyClusterApps();
  });
  afterAll(async () => {
    await deleteClusterApps();
    await deleteNamespaces(WAYPOINT_NAMESPACE, ROUTE_NAMESPACE);
    remove(folder);
  });

  it("fails by the waypoint alone while nothing has programmed it", async () => {
    await expectFailure("with-waypoint", revision, "Gateway/flux-waypoint/with-waypoint-waypoint");
    const { conditions = [] } = (await kustomization("with-waypoint"))?.status ?? {};
    const message = conditions.find(({ type }) => type === "Ready")?.message;
    expect(message).toContain("InProgress");
    expect(message).not.toContain("Deployment");
  });

  it("fails at once where the Gateway's controller refuses it", async () => {
    await setStatus(await gatewayApi(GATEWAY, "with-waypoint-waypoint", WAYPOINT_NAMESPACE), "False");
    await expectFailure("with-waypoint", revision, "Gateway/flux-waypoint/with-waypoint-waypoint.*Failed");
  });

  it("fails while the route from outside is accepted by nobody, and where it is refused", async () => {
    await expectFailure("with-route", revision, "HTTPRoute/flux-route/with-route-ingress");
    await setStatus(await gatewayApi("httproute", "with-route-ingress", ROUTE_NAMESPACE), "False");
    await expectFailure("with-route", revision, "HTTPRoute/flux-route/with-route-ingress.*Failed");
  });

  it("comes with the waypoint's program and the route's acceptance", async () => {
    await setStatus(await gatewayApi(GATEWAY, "with-waypoint-waypoint", WAYPOINT_NAMESPACE), "True");
    await setStatus(await gatewayApi("httproute", "with-route-ingress", ROUTE_NAMESPACE), "True");
    await expectReady("with-waypoint", revision);
    await expectReady("with-route", revision);
  });
});

async function gatewayApi(kind: string, name: string, namespace: string): Promise<GatewayObject> {
  return (await get(kind, name, namespace)) as unknown as GatewayObject;
}
