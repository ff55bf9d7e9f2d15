/** Ports and addresses of Istio ambient that network policies must know. Source: istio.io, "Ports used by Istio". */

/** HBONE: the mutual-TLS tunnel between ztunnels and waypoints. Outside a pod all mesh traffic is this. */
export const HBONE_PORT = 15008;

/** Where proxies get their configuration and certificates from istiod. */
export const ISTIOD_PORT = 15012;

/** The waypoint's metrics. */
export const METRICS_PORT = 15020;

/** The waypoint's readiness. */
export const READINESS_PORT = 15021;

export const DNS_PORT = 53;

export const ISTIO_NAMESPACE = "istio-system";

/** Istio rewrites the source of the kubelet's probes to these, so that ztunnel lets them pass. */
export const PROBE_ADDRESSES = ["169.254.7.127/32", "fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128"];
