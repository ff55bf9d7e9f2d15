import type { Settings } from "../../../config/schema/settings";
import type { Rule } from "../recording-rules";

export type Severity = "critical" | "warning" | "info";

export interface AlertDefinition {
  readonly name: string;
  readonly severity: Severity;
  readonly expr: string;
  /** How long it must be so before anyone is told. */
  readonly for: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** One line that says what is wrong, with the app's name put before it. */
  readonly summary: string;
  /** What it means for callers, with figures from `{{ $value }}`. */
  readonly description: string;
}

/** An alert with its labels, texts and the link to its runbook, or the runbook's name. */
export function alert(settings: Settings, definition: AlertDefinition): Rule {
  const { name, severity, expr, summary } = definition;
  const folder = settings.monitoring.runbookUrl?.replace(/\/+$/, "");
  const app = `${settings.namespace.name}/${settings.name}`;
  return {
    alert: name,
    expr,
    for: definition.for,
    labels: { severity, app: settings.name, namespace: settings.namespace.name, ...definition.labels },
    annotations: {
      summary: `${app}: ${summary}`,
      // What shows an alert makes a link of runbook_url: a path in a repository that it does not know is none.
      description: folder ? definition.description : `${definition.description} Runbook: ${name}.md`,
      ...(folder && { runbook_url: `${folder}/${name}.md` }),
    },
  };
}
