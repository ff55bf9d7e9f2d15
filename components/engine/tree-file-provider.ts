import type * as pulumi from "@pulumi/pulumi";
import type { WriterDeps } from "../../common/files/deps";
import { mayHoldSecret } from "../../common/files/may-hold-secret";
import { assertInsideRoot, kindOf, readIfRegular, sha256 } from "../../common/files/paths";
import {
  makeFolders,
  removeEmptyFolders,
  removeIfOurs,
  writeFileAtomic,
} from "../../common/files/primitives";
import type { TreeFileInputs } from "./tree-file-inputs";

/**
 * What the engine does with a file of the tree. The engine serialises these functions into its state
 * and runs them in a process of its own: no module-level state, and Node's modules by `require`. From an
 * installed package it stores this file's path, so the path is an export that has to stay. A nicer name would
 * do for npm alone: in pnpm's folders the engine does not find our exports and stores the path as it is.
 */
function deps(): WriterDeps {
  return { fs: require("node:fs"), path: require("node:path"), crypto: require("node:crypto") };
}

function locate({ root, path }: TreeFileInputs): { deps: WriterDeps; root: string; absolute: string } {
  const writer = deps();
  const absoluteRoot: string = require("node:path").resolve(root);
  makeFolders(writer, absoluteRoot);
  const realRoot = writer.fs.realpathSync(absoluteRoot);
  // The record's own folder is closed to rendered files, and the record is the only one that goes there.
  if (!isRecord(path))
    return { deps: writer, root: realRoot, absolute: assertInsideRoot(writer, realRoot, path) };
  const absolute = writer.path.join(realRoot, path);
  if (kindOf(writer, writer.path.dirname(absolute)) === "symbolic link") {
    throw new Error(`${path}: .kokoro is a symbolic link in ${root}; replace it by a folder`);
  }
  return { deps: writer, root: realRoot, absolute };
}

function isRecord(path: string): boolean {
  return /^\.kokoro\/[A-Za-z0-9._-]+\.sha256$/.test(path);
}

/** The text on disk, or undefined where there is no regular file. */
function textOnDisk(writer: WriterDeps, absolute: string): string | undefined {
  return readIfRegular(writer, absolute)?.toString("utf8");
}

/** The hashes under which the record of an embedded render, or of one that crashed, has a path as ours. */
function recordedHashes(writer: WriterDeps, root: string, { owner, path }: TreeFileInputs): string[] {
  const records = ["sha256", "next"].map(
    (kind) => textOnDisk(writer, writer.path.join(root, ".kokoro", `${owner}.${kind}`)) ?? "",
  );
  const lines = records.flatMap((record) => record.split(/\r?\n/));
  return lines.filter((line) => line.slice(66) === path).map((line) => line.slice(0, 64));
}

export function createFile(inputs: TreeFileInputs): TreeFileInputs {
  const { deps: writer, root, absolute } = locate(inputs);
  const found = textOnDisk(writer, absolute);
  if (found !== undefined && found !== inputs.content && !isRecord(inputs.path)) {
    if (!recordedHashes(writer, root, inputs).includes(sha256(writer, found))) {
      throw new Error(
        `${inputs.path}: exists in ${inputs.root} and is not ours, or was edited by hand; compare it with \`kokoro diff\`, then remove or rename it`,
      );
    }
  }
  if (found !== inputs.content) writeFileAtomic(writer, absolute, inputs.content);
  return inputs;
}

export function updateFile(olds: TreeFileInputs, news: TreeFileInputs): TreeFileInputs {
  const { deps: writer, absolute } = locate(news);
  const found = textOnDisk(writer, absolute);
  if (found !== undefined && found !== olds.content && found !== news.content) {
    const fix = mayHoldSecret(news.path, news.content, olds.content, found)
      ? "remove it and update again, which writes it anew"
      : "run `pulumi refresh` and a preview to see the edit, then update again to replace it";
    throw new Error(`${news.path}: was edited by hand since the last update; ${fix}`);
  }
  if (found !== news.content) writeFileAtomic(writer, absolute, news.content);
  return news;
}

export function deleteFile(props: TreeFileInputs): void {
  const { deps: writer, root, absolute } = locate(props);
  const outcome = removeIfOurs(writer, absolute, [sha256(writer, props.content)]);
  if (outcome === "changed") {
    throw new Error(
      `${props.path}: was edited by hand since the last update and was left alone; run \`pulumi refresh\` to take the edit in, or remove the file yourself`,
    );
  }
  removeEmptyFolders(writer, root, writer.path.dirname(absolute));
}

/** For `pulumi refresh`: what is on disk now; an empty result means that the file is gone. */
export function readFile(id: string, props: TreeFileInputs): pulumi.dynamic.ReadResult<TreeFileInputs> {
  const { deps: writer, absolute } = locate(props);
  const content = textOnDisk(writer, absolute);
  if (content === undefined) return {};
  const isHidden = props.content === EDITED || mayHoldSecret(props.path, props.content, content);
  return { id, props: { ...props, content: isHidden && content !== props.content ? EDITED : content } };
}

/** In the place of an encrypted file's text that is not ours: a person may have decrypted it in place. */
const EDITED = "edited by hand; the text is not shown, because it may hold values in clear\n";

export function diffFile(olds: TreeFileInputs, news: TreeFileInputs): pulumi.dynamic.DiffResult {
  const replaces = (["root", "path"] as const).filter((key) => olds[key] !== news[key]);
  const changes = replaces.length > 0 || olds.content !== news.content || olds.owner !== news.owner;
  return { changes, replaces: [...replaces], deleteBeforeReplace: true };
}
