/** A file of the GitOps tree, as the engine's state holds it. */
export interface TreeFileInputs {
  /** Root of the GitOps repository, relative to the project's folder where it was given so. */
  readonly root: string;
  /** Relative to the root, POSIX. */
  readonly path: string;
  /** The whole text; a string of several lines, so that preview shows its diff. */
  readonly content: string;
  /** Whose ownership record (`.kokoro/<owner>.sha256`) tells that a file on disk is ours. */
  readonly owner: string;
}
