import { describe, expect, it } from "vitest";
import { cronOf, type Rhythm, rhythmFor, rhythmOf } from "./cron";

const pairs: ReadonlyArray<[Rhythm, string]> = [
  [{ every: "minutes", step: 15 }, "*/15 * * * *"],
  [{ every: "hour", minute: 5 }, "5 * * * *"],
  [{ every: "day", time: "08:05" }, "5 8 * * *"],
  [{ every: "week", time: "17:30", days: [1, 3] }, "30 17 * * 1,3"],
  [{ every: "week", time: "08:00", days: [1, 2, 3, 4, 5] }, "0 8 * * 1-5"],
  [{ every: "month", time: "00:00", day: 31 }, "0 0 31 * *"],
  [{ every: "month", time: "23:59", day: "last" }, "59 23 L * *"],
];

describe("usual rhythms", () => {
  it.each(pairs)("%j is %s, there and back", (rhythm, cron) => {
    expect(cronOf(rhythm)).toBe(cron);
    expect(rhythmOf(cron)).toEqual(rhythm);
  });

  it("reads weekdays by name, as a range and with Sunday as 7", () => {
    expect(rhythmOf("0 8 * * MON-FRI")).toEqual({ every: "week", time: "08:00", days: [1, 2, 3, 4, 5] });
    expect(rhythmOf("0 8 * * 6-7")).toEqual({ every: "week", time: "08:00", days: [0, 6] });
    expect(rhythmOf("0 8 * * fri-mon")).toEqual({ every: "week", time: "08:00", days: [0, 1, 5, 6] });
  });

  it.each([
    "0 8 1 1 *",
    "0 8 1 * 1",
    "0 8,12 * * *",
    "*/7 * * * *",
    "0 8 * * 1#2",
    "61 * * * *",
    "0 24 * * *",
    "0 8 32 * *",
    "* * * * *",
    "0 8 * *",
    "0 8 * * * *",
    "",
  ])("leaves “%s” as it is", (cron) => {
    expect(rhythmOf(cron)).toBeNull();
  });

  it("keeps the time of day when another rhythm is chosen", () => {
    expect(rhythmFor("month", { every: "day", time: "06:45" })).toEqual({
      every: "month",
      time: "06:45",
      day: 1,
    });
    expect(rhythmFor("day", { every: "hour", minute: 10 })).toEqual({ every: "day", time: "08:00" });
  });
});
