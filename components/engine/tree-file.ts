import * as pulumi from "@pulumi/pulumi";
import { createFile, deleteFile, diffFile, readFile, updateFile } from "./tree-file-provider";

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

type Args = { readonly [Key in keyof TreeFileInputs]: pulumi.Input<TreeFileInputs[Key]> };

/** Serialised into the state by the engine, so it holds nothing but functions that bring their own modules. */
const provider: pulumi.dynamic.ResourceProvider<TreeFileInputs, TreeFileInputs> = {
  diff: async (_id, olds, news) => diffFile(olds, news),
  create: async (inputs) => ({ id: inputs.path, outs: createFile(inputs) }),
  read: async (id, props) => readFile(id, props as TreeFileInputs),
  update: async (_id, olds, news) => ({ outs: updateFile(olds, news) }),
  delete: async (_id, props) => deleteFile(props),
};

/** Type token `pulumi-nodejs:kokoro:TreeFile`. */
export class TreeFile extends pulumi.dynamic.Resource {
  constructor(name: string, args: Args, options: pulumi.CustomResourceOptions) {
    super(provider, name, args, options, "kokoro", "TreeFile");
  }
}
