import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { afterEach } from "vitest";
import { InputError, type Problem } from "../../../../common/problem";
import type { RenderedFile } from "../../../../render/file";

const folders: string[] = [];

/** In memory where the system has it: these tests sync thousands of files. */
const PARENT = fs.existsSync("/dev/shm") ? "/dev/shm" : fs.realpathSync(os.tmpdir());

afterEach(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

/** An empty folder that is removed after the test. */
export function scratch(): string {
  const folder = fs.mkdtempSync(path.join(PARENT, "kokoro-writer-"));
  folders.push(folder);
  return folder;
}

/** `{ "app/a.yaml": "a\n" }` as rendered files. */
export function rendered(files: Readonly<Record<string, string>>): RenderedFile[] {
  return Object.entries(files).map(([name, content]) => ({ path: name, content }));
}

/** Writes a file as a person would, with its folders. */
export function put(root: string, name: string, content: string | Buffer): void {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  fs.writeFileSync(path.join(root, name), content);
}

export function read(root: string, name: string): string {
  return fs.readFileSync(path.join(root, name), "utf8");
}

/** Every entry below a folder: files with their text, folders as `name/`, symlinks with their target. */
export function listTree(root: string, folder = ""): Record<string, string> {
  const entries: Record<string, string> = {};
  for (const entry of fs.readdirSync(path.join(root, folder), { withFileTypes: true })) {
    const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) Object.assign(entries, { [`${name}/`]: "folder" }, listTree(root, name));
    else if (entry.isSymbolicLink()) entries[name] = `-> ${fs.readlinkSync(path.join(root, name))}`;
    else entries[name] = fs.readFileSync(path.join(root, name), "latin1");
  }
  return entries;
}

/** The problems of the InputError that an action must throw. */
export function problemsOf(action: () => unknown): readonly Problem[] {
  try {
    action();
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
  throw new Error("expected an InputError, and nothing was thrown");
}

/** The problems of the InputError that work must end with. */
export async function rejectedProblems(work: Promise<unknown>): Promise<readonly Problem[]> {
  const error = await work.then(
    () => new Error("expected an InputError, and nothing was thrown"),
    (reason: unknown) => reason,
  );
  if (error instanceof InputError) return error.problems;
  throw error;
}
