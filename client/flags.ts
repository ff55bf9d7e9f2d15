import type { ProblemList } from "../common/problem-list";
import { baseUrl } from "../speech/api";
import type { ServerOptions } from "./http";
import { DEFAULT_RETRIES, type RetryPolicy } from "./retry";

/** Options of every command that talks to the server, as text: the client checks them and reports all mistakes together. */
export interface ServerFlags {
  readonly url: string;
  readonly header?: readonly string[];
  readonly timeout: string;
  readonly idleTimeout: string;
  readonly connectTimeout: string;
}

export interface RetryFlags {
  readonly retries: string;
  readonly repeats: string;
}

const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*([\t\x20-\x7e]*)$/;

function checkUrl(url: string, problems: ProblemList): void {
  const fix = "write the server's address, such as http://localhost:8880";
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !["http:", "https:"].includes(parsed.protocol)) {
    problems.add("--url", url, "must be an http:// or https:// address", fix);
  } else if (parsed.username !== "" || parsed.password !== "") {
    const example = 'pass it as --header "authorization: Basic ..."';
    problems.add("--url", undefined, "must not hold a user or a password", example);
  } else if (parsed.search !== "" || parsed.hash !== "") {
    problems.add("--url", url, "must end with a host or a path", fix);
  }
}

function readHeaders(lines: readonly string[], problems: ProblemList): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [, name, value] = HEADER.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      // The value may be a secret, so the line is not shown.
      problems.add("--header", undefined, "must be a name, a colon and a value", 'write "x-api-key: VALUE"');
    } else headers[name.toLowerCase()] = value;
  }
  return headers;
}

/** Reads the options of `withServerOptions`; what is wrong goes to `problems`. */
export function readServerFlags(flags: ServerFlags, problems: ProblemList): ServerOptions {
  checkUrl(flags.url, problems);
  const headers = readHeaders(flags.header ?? [], problems);
  const seconds = (key: string, text: string) =>
    problems.seconds(key, text, { least: 0.01, most: 86_400, example: "30s or 15m" });
  const limits = {
    total: seconds("--timeout", flags.timeout),
    idle: seconds("--idle-timeout", flags.idleTimeout),
    connect: seconds("--connect-timeout", flags.connectTimeout),
  };
  return { url: baseUrl(flags.url), headers, limits };
}

/** Reads the options of `withRetryOptions`; what is wrong goes to `problems`. */
export function readRetryFlags(flags: RetryFlags, problems: ProblemList): RetryPolicy {
  const count = (key: string, text: string) =>
    problems.number(key, text, { most: 100, whole: true, fix: "write 0 for a single try" });
  return {
    ...DEFAULT_RETRIES,
    retries: count("--retries", flags.retries),
    repeats: count("--repeats", flags.repeats),
  };
}
