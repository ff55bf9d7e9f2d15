import { stdout } from "node:process";
import { printable, printableJson } from "../../common/printable";
import { ProblemList } from "../../common/problem-list";
import { LANGUAGES } from "../../speech/languages";
import { asCommandFailure } from "../client-error";
import type { ServerFlags } from "../flags";
import { readServerFlags } from "../flags";
import { connectTo } from "../http";
import { interruptible } from "../interrupt";
import { listVoices, type Voice } from "./list";

const KINDS: Readonly<Record<string, string>> = { f: "female", m: "male" };

/** `af_heart` is American English (a), female (f): the names say so, the server does not. */
function describe(voice: Voice): string {
  const language = LANGUAGES[voice.id[0] ?? ""];
  const kind = KINDS[voice.id[1] ?? ""];
  const known = language && kind && voice.id[2] === "_" ? `${language}, ${kind}` : "";
  return `${printable(voice.id).padEnd(16)} ${known}`.trimEnd();
}

/** `kokoro voices`: one voice a line. @throws InputError, CommandFailure */
export async function voices(flags: ServerFlags & { readonly json?: boolean }): Promise<void> {
  const problems = new ProblemList();
  const options = readServerFlags(flags, problems);
  problems.throwIfAny();
  const server = connectTo(options);
  try {
    const list = await interruptible((signal) => listVoices(server, signal));
    stdout.write(flags.json ? `${printableJson(list, 2)}\n` : `${list.map(describe).join("\n")}\n`);
  } catch (error) {
    throw asCommandFailure(error);
  } finally {
    await server.close();
  }
}
