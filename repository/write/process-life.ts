import type { WriterDeps } from "../../common/files/deps";
import { quietly } from "../../common/quietly";

/**
 * What tells a process from a later one that got the same id: the start of the machine, and its own since then.
 * Undefined where the system does not say so in /proc, as macOS.
 */
export function lifeOf(deps: WriterDeps, pid: number): string | undefined {
  const boot = quietly(() => deps.fs.readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
  const stat = quietly(() => deps.fs.readFileSync(`/proc/${pid}/stat`, "utf8"));
  if (!boot || !stat) return undefined;
  // Behind the program's name, which may hold blanks and brackets: the state first, the start as the 20th.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" ? "ended, and waited for by nobody" : `${boot}:${fields[19]}`;
}

/** Whether a process of this host runs, and is the one that had this life; its id alone decides where that is unknown. */
export function isAlive(deps: WriterDeps, pid: number, life: string | undefined): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const found = lifeOf(deps, pid);
  return life === undefined || found === undefined || found === life;
}
