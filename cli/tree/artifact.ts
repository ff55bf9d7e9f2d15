import { InputError, type Problem } from "../../common/problem";
import type { Settings } from "../../config/schema/settings";
import { carriedSecrets } from "../../manifests/carried-secrets";
import { renderTree } from "../../render/tree";
import { ociArtifact } from "../../repository/artifact/oci";
import { gzipStored, tarArchive } from "../../repository/artifact/tar";
import { writeBytes, writeLayout } from "../../repository/artifact/write";
import { refuseUnsafeRoot } from "../../repository/write";
import type { RenderOptions } from "../options";
import { packageRoot } from "../package-root";
import { loadStacks } from "./targets";

interface Written {
  readonly stack: string;
  readonly out: string;
  readonly files: number;
  readonly digest?: string;
}

/** `kokoro render --output tar|oci`: the tree as one archive or artifact, without a repository. */
export function renderArtifact(options: RenderOptions, kind: "tar" | "oci"): void {
  const { out, json } = options;
  const stacks = loadStacks(options);
  refuseUnusable(options, kind, stacks);
  const written = stacks.map(({ stack, settings }): Written => {
    const target = (out ?? "").replaceAll("{stack}", stack);
    const files = renderTree(settings);
    const archive = tarArchive(files);
    const digest = kind === "oci" ? asLayout(archive, target, stack) : asFile(archive, target);
    return { stack, out: target, files: files.length, ...(digest !== undefined && { digest }) };
  });
  if (json) process.stdout.write(`${JSON.stringify(written.length === 1 ? written[0] : written, null, 2)}\n`);
  else if (out !== "-") for (const each of written) process.stdout.write(`${summary(each)}\n`);
}

function summary({ stack, out, files, digest }: Written): string {
  return `${stack}: ${files} files in ${out}${digest === undefined ? "" : ` (${digest})`}`;
}

function asLayout(archive: Buffer, folder: string, stack: string): string {
  refuseUnsafeRoot(folder, packageRoot());
  const artifact = ociArtifact(archive, stack);
  writeLayout(folder, artifact);
  return artifact.digest;
}

function asFile(archive: Buffer, file: string): undefined {
  const content = /\.(tgz|tar\.gz)$/.test(file) ? gzipStored(archive) : archive;
  if (file === "-") process.stdout.write(content);
  else writeBytes(file, content);
}

function refuseUnusable(
  { out, register, dryRun, force, json }: RenderOptions,
  kind: string,
  stacks: readonly { stack: string; settings: Settings }[],
): void {
  const problems: Problem[] = [];
  const add = (key: string, rule: string, fix: string) =>
    problems.push({ severity: "error", key, rule, fix });
  if (!out)
    add("--out", "is missing", kind === "tar" ? "name the file, such as kokoro.tar.gz" : "name a folder");
  else if (stacks.length > 1 && !out.includes("{stack}"))
    add("--out", `would be written by ${stacks.length} stacks`, "put {stack} into the path");
  if (out === "-" && (kind === "oci" || json))
    add("--out", "can only be - with --output tar, and without --json", "name a file or folder");
  for (const [flag, given] of Object.entries({ register, "dry-run": dryRun, force }))
    if (given) add(`--${flag}`, "has no effect on an archive", "leave it out");
  for (const { stack, settings } of stacks) {
    for (const { section, otherWay } of carriedSecrets(settings))
      add(
        `${stack}: ${section}`,
        `cannot be part of --output ${kind}: it would be encrypted anew and give every run another digest`,
        `${otherWay}, or render into a repository and push from there`,
      );
  }
  if (problems.length > 0) throw new InputError(problems);
}
