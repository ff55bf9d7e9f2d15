import path from "node:path";
import { asCommandFailure } from "../client-error";
import { SpeechFailure } from "../failure";
import type { Server } from "../http";
import { withOutputFile } from "../output-file";
import { type Again, type RetryPolicy, withRetries } from "../retry";
import { synthesize } from "../speech";
import type { BatchItem } from "./items";
import { audioFile, type ItemResult, saveResult } from "./results";

export interface BatchOptions {
  readonly server: Server;
  readonly folder: string;
  readonly concurrency: number;
  readonly policy: RetryPolicy;
  readonly signal: AbortSignal;
  readonly onStart: (item: BatchItem) => void;
  readonly onAgain: (item: BatchItem, again: Again) => void;
  readonly onResult: (item: BatchItem, result: ItemResult) => void;
}

async function runItem(item: BatchItem, options: BatchOptions, signal: AbortSignal): Promise<ItemResult> {
  const { server, folder, policy } = options;
  const { line, name, key } = item;
  const file = audioFile(folder, item);
  try {
    const { value, tries } = await withOutputFile(file, (sink) =>
      withRetries((total) => synthesize(server, item.request, { sink, signal, total }), {
        policy,
        total: server.limits.total,
        signal,
        onAgain: (again) => options.onAgain(item, again),
      }),
    );
    return { line, name, key, status: "done", file: path.basename(file), tries, ...value };
  } catch (error) {
    if (!(error instanceof SpeechFailure)) throw error;
    if (error.isHopeless) throw asCommandFailure(error);
    return { line, name, key, status: "failed", cause: error.reason, message: error.message };
  }
}

/**
 * Runs all items, some at a time; each leaves a result file. A failed item does not stop the others, but a disk
 * that cannot be written does, and a server that no request can get through to, such as one with a bad certificate.
 * @throws CommandFailure, Interrupted; items that were done by then stay done
 */
export async function runBatch(items: readonly BatchItem[], options: BatchOptions): Promise<ItemResult[]> {
  const queue = items.values();
  const results: ItemResult[] = [];
  const fatal = new AbortController();
  const signal = AbortSignal.any([options.signal, fatal.signal]);
  const worker = async () => {
    for (const item of queue) {
      signal.throwIfAborted();
      options.onStart(item);
      const result = await runItem(item, options, signal);
      saveResult(options.folder, item, result);
      results.push(result);
      options.onResult(item, result);
    }
  };
  const workers = Array.from({ length: Math.min(options.concurrency, items.length) }, () =>
    worker().catch((error) => {
      if (!signal.aborted) fatal.abort(error);
    }),
  );
  await Promise.all(workers);
  if (fatal.signal.aborted) throw fatal.signal.reason;
  return results;
}
