/** A file of the rendered tree. */
export interface RenderedFile {
  /** Relative to the root of the GitOps repository, POSIX, without `.` and `..`. */
  readonly path: string;
  /** UTF-8, LF, ending with a newline. */
  readonly content: string;
}
