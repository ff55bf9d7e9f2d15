import type { Problem } from "../../common/problem";
import type { Settings } from "../schema/settings";

/** A rule looks at settings that are right one by one and says what is wrong between them. */
export type Rule = (settings: Settings) => Problem | readonly Problem[] | undefined;
