/**
 * How a step fares in the run that is shown. The elements stay when the state changes, and what is painted keeps its bounds (the hardly
 * visible square): else the browser composes the whole canvas anew, which costs more than all else that follows from a live status.
 */
import { useStatusWord } from "@/ui/badge";

const ring = "M2 12a10 10 0 1 0 20 0 10 10 0 1 0-20 0";
const shapes: Record<string, string> = {
  running: "M21 12a9 9 0 1 1-6.2-8.6",
  waiting: "M5 22h14M5 2h14M17 22v-4l-5-6-5 6v4M7 2v4l5 6 5-6V2",
  succeeded: `${ring}m7 .5 3 3 6-6`,
  failed: `${ring}m7-3 6 6m0-6-6 6`,
  cancelled: `${ring}M5 5l14 14`,
};
const tones: Record<string, string> = {
  running: "text-run",
  waiting: "text-warn",
  succeeded: "text-ok",
  failed: "text-err",
};

export function RunMark({ status }: { status: string }) {
  const word = useStatusWord();
  return (
    <svg
      viewBox="0 0 24 24"
      width={18}
      height={18}
      role="img"
      aria-label={word(status)}
      className={`shrink-0 ${tones[status] ?? "text-muted"}`}
    >
      <rect width={24} height={24} fill="currentColor" fillOpacity={0.01} />
      <path
        d={shapes[status] ?? ring}
        fill="none"
        stroke="currentColor"
        strokeWidth={2}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
