import { expect, inject, it } from "vitest";
import { run } from "./toolchain/run";

it("x", async () => {
  const { stdout } = await run("kubectl", ["get", "nodes,ns,pods", "-A"], {
    env: { KUBECONFIG: inject("kubeconfig") },
  });
  console.log(stdout);
  expect(1).toBe(1);
});
