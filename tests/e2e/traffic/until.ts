import { setTimeout as sleep } from "node:timers/promises";

const LONGEST_WAIT = 20_000;

/** Asks until the answer is yes. @throws Error after 20 s, naming what was waited for */
export async function until(what: string, met: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + LONGEST_WAIT;
  while (Date.now() < end) {
    if (await Promise.resolve(met()).catch(() => false)) return;
    await sleep(25);
  }
  throw new Error(`waited ${LONGEST_WAIT / 1000} s in vain for ${what}`);
}
