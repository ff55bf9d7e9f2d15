import * as pulumi from "@pulumi/pulumi";
import { InputError, type Problem } from "../../common/problem";
import { clearSecretProblems, readEngineConfig } from "../../config/read/load";
import { SECRET_SECTIONS } from "../../config/secret-sources";
import type { KokoroServiceArgs } from "../kokoro-service";

/**
 * The stack's configuration as the engine gives it, with what is encrypted there kept secret.
 * @throws InputError where a secret would end in clear, in the stack's file or in the rendered tree
 */
export function readStackConfig(): KokoroServiceArgs {
  const project = pulumi.getProject();
  const config = readEngineConfig(pulumi.runtime.allConfig(), project);
  const secure = Object.keys(config).filter((key) => isEncrypted(`${project}:${key}`));
  // The engine tells that something in a section is encrypted, and not what.
  const open = SECRET_SECTIONS.filter((section) => !secure.includes(section));
  const problems = clearSecretProblems(Object.fromEntries(open.map((section) => [section, config[section]])));
  if (config.renderYaml !== undefined) {
    const sections: readonly string[] = SECRET_SECTIONS;
    const exposed = secure.filter((key) => !sections.includes(key));
    problems.push(...exposed.map(exposedProblem));
  }
  if (problems.length > 0) throw new InputError(problems);
  const { env, ...rest } = config;
  if (!secure.includes("env") || typeof env !== "object") return config;
  const hidden = Object.entries(env).map(([name, value]) => [name, pulumi.secret(value)]);
  return { ...rest, env: Object.fromEntries(hidden) };
}

function exposedProblem(key: string): Problem {
  return {
    severity: "error",
    key,
    rule: "holds a value that is encrypted in the stack's configuration, and the rendered tree would hold it in clear",
    fix: "move the value to secretEnv, whose values are encrypted in the tree",
  };
}

/** Not among the public types of the SDK, which only warns where a secret is read as plain text. */
function isEncrypted(key: string): boolean {
  const { isConfigSecret } = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };
  return isConfigSecret?.(key) ?? false;
}
