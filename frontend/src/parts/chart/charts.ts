/** The arithmetic of the charts. Pure: values in, places between 0 and 1 (from the bottom left) or texts for SVG out. */

/** Round numbers from 0 up to at least the highest value, at most five steps. */
export function ticks(highest: number, whole = false): number[] {
  if (!(highest > 0)) return [0, 1];
  const rough = highest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  let step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= rough) ?? 10 * power;
  if (whole) step = Math.max(1, Math.ceil(step));
  const count = Math.ceil(highest / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, n) => Number((n * step).toPrecision(12)));
}

/** Durations in steps that people count in: seconds, minutes, hours, days. */
export function timeTicks(highest: number): number[] {
  const steps = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400,
  ];
  const step = steps.find((s) => s >= highest / 4);
  if (!(highest > 0) || highest <= 4 || step === undefined) return ticks(highest);
  return Array.from({ length: Math.ceil(highest / step - 1e-9) + 1 }, (_, n) => n * step);
}

/** Where the middle of each of `count` columns is. */
export const middle = (index: number, count: number): number => (index + 0.5) / count;

/** A line through the values, broken where there is none; a value alone between gaps becomes a dot (a line of no length). */
export function linePath(values: ReadonlyArray<number | null>, highest: number): string {
  const parts: string[] = [];
  values.forEach((value, index) => {
    if (value === null) return;
    const x = round(middle(index, values.length) * 100);
    const y = round(100 - (value / highest) * 100);
    const before = index > 0 ? values[index - 1] : null;
    const after = values[index + 1];
    const begins = before === null || before === undefined;
    parts.push(`${begins ? "M" : "L"}${x} ${y}`);
    if (begins && (after === null || after === undefined)) parts.push(`L${x} ${y}`);
  });
  return parts.join("");
}

const round = (value: number): number => Math.round(value * 100) / 100;

export interface Change {
  direction: "up" | "down" | "same";
  /** By which share (a rate: by how much of 1); null: there was nothing before, so no share can be told. */
  share: number | null;
}

/** How a figure changed, less than half a percent being no change; null where one of the two is not known. */
export function changeOf(now: number | null, before: number | null, isRate = false): Change | null {
  if (now === null || before === null) return null;
  const by = Math.abs(now - before);
  const share = isRate ? by : by === 0 ? 0 : before === 0 ? null : by / Math.abs(before);
  if (share !== null && share < 0.005) return { direction: "same", share: 0 };
  return { direction: now > before ? "up" : "down", share };
}

/** Whether a change is for the better, given which way is. */
export function verdict(change: Change | null, better: "up" | "down" | null): "ok" | "err" | undefined {
  if (!change || !better || change.direction === "same") return undefined;
  return change.direction === better ? "ok" : "err";
}

/** Which of `count` labels to show so that about `room` (4 or 8, the fewer being some of the more) stand side by side. */
export function labelled(index: number, count: number, room: 4 | 8): boolean {
  return index % ((Math.ceil(count / 8) || 1) * (8 / room)) === 0;
}

/** Where the arrow keys lead among `count` places; null: the key means nothing here. */
export function stepTo(key: string, index: number, count: number): number | null {
  if (key === "ArrowRight" || key === "ArrowDown") return Math.min(count - 1, index + 1);
  if (key === "ArrowLeft" || key === "ArrowUp") return Math.max(0, index - 1);
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return null;
}
