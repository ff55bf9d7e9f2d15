/** A line of a chart: its name, its colour class and its points. */
export interface Series {
  readonly name: string;
  /** `a`, `b` or `bad`: the page's style gives the colour. */
  readonly tone: "a" | "b" | "bad";
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface ChartOptions {
  readonly title: string;
  readonly yLabel: string;
  readonly xLabel: string;
  /** Marks on the x axis. */
  readonly xTicks: readonly { readonly at: number; readonly label: string }[];
  readonly xRange: readonly [number, number];
  /** A level to compare with, such as a criterion. */
  readonly target?: { readonly y: number; readonly label: string };
}

const WIDTH = 720;
const HEIGHT = 260;
const LEFT = 56;
const RIGHT = 12;
const TOP = 14;
const BOTTOM = 40;

/** A round number of at least `value`: 1, 2, 2.5, 5 times a power of ten. */
export function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return (([1, 2, 2.5, 5, 10].find((step) => step * power >= value) ?? 10) * power) as number;
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function tickLabel(value: number): string {
  return String(Number(value.toPrecision(3)));
}

interface Scale {
  readonly x: (value: number) => string;
  readonly y: (value: number) => string;
  readonly top: number;
}

function scaleFor(top: number, [from, to]: readonly [number, number]): Scale {
  const width = WIDTH - LEFT - RIGHT;
  const height = HEIGHT - TOP - BOTTOM;
  return {
    x: (value) => (LEFT + ((value - from) / (to - from || 1)) * width).toFixed(1),
    y: (value) => (TOP + (1 - Math.min(value, top) / top) * height).toFixed(1),
    top,
  };
}

function axes({ x, y, top }: Scale, options: ChartOptions): string {
  const levels = [0, 0.2, 0.4, 0.6, 0.8, 1].map((part) => {
    const level = y(part * top);
    return (
      `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${level}" y2="${level}"/>` +
      `<text class="tick end" x="${LEFT - 6}" y="${Number(level) + 4}">${tickLabel(part * top)}</text>`
    );
  });
  const marks = options.xTicks.map(
    ({ at, label }) =>
      `<text class="tick middle" x="${x(at)}" y="${HEIGHT - BOTTOM + 16}">${escapeHtml(label)}</text>`,
  );
  const names =
    `<text class="tick middle" x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 6}">${escapeHtml(options.xLabel)}</text>` +
    `<text class="tick middle" transform="translate(12 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)">${escapeHtml(options.yLabel)}</text>`;
  return [...levels, ...marks, names].join("");
}

function targetLine({ y }: Scale, target: ChartOptions["target"]): string {
  if (!target) return "";
  const level = y(target.y);
  return (
    `<line class="target" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${level}" y2="${level}"/>` +
    `<text class="tick end" x="${WIDTH - RIGHT - 6}" y="${Number(level) - 5}">${escapeHtml(target.label)}</text>`
  );
}

/** A chart of lines as inline SVG, with its legend; no script, no outside resource. */
export function lineChart(series: readonly Series[], options: ChartOptions): string {
  const highest = Math.max(0, ...series.flatMap(({ points }) => points.map(({ y }) => y)));
  const goal = options.target && options.target.y <= highest * 4 ? options.target : undefined;
  const scale = scaleFor(roundUp(Math.max(highest, goal ? goal.y * 1.1 : 0)), options.xRange);
  const lines = series.map(({ tone, points }) => {
    const path = points.map(({ x, y }) => `${scale.x(x)},${scale.y(y)}`).join(" ");
    return `<polyline class="line ${tone}" points="${path}"/>`;
  });
  const legend = series
    .map(({ name, tone }) => `<span class="key ${tone}"></span>${escapeHtml(name)}`)
    .join(" &nbsp; ");
  return [
    `<figure><figcaption>${escapeHtml(options.title)}<small>${legend}</small></figcaption>`,
    `<div class="wide"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(options.title)}">`,
    axes(scale, options),
    targetLine(scale, goal),
    ...lines,
    "</svg></div></figure>",
  ].join("");
}
