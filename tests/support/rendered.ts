import { parse } from "yaml";
import { parseSettings } from "../../config/parse";
import type { SettingsInput } from "../../config/schema/settings";
import { renderTree } from "../../render/tree";

/** The object in a file of the rendered tree, read back from its text: what is tested is what is shipped. */
export function renderedObject<T = Record<string, unknown>>(config: SettingsInput, file: string): T {
  const found = renderTree(parseSettings(config).settings).find(({ path }) => path.endsWith(`/${file}`));
  if (!found) throw new Error(`${file} is not rendered`);
  return parse(found.content) as T;
}

export interface RenderedRule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface RenderedGroup {
  readonly name: string;
  readonly rules: readonly RenderedRule[];
}

export function renderedGroups(config: SettingsInput): RenderedGroup[] {
  return renderedObject<{ spec: { groups: RenderedGroup[] } }>(config, "prometheusrule.yaml").spec.groups;
}

export interface RenderedPanel {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

export interface RenderedDashboard {
  readonly uid: string;
  readonly panels: readonly RenderedPanel[];
  readonly templating: { readonly list: readonly { readonly name: string }[] };
}

export function renderedDashboard(config: SettingsInput): RenderedDashboard {
  const { data } = renderedObject<{ data: Record<string, string> }>(config, "configmap-dashboard.yaml");
  const [json] = Object.values(data);
  return JSON.parse(json ?? "null") as RenderedDashboard;
}
