import { readFile } from "node:fs/promises";
import { stdin } from "node:process";
import { buffer } from "node:stream/consumers";
import { failureReason } from "../common/files/failures";
import { inputError } from "../common/problem";

const utf8 = new TextDecoder("utf-8", { fatal: true }); // also takes a byte order mark off

/** Decodes UTF-8. @throws InputError naming `key` where the bytes are none */
export function decodeText(bytes: Uint8Array, key: string): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw inputError({ key, rule: "is not valid UTF-8", fix: "save the text as UTF-8" });
  }
}

/** Reads a UTF-8 file; `-` is stdin. @throws InputError */
export async function readTextFile(file: string, key: string): Promise<string> {
  if (file === "-") return decodeText(await buffer(stdin), key);
  try {
    return decodeText(await readFile(file), `${key} ${file}`);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    const rule = code === "ENOENT" ? "does not exist" : `cannot be read: ${failureReason(error)}`;
    throw inputError({ key, value: file, rule, fix: "name a text file that you may read" });
  }
}
