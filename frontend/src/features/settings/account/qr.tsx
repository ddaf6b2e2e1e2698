/** A QR code, drawn from its rows; always dark on light, as cameras expect it. */

const BORDER = 4;

/** One path: a square for each dark cell. */
export function pathOf(rows: readonly string[]): string {
  return rows
    .flatMap((row, y) =>
      [...row].map((cell, x) => (cell === "1" ? `M${x + BORDER} ${y + BORDER}h1v1h-1z` : "")),
    )
    .join("");
}

export function Qr({ rows, label }: { rows: readonly string[]; label: string }) {
  const size = rows.length + 2 * BORDER;
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      className="size-48 shrink-0 rounded-control"
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={pathOf(rows)} fill="#000" />
    </svg>
  );
}
