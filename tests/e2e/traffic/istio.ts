import { execFileSync } from "node:child_process";
import { parseSettings } from "../../../config/parse";
import type { Settings, SettingsInput } from "../../../config/schema/settings";
import { renderStream } from "../../../render/tree";
import type { Programmed } from "../support/istio";
import { program } from "../toolchain/locate";

/** What Istio programs for a configuration as a user writes it. */
export function programmed(config: SettingsInput, options: readonly string[] = []): Programmed {
  return programmedObjects(parseSettings(config).settings, options);
}

/** What Istio programs for settings, beside objects of others in `more`. */
export function programmedObjects(settings: Settings, options: readonly string[], more = ""): Programmed {
  // The tree keeps Flux's variables; the cluster never sees them.
  const input = `${renderStream(settings)}${more}`.replaceAll("${SECRET_DOMAIN}", "home.example.test");
  const namespace = ["-namespace", settings.namespace.name, "-service", settings.name];
  const output = execFileSync(program("istio-xds"), [...namespace, ...options, "-"], {
    input,
    maxBuffer: 64 << 20,
  });
  return JSON.parse(output.toString("utf8")) as Programmed;
}
