/** A cron schedule as a CronJob takes it, and the time between its runs. Source: Kubernetes, "CronJob"; robfig/cron. */
export interface Schedule {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly daysOfMonth: readonly number[];
  readonly months: readonly number[];
  readonly daysOfWeek: readonly number[];
  /** A day must match both where one of the two is `*`, and either where both are restricted. */
  readonly eitherDay: boolean;
}

const MACROS: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
};

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** The parts of a schedule; undefined where Kubernetes would refuse it. */
export function parseSchedule(text: string): Schedule | undefined {
  const fields = (Object.hasOwn(MACROS, text) ? (MACROS[text] ?? "") : text).trim().split(/\s+/);
  const [minute = "", hour = "", dayOfMonth = "", month = "", dayOfWeek = ""] = fields;
  const minutes = valuesOf(minute, 0, 59);
  const hours = valuesOf(hour, 0, 23);
  const daysOfMonth = valuesOf(dayOfMonth, 1, 31);
  const months = valuesOf(month, 1, 12, MONTHS);
  const daysOfWeek = valuesOf(dayOfWeek, 0, 6, DAYS);
  if (fields.length !== 5 || !minutes || !hours || !daysOfMonth || !months || !daysOfWeek) return undefined;
  const eitherDay = !dayOfMonth.startsWith("*") && !dayOfWeek.startsWith("*");
  return { minutes, hours, daysOfMonth, months, daysOfWeek, eitherDay };
}

/** `1-5,30` or `*` with steps, as numbers in order. Names stand for numbers that start at `least`. */
function valuesOf(field: string, least: number, most: number, names: readonly string[] = []) {
  const values = new Set<number>();
  const numberOf = (word: string) => {
    const named = names.indexOf(word.toLowerCase());
    return named >= 0 ? named + least : /^\d+$/.test(word) ? Number(word) : Number.NaN;
  };
  for (const part of field.split(",")) {
    const [, range = "", stepText] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
    const [first = "", last, ...more] = range.split("-");
    const step = Number(stepText ?? 1);
    const from = range === "*" ? least : numberOf(first);
    const single = last === undefined && stepText === undefined ? from : most;
    const to = range === "*" ? most : last === undefined ? single : numberOf(last);
    if (more.length > 0 || !(from >= least && to <= most && from <= to && step >= 1)) return undefined;
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

const DAY_MINUTES = 24 * 60;
/** Four years have every date there is, a leap day too. From a Monday on; which one makes no difference. */
const FIRST_DAY = Date.UTC(2024, 0, 1);
const DAYS_LOOKED_AT = 4 * 366;

/** The longest time between two runs, in minutes; infinite where it runs less than twice in four years. */
export function longestGapMinutes(schedule: Schedule): number {
  const times = schedule.hours.flatMap((hour) => schedule.minutes.map((minute) => hour * 60 + minute));
  const [first = 0] = times;
  const last = times.at(-1) ?? 0;
  const withinDay = times
    .slice(1)
    .reduce((most, time, index) => Math.max(most, time - (times[index] ?? 0)), 0);
  const days = Array.from({ length: DAYS_LOOKED_AT }, (_, index) => index).filter((day) =>
    runsOn(schedule, day),
  );
  if (days.length < 2) return Number.POSITIVE_INFINITY;
  const between = days.slice(1).map((day, index) => (day - (days[index] ?? 0)) * DAY_MINUTES - last + first);
  return between.reduce((most, gap) => Math.max(most, gap), withinDay);
}

function runsOn({ daysOfMonth, months, daysOfWeek, eitherDay }: Schedule, day: number): boolean {
  const date = new Date(FIRST_DAY + day * DAY_MINUTES * 60_000);
  if (!months.includes(date.getUTCMonth() + 1)) return false;
  const [inMonth, inWeek] = [daysOfMonth.includes(date.getUTCDate()), daysOfWeek.includes(date.getUTCDay())];
  return eitherDay ? inMonth || inWeek : inMonth && inWeek;
}
