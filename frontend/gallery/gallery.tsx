/** Every component of `src/ui` in its states, on one page. A test looks that none is missing. */
import type { ReactNode } from "react";
import { useShownTheme } from "@/app/theme";
import { Toaster } from "@/ui/toast";
import { Controls } from "./controls";
import { Overlays } from "./overlays";
import { Shown } from "./shown";

export function Gallery() {
  return (
    <main className="mx-auto flex max-w-5xl flex-col gap-8 px-6 py-8">
      <h1 className="font-semibold text-title tracking-tight">Gallery of ui/</h1>
      <Controls />
      <Shown />
      <Overlays />
      <Toaster theme={useShownTheme()} />
    </main>
  );
}

export function Piece({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-3">
      <h2 className="font-semibold text-section">{title}</h2>
      <div className="flex flex-wrap items-start gap-3">{children}</div>
    </section>
  );
}
