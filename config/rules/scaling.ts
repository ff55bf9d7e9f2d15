import { milliseconds } from "../schema/primitives";
import type { Rule } from "./rule";
import { errorIf, withoutEffect } from "./say";

const HOW_TO_SCALE = "set scaling.kind: hpa or keda, or remove it";

/** 1 is the default, so it cannot be told from a key that was left out, and contradicts nothing. */
const replicasOrScaling: Rule = ({ replicas, scaling }) =>
  errorIf(scaling.kind !== "fixed" && replicas !== 1, {
    key: "replicas",
    value: replicas,
    rule: `contradicts scaling.kind ${scaling.kind}, which sets the number of servers itself`,
    fix: "remove replicas and set scaling.min and scaling.max, or set scaling.kind: fixed",
  });

const fixedHasNoBounds: Rule = (_settings, { scaling }) =>
  scaling.kind === "fixed"
    ? withoutEffect(
        scaling,
        "scaling",
        ["min", "max", "targetCpu", "requestsPerReplica", "prometheus", "query", "scaleDownAfter"],
        "scaling.kind is fixed",
        HOW_TO_SCALE,
      )
    : undefined;

const hpaReadsCpu: Rule = (_settings, { scaling }) =>
  scaling.kind === "hpa"
    ? withoutEffect(
        scaling,
        "scaling",
        ["requestsPerReplica", "prometheus", "query"],
        "scaling.kind is hpa",
        "set scaling.kind: keda, or remove it",
      )
    : undefined;

const kedaReadsRequests: Rule = (_settings, { scaling }) =>
  scaling.kind === "keda"
    ? withoutEffect(
        scaling,
        "scaling",
        ["targetCpu"],
        "scaling.kind is keda",
        "set scaling.kind: hpa, or remove it",
      )
    : undefined;

const scalingNeedsCeiling: Rule = (_settings, { scaling }) =>
  errorIf(scaling.kind !== "fixed" && scaling.max === undefined, {
    key: "scaling.max",
    rule: `must be given, because scaling.kind is ${scaling.kind}: it limits the cost of an overload`,
    fix: "write for example max: 5",
  });

const boundsAreInOrder: Rule = ({ scaling: { kind, min } }, { scaling: { max } }) =>
  errorIf(kind !== "fixed" && max !== undefined && min >= max, {
    key: "scaling.min",
    value: min,
    rule: `must be less than scaling.max (${max}): there is nothing to scale between them`,
    fix: "lower it, or raise scaling.max, or set scaling.kind: fixed and replicas",
  });

/** On a GPU the CPU only prepares text and encodes audio: it stays low while the GPU is full. */
const hpaNeedsCpuWork: Rule = ({ scaling, accelerator }) =>
  errorIf(scaling.kind === "hpa" && accelerator !== "cpu", {
    key: "scaling.kind",
    value: scaling.kind,
    rule: `scales by CPU, but with ${accelerator} the CPU does not follow the load: it would never scale`,
    fix: "set scaling.kind: keda, which counts requests in flight",
  });

const kedaNeedsWaypoint: Rule = ({ scaling, mesh }) =>
  errorIf(scaling.kind === "keda" && !mesh.waypoint.enabled, {
    key: "scaling.kind",
    value: scaling.kind,
    rule: "counts requests at the waypoint, but mesh.waypoint is off; the server itself exports no metrics",
    fix: "set mesh.waypoint: true, or scaling.kind: hpa",
  });

const kedaNeedsPrometheus: Rule = ({ scaling }) =>
  errorIf(scaling.kind === "keda" && scaling.prometheus === undefined, {
    key: "scaling.prometheus",
    rule: "must be given, because scaling.kind is keda",
    fix: "write for example http://prometheus-operated.monitoring.svc.cluster.local:9090",
  });

/** Kubernetes' own limit of stabilizationWindowSeconds. */
const windowIsShort: Rule = ({ scaling }) =>
  errorIf(milliseconds(scaling.scaleDownAfter) > 3_600_000, {
    key: "scaling.scaleDownAfter",
    value: scaling.scaleDownAfter,
    rule: "must be at most 1h, the limit of Kubernetes",
    fix: "write 1h or less",
  });

const spreadNeedsSeveral: Rule = (settings) =>
  errorIf(settings.scheduling.spread === "required" && settings.scaling.max === 1, {
    key: "scheduling.spread",
    value: "required",
    rule: "has no effect while there is one server",
    fix: "set replicas to 2 or more, or remove it",
  });

export const scalingRules: readonly Rule[] = [
  replicasOrScaling,
  fixedHasNoBounds,
  hpaReadsCpu,
  kedaReadsRequests,
  scalingNeedsCeiling,
  boundsAreInOrder,
  hpaNeedsCpuWork,
  kedaNeedsWaypoint,
  kedaNeedsPrometheus,
  windowIsShort,
  spreadNeedsSeveral,
];
