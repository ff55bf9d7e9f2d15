import type { ParsedConfig, Settings } from "./schema/settings";

/**
 * What a policy's name stands for. `web` is what most web services use; docs/adr/0011 and the traffic
 * test show what it does to speech.
 */
const POLICIES = {
  speech: {
    attempts: 3,
    perTryTimeout: undefined,
    timeout: undefined,
    retryOn: "connect-failure,refused-stream,reset,503",
  },
  web: {
    attempts: 3,
    perTryTimeout: "30s",
    timeout: "90s",
    retryOn: "5xx,reset,connect-failure,refused-stream",
  },
} as const;

/** Fills in what the user left to the policy. */
export function withRetryFigures(config: ParsedConfig): Settings {
  const { retries } = config;
  const policy = POLICIES[retries.policy];
  return {
    ...config,
    timeout: config.timeout ?? policy.timeout,
    retries: {
      ...retries,
      attempts: retries.attempts ?? policy.attempts,
      perTryTimeout: retries.perTryTimeout ?? policy.perTryTimeout,
      retryOn: retries.retryOn ?? policy.retryOn,
    },
  };
}
