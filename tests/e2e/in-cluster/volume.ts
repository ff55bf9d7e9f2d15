import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { SettingsInput } from "../../../config/schema/settings";
import { renderedObject } from "../../support/rendered";
import { runScript } from "./python";
import { type Handler, standIn, tone } from "./stand-in";

type Batch = NonNullable<SettingsInput["batch"]>;

interface RenderedJob {
  spec: { template: { spec: { containers: { env: { name: string; value: string }[] }[] } } };
}

/** Items that differ in name, format, voice and speed. */
export const THREE = [
  { input: "One.", name: "first", voice: "af_bella" },
  { input: "Two, with ${a} dollar sign.", response_format: "pcm" as const },
  { input: "Dre\u00ef.", speed: 1.5 },
];

/** The folders of the test in the place of the container's mounts. */
function onThisMachine(file: string, items: string, audio: string): string {
  return file.replace(/^\/items\//, `${items}/`).replace(/^\/audio\//, `${audio}/`);
}

/** A volume, and a run of the rendered Job's script on it against a server that answers so. */
export function volume(items: NonNullable<Batch["items"]> = THREE, source: Batch = { items }) {
  const config: SettingsInput = { batch: { enabled: true, ...source }, flux: { wait: false } };
  const { data } = renderedObject<{ data: Record<string, string> }>(config, "configmap-batch.yaml");
  const [container] = renderedObject<RenderedJob>(config, "job-batch.yaml").spec.template.spec.containers;
  const folder = mkdtempSync(join(tmpdir(), "kokoro-batch-"));
  const itemsFolder = mkdtempSync(join(tmpdir(), "kokoro-items-"));
  const itemsFile = join(itemsFolder, "items.jsonl");
  writeFileSync(itemsFile, data["items.jsonl"] ?? items.map((item) => JSON.stringify(item)).join("\n"));
  onTestFinished(() => {
    for (const path of [folder, itemsFolder]) rmSync(path, { recursive: true, force: true });
  });
  const run = async (handler: Handler, env: Record<string, string> = {}) => {
    const server = await standIn(handler);
    const rendered = Object.fromEntries((container?.env ?? []).map(({ name, value }) => [name, value]));
    const ours = {
      BATCH_URL: server.url,
      BATCH_ITEMS: onThisMachine(rendered.BATCH_ITEMS ?? "", itemsFolder, folder),
      BATCH_FOLDER: folder,
      BATCH_PAUSE_SECONDS: "0.01",
    };
    const result = await runScript(data["batch.py"] ?? "", { ...rendered, ...ours, ...env });
    await server.close();
    return { ...result, seen: server.seen };
  };
  const result = (name: string) => JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")) as object;
  return { folder, itemsFile, run, result, files: () => readdirSync(folder).sort() };
}

/** Answers every request with two seconds of tone. */
export const good: Handler = (_, response) => void response.writeHead(200).end(tone(2));
