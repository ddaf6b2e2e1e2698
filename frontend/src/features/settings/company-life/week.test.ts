import { expect, it } from "vitest";
import { dayName, hoursOf, withDay } from "./week";

const monday = { weekday: 1, opens: "09:00", closes: "12:00" };
const afternoon = { weekday: 1, opens: "13:00", closes: "17:00" };
const friday = { weekday: 5, opens: "09:00", closes: "15:00" };

it("changes the first span of a day and keeps its others", () => {
  const changed = withDay([friday, afternoon, monday], 1, { opens: "08:00", closes: "12:00" });

  expect(changed).toEqual([{ ...monday, opens: "08:00" }, afternoon, friday]);
});

it("takes a whole day out, and puts a new one in its place", () => {
  expect(withDay([monday, afternoon, friday], 1, null)).toEqual([friday]);
  expect(withDay([friday], 3, { opens: "10:00", closes: "11:00" })[0]).toEqual({
    weekday: 3,
    opens: "10:00",
    closes: "11:00",
  });
});

it("shows spans in order and days by name", () => {
  expect(hoursOf([afternoon, friday, monday], 1)).toEqual([monday, afternoon]);
  expect([dayName(1, "en"), dayName(7, "de")]).toEqual(["Monday", "Sonntag"]);
});
