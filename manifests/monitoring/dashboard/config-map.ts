import type { Settings } from "../../../config/schema/settings";
import type { KubernetesObject } from "../../kubernetes";
import { metadata } from "../../names";
import { seriesOf } from "../series";
import { UNSUBSTITUTED } from "../substitution";
import { layOut } from "./panel";
import { rows } from "./rows";

/** The dashboard, where Grafana's sidecar looks for it. */
export function dashboardConfigMap(settings: Settings): KubernetesObject {
  const name = `${settings.name}-dashboard`;
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      ...metadata(settings, name, { grafana_dashboard: "1" }),
      annotations: UNSUBSTITUTED,
    },
    data: {
      [`${settings.namespace.name}-${settings.name}.json`]: `${JSON.stringify(dashboard(settings), null, 2)}\n`,
    },
  };
}

function dashboard(settings: Settings): object {
  return {
    uid: `${settings.namespace.name}-${settings.name}`.slice(0, 40),
    title: `Kokoro text to speech: ${settings.namespace.name}/${settings.name}`,
    tags: ["kokoro", "text-to-speech"],
    schemaVersion: 39,
    editable: false,
    timezone: "browser",
    refresh: "1m",
    time: { from: "now-6h", to: "now" },
    templating: {
      list: [{ name: "datasource", label: "Prometheus", type: "datasource", query: "prometheus", hide: 0 }],
    },
    panels: layOut(rows(settings, seriesOf(settings))),
  };
}
