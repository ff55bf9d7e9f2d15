import type { Settings } from "../../config/schema/settings";
import { canaryName, serviceHost } from "../names";
import { podMonitorJob } from "./pod-monitor";
import { AUDIO_LABEL } from "./telemetry";

/** Flags of answers that the caller itself cut: neither success nor failure of the service. */
const CALLER_WENT = "(.*,)?(DC|DPE|DR)(,.*)?";

/** Label matchers of the app's series, without braces, for PromQL. */
export interface Series {
  /** All requests to the app's Services, both versions', as the waypoint reports them. */
  readonly all: string;
  /** Requests for speech. */
  readonly speech: string;
  /** Requests for speech that count: the server's answer was asked for correctly and waited for. */
  readonly valid: string;
  /** Three kinds of failure that exclude each other; together, all failures among the valid ones. */
  readonly failures: Readonly<Record<"refused" | "cut" | "short", string>>;
  /** The pods and Deployments of both versions in kube-state-metrics. */
  readonly container: string;
  readonly deployment: string;
  /** What our recording rules make. */
  readonly recorded: string;
}

export function seriesOf(settings: Settings): Series {
  const { name, namespace, monitoring } = settings;
  const names = versionNames(settings);
  const job = monitoring.podMonitor ? `job="${podMonitorJob(settings)}",` : "";
  const all = `${job}reporter="waypoint",${ofAny("destination_service", hosts(settings))}`;
  const speech = `${all},${AUDIO_LABEL}=~"full|short"`;
  const waited = `${speech},response_flags!~"${CALLER_WENT}"`;
  return {
    all,
    speech,
    valid: `${waited},response_code!~"4.."`,
    failures: {
      refused: `${waited},response_code=~"5..|0"`,
      cut: `${waited},response_code!~"4..|5..|0",response_flags!="-"`,
      short: `${all},${AUDIO_LABEL}="short",response_code=~"2..",response_flags="-"`,
    },
    // A Deployment's pods are <name>-<hash>-<hash>: the waypoint's, <name>-waypoint-..., do not match.
    container: `namespace="${namespace.name}",container="kokoro",pod=~"${anyOf(names)}-[0-9a-z]+-[0-9a-z]+"`,
    deployment: `namespace="${namespace.name}",${ofAny("deployment", names)}`,
    recorded: `app="${name}",namespace="${namespace.name}"`,
  };
}

/** A second version has a Deployment and a Service of its own, and answers the same callers. */
function versionNames(settings: Settings): string[] {
  return settings.mesh.canary ? [settings.name, canaryName(settings)] : [settings.name];
}

/** The waypoint writes the host of the version that answered, not the one that the caller asked. */
function hosts(settings: Settings): string[] {
  return versionNames(settings).map((name) => serviceHost({ ...settings, name }));
}

function ofAny(label: string, values: readonly string[]): string {
  const [only = "", ...others] = values;
  return others.length === 0 ? `${label}="${only}"` : `${label}=~"${anyOf(values)}"`;
}

/** A regular expression in a string of PromQL, where a backslash is written twice. */
function anyOf(values: readonly string[]): string {
  const escaped = values.map((value) => value.replaceAll(".", String.raw`\\.`));
  return escaped.length === 1 ? escaped.join() : `(${escaped.join("|")})`;
}
