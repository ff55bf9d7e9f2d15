import * as pulumi from "@pulumi/pulumi";

/**
 * Settings are plain data, but a leaf may be a value that only the engine knows (a password, a tag
 * from another stack). Such a leaf is replaced by a placeholder before the settings are checked and
 * put back, as an output that keeps its secrecy, into the finished objects.
 */
export class Placeholders {
  private readonly outputs: { readonly key: string; readonly output: pulumi.Output<string> }[] = [];

  /** A copy of the value with placeholders for everything that is an output or a promise. */
  extract(value: unknown, key = ""): unknown {
    if (pulumi.Output.isInstance(value) || value instanceof Promise) {
      return this.add(pulumi.output(value as pulumi.Input<string>).apply(String), key);
    }
    return mapLeaves(value, (child, name) => this.extract(child, key === "" ? name : `${key}.${name}`));
  }

  /** @param key the configuration's key, for messages */
  add(output: pulumi.Output<string>, key = ""): string {
    this.outputs.push({ key, output });
    return placeholder(this.outputs.length - 1);
  }

  /** The value with the outputs in the place of their placeholders. */
  fill<T>(value: T): pulumi.Unwrap<T> | T | object {
    if (this.outputs.length === 0) return value;
    if (typeof value === "string") return this.whenKnown(value, (known) => known(value)) as T;
    return mapLeaves(value, (child) => this.fill(child)) as T;
  }

  /**
   * What `make` makes once the outputs that a text names are known; the text itself where it names none.
   * `make` gets a function that puts them into any value.
   */
  whenKnown(text: string, make: (known: <T>(value: T) => T) => string): pulumi.Input<string> {
    return text.match(PLACEHOLDER) ? this.once(text, make) : text;
  }

  /** The value once the outputs that it names are known. */
  known<T>(value: T): pulumi.Output<T> {
    return this.once(JSON.stringify(value), (known) => known(value)) as pulumi.Output<T>;
  }

  private once<T>(text: string, make: (known: <V>(value: V) => V) => T) {
    const named = [...new Set(text.match(PLACEHOLDER) ?? [])];
    const outputs = named.map((name) => this.outputs[indexOf(name)]?.output ?? "");
    return pulumi.all(outputs).apply((values) => {
      const byName = new Map(named.map((name, index) => [name, values[index] ?? ""]));
      return make((value) => replaceIn(value, byName));
    });
  }

  /** The configuration's keys whose values are secrets of the engine, less those that may hold one. */
  async secretsOutside(mayHold: (key: string) => boolean): Promise<string[]> {
    const open = this.outputs.filter(({ key }) => key !== "" && !mayHold(key));
    const checks = open.map(async ({ key, output }) => ((await pulumi.isSecret(output)) ? [key] : []));
    return (await Promise.all(checks)).flat();
  }
}

const PLACEHOLDER = /kokoro-output-\d+-of-the-engine/g;

function placeholder(index: number): string {
  return `kokoro-output-${index}-of-the-engine`;
}

function indexOf(name: string): number {
  return Number(/\d+/.exec(name)?.[0]);
}

function replaceIn<T>(value: T, byName: ReadonlyMap<string, string>): T {
  if (typeof value === "string") return value.replace(PLACEHOLDER, (name) => byName.get(name) ?? name) as T;
  return mapLeaves(value, (child) => replaceIn(child, byName)) as T;
}

function mapLeaves(value: unknown, change: (child: unknown, name: string) => unknown): unknown {
  if (Array.isArray(value)) return value.map((child, index) => change(child, String(index)));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, change(child, key)]));
}
