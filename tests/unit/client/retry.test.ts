import { describe, expect, it } from "vitest";
import { Interrupted, type Retry, SpeechFailure } from "../../../client/failure";
import { pause } from "../../../client/pause";
import { retryAfterSeconds } from "../../../client/refusal";
import { backoffSeconds, DEFAULT_RETRIES, withRetries } from "../../../client/retry";

const policy = { ...DEFAULT_RETRIES, firstWait: 0.001 };

/** Fails so many times in the given way, then succeeds. */
function flaky(times: number, retry: Retry, retryAfter?: number) {
  let left = times;
  return async () => {
    if (left-- > 0)
      throw new SpeechFailure("status", "no", { retry, ...(retryAfter !== undefined && { retryAfter }) });
    return "done";
  };
}

describe("a request that fails", () => {
  it("is tried again until it succeeds, and the tries are counted", async () => {
    expect(await withRetries(flaky(3, "backoff"), { policy, total: 10 })).toEqual({
      value: "done",
      tries: 4,
    });
    expect(await withRetries(flaky(2, "repeat"), { policy, total: 10 })).toEqual({ value: "done", tries: 3 });
  });

  it("is given up after the retries of its kind", async () => {
    await expect(withRetries(flaky(4, "backoff"), { policy, total: 10 })).rejects.toThrow("(after 4 tries)");
    await expect(withRetries(flaky(3, "repeat"), { policy, total: 10 })).rejects.toThrow("(after 3 tries)");
    await expect(withRetries(flaky(1, "no"), { policy, total: 10 })).rejects.toThrow(/^no$/);
  });

  it("waits at least as long as Retry-After says", async () => {
    const waits: number[] = [];
    const onAgain = ({ wait }: { wait: number }) => waits.push(wait);
    await withRetries(flaky(1, "backoff", 0.05), { policy, total: 10, onAgain });
    expect(waits).toEqual([0.05]);
  });

  it("is given up where the wait is longer than what is left of the time", async () => {
    const work = withRetries(flaky(1, "backoff", 60), { policy, total: 5 });
    await expect(work).rejects.toBeInstanceOf(SpeechFailure);
  });

  it("is not tried again once the user has stopped it", async () => {
    const controller = new AbortController();
    const waiting = { policy: { ...policy, firstWait: 60 }, total: 600, signal: controller.signal };
    const work = withRetries(flaky(1, "backoff"), { ...waiting, onAgain: () => controller.abort() });
    await expect(work).rejects.toBeInstanceOf(Interrupted);
  });
});

describe("waits", () => {
  it("double, stay below the longest and differ by chance", () => {
    const most = [0, 1, 2, 3, 10].map((retry) => backoffSeconds(DEFAULT_RETRIES, retry, () => 1));
    expect(most).toEqual([0.5, 1, 2, 4, 30]);
    expect(backoffSeconds(DEFAULT_RETRIES, 2, () => 0)).toBe(1);
  });

  it("are read from Retry-After as a number or as a date", () => {
    expect(retryAfterSeconds("7")).toBe(7);
    expect(retryAfterSeconds("Thu, 01 Jan 1970 00:00:09 GMT", 4000)).toBe(5);
    expect(retryAfterSeconds("soon")).toBeUndefined();
  });
});

describe("a pause", () => {
  it("ends with the signal that hundreds wait for, without a warning of Node", async () => {
    const warnings: string[] = [];
    const onWarning = (warning: Error) => warnings.push(warning.name);
    process.on("warning", onWarning);
    const controller = new AbortController();
    const pauses = Array.from({ length: 200 }, () => pause(60_000, controller.signal));
    setTimeout(() => controller.abort(), 20);
    await Promise.all(pauses);
    await pause(60_000, controller.signal);
    process.off("warning", onWarning);
    expect(warnings).toEqual([]);
  });
});
