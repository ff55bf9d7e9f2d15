import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseAllDocuments } from "yaml";

const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, "..");
export const KOKORO = join(root, "dist/cli/kokoro.js");

export const onPath = (name) => spawnSync(name, ["--help"], { stdio: "ignore" }).error === undefined;

/** The objects of the homecluster stack, and folders that hold the same for each peer. */
export function prepare(work) {
  const stream = execFileSync(process.execPath, [KOKORO, "render", "--stack", "homecluster", "--stdout"], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const objects = parseAllDocuments(stream).map((document) => document.toJS());
  writeFileSync(join(work, "objects.json"), JSON.stringify(objects));
  const chart = join(work, "chart");
  mkdirSync(join(chart, "templates"), { recursive: true });
  writeFileSync(join(chart, "Chart.yaml"), "apiVersion: v2\nname: kokoro-api\nversion: 0.1.0\n");
  writeFileSync(join(chart, "values.yaml"), "namespace: ai-services\nname: kokoro-api\nreplicas: 1\n");
  stream.split(/^(?=# yaml-language-server)/m).forEach((text, index) => {
    const template = text
      .replaceAll("namespace: ai-services", "namespace: {{ .Values.namespace }}")
      .replaceAll("name: kokoro-api\n", "name: {{ .Values.name }}\n")
      .replace(/replicas: \d+/, "replicas: {{ .Values.replicas }}");
    writeFileSync(join(chart, "templates", `${index}.yaml`), template);
  });
  return { objects: join(work, "objects.json"), chart };
}

/** helm from the PATH, or built once from its Go module. */
export function helm() {
  if (onPath("helm")) return "helm";
  const bin = join(root, ".toolchain", "bench");
  const built = join(bin, "helm");
  if (!existsSync(built)) {
    console.error("bench: building helm v3.22.0 (about 90 s, once)");
    const env = { ...process.env, GOBIN: bin };
    if (
      spawnSync("go", ["install", "helm.sh/helm/v3/cmd/helm@v3.22.0"], { stdio: "inherit", env }).status !== 0
    )
      return undefined;
  }
  return built;
}

/** cdk8s, installed once beside its program. */
export function cdk8s() {
  const peers = join(here, "peers");
  if (existsSync(join(peers, "node_modules/cdk8s"))) return join(peers, "cdk8s.cjs");
  console.error("bench: installing cdk8s (once)");
  const installed = spawnSync("npm", ["ci", "--ignore-scripts"], {
    cwd: peers,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return installed.status === 0 ? join(peers, "cdk8s.cjs") : undefined;
}

/** A Pulumi project with a local state that renders through the provider. */
export function providerProject(work, objects) {
  if (!onPath("pulumi") || !onPath("pulumi-resource-kubernetes")) return undefined;
  const project = join(work, "provider");
  mkdirSync(join(project, "state"), { recursive: true });
  writeFileSync(
    join(project, "Pulumi.yaml"),
    "name: bench\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: index.js\n",
  );
  writeFileSync(join(project, "package.json"), '{"name": "bench"}\n');
  writeFileSync(join(project, "index.js"), readFileSync(join(here, "peers/provider-render.cjs")));
  spawnSync("ln", ["-sfn", join(root, "node_modules"), join(project, "node_modules")]);
  const env = {
    PULUMI_HOME: join(work, "pulumi-home"),
    PULUMI_SKIP_UPDATE_CHECK: "1",
    PULUMI_CONFIG_PASSPHRASE: "bench",
    PULUMI_BACKEND_URL: `file://${join(project, "state")}`,
    BENCH_OBJECTS: objects,
    BENCH_OUT: join(work, "provider-out"),
  };
  spawnSync("pulumi", ["stack", "init", "bench"], {
    cwd: project,
    env: { ...process.env, ...env },
    stdio: "ignore",
  });
  return { cwd: project, env };
}
