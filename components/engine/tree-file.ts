import * as pulumi from "@pulumi/pulumi";
import type { TreeFileInputs } from "./tree-file-inputs";
import { createFile, deleteFile, diffFile, readFile, updateFile } from "./tree-file-provider";

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
