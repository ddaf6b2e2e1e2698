import { fireEvent, render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { placed, Tooltip } from "./tooltip";

const size = { width: 100, height: 30 };
const room = { width: 800, height: 600 };

test("a hint lies on the wanted side, in the middle of what it explains", () => {
  const button = new DOMRect(300, 300, 40, 40);

  expect(placed(button, size, "top", room)).toEqual({ left: 270, top: 264 });
  expect(placed(button, size, "right", room)).toEqual({ left: 346, top: 305 });
});

test("a hint turns to the other side and stays in the window where there is no room", () => {
  const corner = new DOMRect(0, 4, 40, 40);

  expect(placed(corner, size, "top", room)).toEqual({ left: 8, top: 50 });
  expect(placed(corner, size, "left", room)).toEqual({ left: 46, top: 9 });
});

test("a hint describes its button while it is pointed at, and Escape takes it away", async () => {
  render(
    <Tooltip text="Undo the last change">
      <button type="button">Undo</button>
    </Tooltip>,
  );
  const button = screen.getByRole("button");

  fireEvent.pointerEnter(button);
  const hint = await screen.findByRole("tooltip");
  expect(button.getAttribute("aria-describedby")).toBe(hint.id);

  fireEvent.keyDown(document, { key: "Escape" });
  await expect.poll(() => screen.queryByRole("tooltip")).toBeNull();
});
