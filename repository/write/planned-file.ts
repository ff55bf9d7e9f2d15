/**
 * What a run does with one path. `adopt`: the bytes on disk equal ours, and the record takes them in.
 * `prune`: ours, and no longer rendered.
 */
export type Action = "create" | "update" | "unchanged" | "prune" | "adopt" | "conflict";

export interface PlannedFile {
  readonly path: string;
  readonly action: Action;
  /** Of a conflict: the rule that stops the run, as a sentence without subject, and the way out. */
  readonly reason?: string;
  readonly fix?: string;
  /** The text on disk and the text rendered, for the diff; absent where there is none or nothing differs. */
  readonly before?: string;
  readonly after?: string;
  /** SHA-256 of the bytes on disk, checked again before they are replaced or removed. */
  readonly beforeHash?: string;
}
