/** The library: what `import ... from "kokoro-api"` gives to other Pulumi programs. */

export { InputError, type Problem } from "../common/problem";
export type { Settings, SettingsInput } from "../config/schema/settings";
export { KokoroService, type KokoroServiceArgs } from "./kokoro-service";
