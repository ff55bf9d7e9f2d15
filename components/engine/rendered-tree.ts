import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config/settings";
import type { Placeholders } from "./inputs";

export function registerTree(
  _name: string,
  _settings: Settings,
  _placeholders: Placeholders,
  _parent: pulumi.Resource,
): void {
  throw new Error("TODO");
}
