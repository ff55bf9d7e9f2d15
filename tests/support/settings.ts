import { parseSettings } from "../../config/parse";
import type { Settings, SettingsInput } from "../../config/schema/settings";

/** Parsed settings of a configuration that must be right. */
export function settingsOf(input: SettingsInput = {}): Settings {
  return parseSettings(input).settings;
}
