import type { Settings } from "../config/schema/settings";
import type { KubernetesObject } from "./kubernetes";

/** A secret value that comes with the configuration, by itself or by the environment of the process. */
export interface CarriedValue {
  /**
   * Unique in its Secret. Beside the values themselves the names are all that the Secret's content is made
   * of: same names and same values, same content.
   */
  readonly name: string;
  /** Key of its source in the configuration, for messages. */
  readonly key: string;
  readonly source: { readonly value?: string | undefined; readonly fromEnv?: string | undefined };
}

/**
 * A Secret of ours whose values the configuration carries. In a tree it is encrypted, in a cluster stack its
 * values are secrets of the engine; either way they join the object last.
 */
export interface CarriedSecret {
  readonly section: "secretEnv" | "registries";
  /** Of its manifest. */
  readonly name: string;
  /** Whether new values replace the pods. */
  readonly rollsPods: boolean;
  /** How to do without our encryption, as the end of a message. */
  readonly otherWay: string;
  /** Sorted by name; empty where the Secret is not wanted. */
  values(settings: Settings): CarriedValue[];
  /** The Secret without its values, which is all of it that may be shown. */
  object(settings: Settings): KubernetesObject;
  /** What stands in the Secret. @param values by name; a missing one counts as empty */
  stringData(settings: Settings, values: ReadonlyMap<string, string>): Record<string, string>;
}

/** Whether a value comes with the configuration, and not from a Secret or store elsewhere. */
export function isCarried({ value, fromEnv }: CarriedValue["source"]): boolean {
  return value !== undefined || fromEnv !== undefined;
}
