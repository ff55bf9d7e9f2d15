import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { request } from "undici";
import type { SettingsInput } from "../../../config/schema/settings";
import { program } from "../toolchain/locate";
import { until } from "./until";
import { type WaypointCluster, type WaypointConfig, waypointConfig } from "./waypoint-config";

/** What there is around a waypoint beside its Service's servers. */
export interface Surroundings {
  /** Of the second version's servers. */
  readonly canaryPorts?: readonly number[];
  /** The keys of the issuer of tokens. */
  readonly jwks?: object;
}

/** A real Envoy that does what Istio tells the waypoint of a configuration. */
export class Waypoint {
  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
    private readonly config: WaypointConfig,
    private readonly admin: string,
    /** Where callers reach it. */
    readonly url: string,
  ) {}

  /** @param ports of the servers */
  static async start(
    settings: SettingsInput,
    ports: readonly number[],
    { canaryPorts = [], jwks }: Surroundings = {},
  ): Promise<Waypoint> {
    const folder = mkdtempSync(join(tmpdir(), "kokoro-waypoint-"));
    const config = waypointConfig(settings, folder, jwks);
    writeFileSync(join(folder, "envoy.json"), JSON.stringify(config.bootstrap));
    writeEndpoints(config.service, ports);
    if (config.canary) writeEndpoints(config.canary, canaryPorts);
    const adminFile = join(folder, "admin");
    const args = ["-c", join(folder, "envoy.json"), "--admin-address-path", adminFile];
    const child = spawn(
      program("envoy"),
      [...args, "--concurrency", "2", "-l", "error", "--disable-hot-restart"],
      {
        stdio: ["ignore", "inherit", "inherit"],
      },
    );
    try {
      await until("Envoy's admin address", () => existsSync(adminFile) && readFileSync(adminFile).length > 0);
      const admin = `http://${readFileSync(adminFile, "utf8")}`;
      await until("Envoy to be ready", async () => (await request(`${admin}/ready`)).statusCode === 200);
      return new Waypoint(child, folder, config, admin, await listenerUrl(admin));
    } catch (error) {
      child.kill("SIGKILL");
      throw error;
    }
  }

  /** Replaces the Service's endpoints, as istiod does when pods come and go. */
  async setEndpoints(ports: readonly number[]): Promise<void> {
    const before = await this.stat("update_success");
    writeEndpoints(this.config.service, ports);
    await until("Envoy to take the endpoints", async () => (await this.stat("update_success")) > before);
  }

  /** A counter of a Service's cluster, such as upstream_rq_retry. */
  async stat(name: string, of: "service" | "canary" = "service"): Promise<number> {
    const { body } = await request(`${this.admin}/stats?format=json&filter=${name}$`);
    const { stats } = (await body.json()) as { stats: { name: string; value: number }[] };
    const found = stats.find((stat) => stat.name === `cluster.${this.config[of]?.name};.${name}`);
    return found?.value ?? 0;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill("SIGKILL");
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Envoy watches for a rename; a file written in place could be read half. */
function writeEndpoints({ name, endpoints: file }: WaypointCluster, ports: readonly number[]): void {
  const lbEndpoints = ports.map((portValue) => ({
    endpoint: { address: { socketAddress: { address: "127.0.0.1", portValue } } },
  }));
  const type = "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment";
  const resources = [{ "@type": type, clusterName: name, endpoints: [{ lbEndpoints }] }];
  const next = `${file}.next`;
  writeFileSync(next, JSON.stringify({ resources }));
  renameSync(next, file);
}

async function listenerUrl(admin: string): Promise<string> {
  const { body } = await request(`${admin}/listeners?format=json`);
  const { listener_statuses: statuses } = (await body.json()) as {
    listener_statuses: { local_address: { socket_address: { port_value: number } } }[];
  };
  const port = statuses[0]?.local_address.socket_address.port_value;
  return `http://127.0.0.1:${port}`;
}
