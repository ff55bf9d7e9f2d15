/** What the pods that ask the server, the check and the batch, reserve. */
export const CALLER_REQUESTS = { cpu: "10m", memory: "32Mi" } as const;
