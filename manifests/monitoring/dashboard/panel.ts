/** A panel of a Grafana dashboard, as little of it as Grafana needs. */
export interface Panel {
  readonly title: string;
  readonly type: "timeseries" | "stat" | "text";
  /** Columns of Grafana's 24. */
  readonly width: number;
  readonly height: number;
  readonly description?: string;
  readonly unit?: string;
  /** Legend -> PromQL. */
  readonly queries?: Readonly<Record<string, string>>;
  readonly text?: string;
  /** Where the colour turns red. */
  readonly red?: number;
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

const COLUMNS = 24;
const SOURCE = { type: "prometheus", uid: "${datasource}" };

/** Grafana's panels for the rows, each at its place: left to right, then down. */
export function layOut(rows: readonly Row[]): object[] {
  const placed: object[] = [];
  let top = 0;
  for (const row of rows) {
    placed.push({
      id: placed.length + 1,
      type: "row",
      title: row.title,
      collapsed: false,
      panels: [],
      gridPos: { x: 0, y: top, w: COLUMNS, h: 1 },
    });
    top += 1;
    let left = 0;
    let height = 0;
    for (const panel of row.panels) {
      if (left + panel.width > COLUMNS) {
        top += height;
        left = 0;
        height = 0;
      }
      placed.push(toGrafana(panel, placed.length + 1, { x: left, y: top, w: panel.width, h: panel.height }));
      left += panel.width;
      height = Math.max(height, panel.height);
    }
    top += height;
  }
  return placed;
}

function toGrafana(panel: Panel, id: number, gridPos: object): object {
  const { title, type, description = "", unit = "short" } = panel;
  const common = { id, type, title, description, gridPos };
  if (type === "text") return { ...common, options: { mode: "markdown", content: panel.text ?? "" } };
  return {
    ...common,
    datasource: SOURCE,
    fieldConfig: {
      defaults: {
        unit,
        // No data stays a gap and says so; as a zero it would look like health.
        noValue: "no data",
        ...(type === "timeseries" && { custom: { spanNulls: false, fillOpacity: 10, showPoints: "never" } }),
        thresholds: { mode: "absolute", steps: thresholds(panel.red) },
      },
      overrides: [],
    },
    options:
      type === "stat"
        ? { reduceOptions: { calcs: ["lastNotNull"], fields: "", values: false }, colorMode: "background" }
        : { legend: { displayMode: "list", placement: "bottom" }, tooltip: { mode: "multi" } },
    targets: Object.entries(panel.queries ?? {}).map(([legend, expr], index) => ({
      refId: String.fromCharCode(65 + index),
      datasource: SOURCE,
      legendFormat: legend,
      expr,
    })),
  };
}

function thresholds(red: number | undefined): object[] {
  const green = { color: "green", value: null };
  return red === undefined ? [green] : [green, { color: "red", value: red }];
}
