import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { Placeholders } from "../../../../components/engine/inputs";
import { isSecretKey } from "../../../../config/secret-sources";

/** Settles as the engine would see it, an error included. */
function settled<T>(output: pulumi.Output<T>): Promise<T> {
  return (output as unknown as { promise(): Promise<T> }).promise();
}

describe("a placeholder of the engine", () => {
  it("makes a text secret only where the text names a secret", async () => {
    const placeholders = new Placeholders();
    const { plain, hidden } = placeholders.extract({
      plain: pulumi.output("a"),
      hidden: pulumi.secret("b"),
    }) as { plain: string; hidden: string };
    const filled = (text: string) => pulumi.output(placeholders.fill(`x ${text}`) as pulumi.Input<string>);
    expect(await settled(filled(plain))).toBe("x a");
    expect(await pulumi.isSecret(filled(plain))).toBe(false);
    expect(await pulumi.isSecret(filled(hidden))).toBe(true);
  });

  it("is filled into the settings, so that the value is written with the quotes that it needs", async () => {
    const placeholders = new Placeholders();
    const settings = placeholders.extract({ env: { FLAG: pulumi.output("yes") } });
    const text = JSON.stringify(settings);
    const made = placeholders.whenKnown(text, (known) => JSON.stringify(known(settings)));
    expect(await settled(pulumi.output(made))).toBe('{"env":{"FLAG":"yes"}}');
  });

  it("tells which secrets of a configuration would end in a file in clear", async () => {
    const placeholders = new Placeholders();
    placeholders.extract({
      secretEnv: { TOKEN: pulumi.secret("a") },
      registries: { "harbor.lan:5000": { password: { value: pulumi.secret("d") } } },
      env: { API_KEY: pulumi.secret("b"), PLAIN: pulumi.output("c") },
    });
    expect(await placeholders.secretsOutside(isSecretKey)).toEqual(["env.API_KEY"]);
  });
});
