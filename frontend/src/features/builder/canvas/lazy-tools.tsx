/** The tools beside a note or group, loaded when the first one is selected: menus are heavy. */
import { lazy, Suspense } from "react";
import type { Colour } from "../model/annotations";

const Tools = lazy(() => import("./mark-tools").then((module) => ({ default: module.MarkTools })));

export function MarkTools(props: { id: string; colour: Colour }) {
  return (
    <Suspense fallback={null}>
      <Tools {...props} />
    </Suspense>
  );
}
