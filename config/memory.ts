import { PRIMITIVE_CACHE, SERVER_MEMORY } from "../speech/measured";
import type { Settings } from "./schema/settings";

/** What a server of these settings was measured to take. */
export interface ServerMemory {
  readonly idle: string;
  readonly busy: string;
  /** Entries of oneDNN's cache. */
  readonly capacity: string;
  /** Whether it stays at `busy`. */
  readonly isBounded: boolean;
}

/** Undefined for a GPU: nobody has measured the host's memory there. */
export function measuredMemory({ accelerator, env }: Settings): ServerMemory | undefined {
  if (accelerator !== "cpu") return undefined;
  const capacity = env[PRIMITIVE_CACHE.name] ?? PRIMITIVE_CACHE.value;
  const isBounded = /^\d+$/.test(capacity) && Number(capacity) <= Number(PRIMITIVE_CACHE.value);
  const { idle, bounded, unbounded } = SERVER_MEMORY;
  return { idle, busy: isBounded ? bounded : unbounded, capacity, isBounded };
}
