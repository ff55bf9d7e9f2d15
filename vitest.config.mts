import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

// Two tiers: `unit` needs Node alone; `e2e` needs the real programs of the toolchain.
export default defineConfig({
  test: {
    silent: "passed-only",
    // Vitest leaves one processor free, and of two that is half: the tests wait more than they work.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: "unit",
          include: ["tests/**/*.test.ts"],
          exclude: ["tests/e2e/**"],
          testTimeout: 20_000,
          // One module graph a worker: loading the Pulumi SDK once a file took longer than the tests.
          isolate: false,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["tests/e2e/**/*.e2e.ts"],
          globalSetup: ["tests/e2e/toolchain/global-setup.ts"],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
