import type { Problem } from "../../common/problem";
import type { ParsedConfig, Settings } from "../schema/settings";

/**
 * A rule looks at settings that are right one by one and says what is wrong between them. `given` lacks the
 * derived defaults, for a rule about what the user wrote.
 */
export type Rule = (settings: Settings, given: ParsedConfig) => Problem | readonly Problem[] | undefined;
