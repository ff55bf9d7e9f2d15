import type { TestProject } from "vitest/node";
import { startControlPlane, stopControlPlane } from "./control-plane";
import { MissingTool } from "./locate";
import { searchPath } from "./run";

declare module "vitest" {
  export interface ProvidedContext {
    /** Kubeconfig of the suite's control plane, with an administrator's rights. */
    kubeconfig: string;
  }
}

/** Runs once before the e2e tests; what it returns runs after them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  try {
    // The tests' processes inherit it.
    process.env.PATH = searchPath();
    project.provide("kubeconfig", await startControlPlane());
  } catch (error) {
    if (!(error instanceof MissingTool)) await stopControlPlane();
    else endWith(error.message);
    throw error;
  }
  return stopControlPlane;
}

/** Thrown, vitest would print "No test files found" above the one thing that the reader needs. */
function endWith(message: string): never {
  process.stderr.write(`\n${message}\n\n`);
  process.exit(1);
}
