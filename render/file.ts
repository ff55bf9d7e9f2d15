/** One file of a tree as the generators return it; only repository/write/ brings it to disk. */
export interface RenderedFile {
  /** Relative to the root, with `/` between folders: `kubernetes/apps/ai-services/kokoro-api/ks.yaml`. */
  readonly path: string;
  /** The whole text, written as UTF-8. */
  readonly content: string;
}
