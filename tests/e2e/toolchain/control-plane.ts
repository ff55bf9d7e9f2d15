import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { E2E_FOLDER, MissingTool, PROJECT, program, toolchainFolder } from "./locate";
import { runFile } from "./run";

/** One control plane for the whole suite, with what HomeCluster runs on it. */
const STATE = join(E2E_FOLDER, "control-plane");
const OWNER = join(STATE, "owner");

/** State of flux-source, which serves the repository to Flux. */
export const FLUX_SOURCE_STATE = join(STATE, "flux-source");

/** Beside etcd and the API server. */
const COMPONENTS = ["kube-controller-manager", "kube-scheduler", "kwok", "kustomize-controller"];

/** Flux 2.9's default: an undefined `${variable}` fails the Kustomization. */
const STRICT_SUBSTITUTION = "--feature-gates=StrictPostBuildSubstitutions=true";

/** On a busy machine kwok's heartbeats come late, and nodes that are not ready take no pods. */
const PATIENT_WITH_NODES = "--node-monitor-grace-period=1h";

/** Starts the control plane, after whatever an earlier run left behind has ended. @returns its kubeconfig */
export async function startControlPlane(): Promise<string> {
  const toolchain = toolchainFolder();
  // control-plane makes its certificates and finds ports with these.
  for (const name of ["openssl", "python3", "curl", "tar"] as const) program(name);
  refuseSecondRun();
  await stopControlPlane();
  mkdirSync(STATE, { recursive: true });
  writeFileSync(OWNER, String(process.pid));
  await runFile(join(toolchain, "control-plane"), ["up", STATE], {
    env: {
      TC_WITH: COMPONENTS.join(" "),
      TC_KUSTOMIZE_ARGS: STRICT_SUBSTITUTION,
      TC_KCM_ARGS: PATIENT_WITH_NODES,
      KUBECTL: program("kubectl"),
    },
  });
  const kubeconfig = join(STATE, "kubeconfig");
  const platform = join(PROJECT, "tests", "e2e", "toolchain", "platform.yaml");
  await runFile(program("kubectl"), ["apply", "--server-side", "-f", platform], {
    env: { KUBECONFIG: kubeconfig },
  });
  return kubeconfig;
}

/** Ends exactly the processes that the state folder records, and forgets their state. */
export async function stopControlPlane(): Promise<void> {
  if (!existsSync(STATE)) return;
  await stopFluxSource();
  await runFile(join(toolchainFolder(), "control-plane"), ["down", STATE]);
  rmSync(STATE, { recursive: true, force: true });
}

/** Only while the recorded process is still its web server: ids are used again. */
async function stopFluxSource(): Promise<void> {
  const record = join(FLUX_SOURCE_STATE, "http.pidfile");
  if (!existsSync(record) || !isRunning(Number(readFileSync(record, "utf8")), "http.server")) return;
  await runFile(join(toolchainFolder(), "flux-source"), ["stop", FLUX_SOURCE_STATE]);
}

/** Two runs in one checkout would stop each other's control plane. */
function refuseSecondRun(): void {
  if (!existsSync(OWNER)) return;
  const owner = Number(readFileSync(OWNER, "utf8"));
  if (owner === process.pid || !isRunning(owner, "vitest")) return;
  throw new MissingTool(
    `Another run of the e2e tests (process ${owner}) uses this checkout.\nWait for its end, or stop it.`,
  );
}

function isRunning(pid: number, program: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(program);
  } catch {
    return false;
  }
}
