// Generated from the files of this folder by `npm run generate`.
import type { CommandSpec } from "../command";
import { command as batch } from "./batch";
import { command as check } from "./check";
import { command as completion } from "./completion";
import { command as devServer } from "./dev-server";
import { command as diff } from "./diff";
import { command as explain } from "./explain";
import { command as load } from "./load";
import { command as preview } from "./preview";
import { command as render } from "./render";
import { command as smoke } from "./smoke";
import { command as speak } from "./speak";
import { command as up } from "./up";
import { command as voices } from "./voices";

export const commands: readonly CommandSpec[] = [
  batch,
  check,
  completion,
  devServer,
  diff,
  explain,
  load,
  preview,
  render,
  smoke,
  speak,
  up,
  voices,
];
