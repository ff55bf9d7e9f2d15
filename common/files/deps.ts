import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

/** The calls of `node:fs` that the writer makes; tests count them and let them fail. */
export type FileSystem = Pick<
  typeof import("node:fs"),
  | "accessSync"
  | "closeSync"
  | "constants"
  | "fchmodSync"
  | "fsyncSync"
  | "lstatSync"
  | "mkdirSync"
  | "openSync"
  | "readFileSync"
  | "readdirSync"
  | "realpathSync"
  | "renameSync"
  | "rmdirSync"
  | "unlinkSync"
  | "writeFileSync"
>;

/**
 * What the primitives work with. They take it as an argument instead of importing it, so that Pulumi can
 * serialise them into the state of a dynamic provider, which brings its own `require("node:fs")`.
 */
export interface WriterDeps {
  readonly fs: FileSystem;
  readonly path: Pick<typeof import("node:path"), "basename" | "dirname" | "join">;
  readonly crypto: Pick<typeof import("node:crypto"), "createHash">;
}

export const nodeDeps: WriterDeps = { fs, path, crypto };
