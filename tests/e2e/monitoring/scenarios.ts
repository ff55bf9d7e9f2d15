import { errors, speed } from "./request-scenarios";
import type { Scenario } from "./scenario";
import { data, servers } from "./state-scenarios";

export const scenarios: readonly Scenario[] = [...errors, ...speed, ...servers, ...data];
