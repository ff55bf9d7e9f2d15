import * as pulumi from "@pulumi/pulumi";

/**
 * Settings are plain data, but a leaf may be a value that only the engine knows (a password, a tag
 * from another stack). Such a leaf is replaced by a placeholder before the settings are checked and
 * put back, as an output that keeps its secrecy, into the finished objects.
 */
export class Placeholders {
  private readonly outputs: pulumi.Output<string>[] = [];

  /** A copy of the value with placeholders for everything that is an output or a promise. */
  extract(value: unknown): unknown {
    if (pulumi.Output.isInstance(value) || value instanceof Promise) {
      this.outputs.push(pulumi.output(value as pulumi.Input<string>).apply(String));
      return placeholder(this.outputs.length - 1);
    }
    return mapLeaves(value, (child) => this.extract(child));
  }

  /** The value with the outputs in the place of their placeholders. */
  fill<T>(value: T): pulumi.Unwrap<T> | T | object {
    if (this.outputs.length === 0) return value;
    if (typeof value === "string") return this.fillText(value) as T;
    return mapLeaves(value, (child) => this.fill(child)) as T;
  }

  /** A text whose placeholders are replaced; plain where it has none. */
  fillText(text: string): pulumi.Input<string> {
    if (!PLACEHOLDER.test(text)) return text;
    return pulumi
      .all(this.outputs)
      .apply((values) =>
        text.replace(new RegExp(PLACEHOLDER, "g"), (_, index) => values[Number(index)] ?? ""),
      );
  }
}

const PLACEHOLDER = /kokoro-output-(\d+)-of-the-engine/;

function placeholder(index: number): string {
  return `kokoro-output-${index}-of-the-engine`;
}

function mapLeaves(value: unknown, change: (child: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, change(child)]));
}
