import { describe, expect, it } from "vitest";
import type { TemplatePreview } from "@/api/types";
import { pictureOf } from "./graph-picture";

const step = (id: string, x: number, y: number, inside: string | null = null) => ({
  id,
  type: "set",
  name: id,
  inside,
  x,
  y,
});
const edge = (source: string, target: string, port = "success") => ({ source, target, port });

describe("the small picture of a workflow", () => {
  it("has a box for each step, as large as the canvas draws it", () => {
    const picture = pictureOf({ steps: [step("a", 0, 0), step("b", 304, 8)], edges: [edge("a", "b")] });

    expect(picture.boxes).toMatchObject([
      { id: "a", x: 0, y: 0, width: 232, height: 64, exits: [] },
      { id: "b", x: 304, y: 8, width: 232, height: 64 },
    ]);
    expect(picture).toMatchObject({ width: 536, height: 72 });
    expect(picture.wires.map((wire) => wire.path)).toEqual(["M232 32C268 32 268 40 304 40"]);
  });

  it("lets wires leave a branch by its ways out, one below the other", () => {
    const preview: TemplatePreview = {
      steps: [step("a", 0, 0), step("b", 304, 0), step("c", 304, 96)],
      edges: [edge("a", "b", "yes"), edge("a", "c", "no")],
    };

    const { boxes, wires } = pictureOf(preview);

    expect(boxes[0]).toMatchObject({
      height: 122,
      exits: [
        { name: "yes", y: 77 },
        { name: "no", y: 103 },
      ],
    });
    expect(wires.map((wire) => wire.path.slice(0, 8))).toEqual(["M232 77C", "M232 103"]);
  });

  it("puts a frame around what stands in a container, and places that from the frame's corner", () => {
    const preview: TemplatePreview = {
      steps: [step("inner", 40, 88, "loop"), step("loop", 100, 10)],
      edges: [],
    };

    const { boxes } = pictureOf(preview);

    expect(boxes.map((box) => box.id)).toEqual(["loop", "inner"]);
    expect(boxes[0]).toMatchObject({ frame: true, width: 344, height: 184 });
    expect(boxes[1]).toMatchObject({ frame: false, x: 140, y: 98 });
  });

  it("leaves out a wire to a step that is not there", () => {
    expect(pictureOf({ steps: [step("a", 0, 0)], edges: [edge("a", "gone")] }).wires).toEqual([]);
  });
});
