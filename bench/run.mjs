// Measures our render beside its peers, in one run, and prints ratios to `node -e 0`.
//   npm run bench [-- --rounds 20]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measure } from "./measure.mjs";
import { cdk8s, helm, KOKORO, onPath, prepare, providerProject, root } from "./peers.mjs";

const flag = process.argv.indexOf("--rounds");
const rounds = flag > 0 ? Number(process.argv[flag + 1]) : 15;
const work = mkdtempSync(join(tmpdir(), "kokoro-bench-"));
const node = process.execPath;

function subjects() {
  const { objects, chart } = prepare(work);
  const tree = join(work, "tree");
  const render = ["render", "--stack", "homecluster", "--out"];
  const missing = [];
  const list = [
    { name: "node -e 0", command: node, args: ["-e", "0"] },
    { name: "kokoro --version", command: node, args: [KOKORO, "--version"], cwd: root },
    { name: "kokoro render (nothing changed)", command: node, args: [KOKORO, ...render, tree], cwd: root },
    {
      name: "kokoro render --stdout",
      command: node,
      args: [KOKORO, "render", "--stack", "homecluster", "--stdout"],
      cwd: root,
    },
    {
      name: "kokoro render (new tree, fsync)",
      command: "bash",
      args: ["-c", `rm -rf "${work}/new" && "${node}" "${KOKORO}" ${render.join(" ")} "${work}/new"`],
      cwd: root,
    },
  ];
  const add = (name, value, fix, make) =>
    value ? list.push({ name, ...make(value) }) : missing.push(`${name}: ${fix}`);
  add("helm template (equal chart)", helm(), "put helm or go on the PATH", (command) => ({
    command,
    args: ["template", "kokoro", chart],
  }));
  add("kubectl kustomize (our tree)", onPath("kubectl"), "put kubectl on the PATH", () => ({
    command: "kubectl",
    args: ["kustomize", join(tree, "kubernetes/apps/ai-services/kokoro-api/app")],
  }));
  add("cdk8s synth (same objects)", cdk8s(), "npm must reach its registry", (program) => ({
    command: node,
    args: [program, objects, join(work, "cdk8s")],
  }));
  add(
    "pulumi up, provider's renderYaml",
    providerProject(work, objects),
    "put pulumi and pulumi-resource-kubernetes on the PATH",
    (project) => ({
      command: "pulumi",
      args: ["up", "--yes", "--non-interactive", "--skip-preview"],
      every: 5,
      ...project,
    }),
  );
  return { list, missing };
}

try {
  const { list, missing } = subjects();
  const results = measure(list, rounds);
  const base = results.get("node -e 0");
  console.log(
    "| | CPU ms | wall ms | CPU x node | wall x node | runs |\n| --- | ---: | ---: | ---: | ---: | ---: |",
  );
  for (const [name, { cpu, wall, runs }] of results) {
    const ratios = `${(cpu / base.cpu).toFixed(2)} | ${(wall / base.wall).toFixed(2)}`;
    console.log(`| ${name} | ${cpu.toFixed(0)} | ${wall.toFixed(0)} | ${ratios} | ${runs} |`);
  }
  const cpu = (name) => results.get(name).cpu;
  const stages = [
    ["Node's own start", base.cpu],
    ["bundle, code cache and options", cpu("kokoro --version") - base.cpu],
    ["schema, settings, manifests and text", cpu("kokoro render --stdout") - cpu("kokoro --version")],
    ["comparison with the disk", cpu("kokoro render (nothing changed)") - cpu("kokoro render --stdout")],
  ];
  console.log("\nWhere the CPU time of a render goes (differences of the medians above):");
  for (const [stage, milliseconds] of stages)
    console.log(`  ${milliseconds.toFixed(0).padStart(4)} ms  ${stage}`);
  for (const reason of missing) console.log(`not measured: ${reason}`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
