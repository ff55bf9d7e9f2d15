import { spawnSync } from "node:child_process";

/**
 * Whole-process cost of one run, children included, as bash's `time` counts it.
 *
 * @returns {{ wall: number, cpu: number }} milliseconds
 */
function once({ command, args, env = {}, cwd = process.cwd() }) {
  const script = 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null 2>&1';
  const check = spawnSync("bash", ["-c", script, "bash", command, ...args], {
    encoding: "utf8",
    cwd,
    env: { ...process.env, ...env, LC_ALL: "C" },
  });
  if (check.status !== 0) throw new Error(`${command} ${args.join(" ")}: exit code ${check.status}`);
  const [wall, user, system] = (check.stderr.trim().split("\n").at(-1) ?? "")
    .split(" ")
    .map((text) => Number(text) * 1000);
  return { wall, cpu: user + system };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * Runs every subject in turns, so that a slow minute of the machine meets all of them.
 *
 * @returns {Map<string, { wall: number, cpu: number, runs: number }>} medians in milliseconds
 */
export function measure(subjects, rounds) {
  const samples = new Map(subjects.map(({ name }) => [name, []]));
  for (const subject of subjects) once(subject); // warm: page cache, code cache
  for (let round = 0; round < rounds; round++) {
    for (const subject of subjects) {
      if (round % (subject.every ?? 1) === 0) samples.get(subject.name).push(once(subject));
    }
  }
  return new Map(
    [...samples].map(([name, runs]) => [
      name,
      {
        wall: median(runs.map(({ wall }) => wall)),
        cpu: median(runs.map(({ cpu }) => cpu)),
        runs: runs.length,
      },
    ]),
  );
}
