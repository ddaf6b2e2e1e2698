/** Two texts, word by word: what stays, what went, what came. Longest common subsequence between the ends that agree. */

export interface Piece {
  kind: "same" | "removed" | "added";
  text: string;
}

/** Above this many comparisons the middle is shown as a whole. */
const MOST = 1_000_000;

export function textDiff(before: string, after: string): Piece[] {
  const old = words(before);
  const fresh = words(after);
  let start = 0;
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start += 1;
  let end = 0;
  while (
    end < old.length - start &&
    end < fresh.length - start &&
    old[old.length - 1 - end] === fresh[fresh.length - 1 - end]
  )
    end += 1;
  const middle = between(old.slice(start, old.length - end), fresh.slice(start, fresh.length - end));
  return joined([
    { kind: "same", text: old.slice(0, start).join("") },
    ...middle,
    { kind: "same", text: old.slice(old.length - end).join("") },
  ]);
}

/** Words, and the spaces between them as pieces of their own. */
function words(text: string): string[] {
  return text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];
}

function between(old: readonly string[], fresh: readonly string[]): Piece[] {
  const whole: Piece[] = [
    { kind: "removed", text: old.join("") },
    { kind: "added", text: fresh.join("") },
  ];
  if (old.length === 0 || fresh.length === 0 || old.length * fresh.length > MOST) return whole;
  const common = commonLengths(old, fresh);
  const pieces: Piece[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length || j < fresh.length) {
    if (old[i] === fresh[j]) {
      pieces.push({ kind: "same", text: old[i] ?? "" });
      i += 1;
      j += 1;
    } else if (j >= fresh.length || (i < old.length && common(i + 1, j) >= common(i, j + 1))) {
      pieces.push({ kind: "removed", text: old[i] ?? "" });
      i += 1;
    } else {
      pieces.push({ kind: "added", text: fresh[j] ?? "" });
      j += 1;
    }
  }
  return pieces;
}

/** How many words the two have in common, in order, from these places on. */
function commonLengths(old: readonly string[], fresh: readonly string[]): (i: number, j: number) => number {
  const width = fresh.length + 1;
  const lengths = new Uint16Array((old.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = fresh.length - 1; j >= 0; j -= 1) {
      const same = old[i] === fresh[j];
      lengths[i * width + j] = same ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  return at;
}

function joined(pieces: readonly Piece[]): Piece[] {
  const kept: Piece[] = [];
  for (const piece of pieces) {
    const last = kept.at(-1);
    if (piece.text === "") continue;
    if (last?.kind === piece.kind) last.text += piece.text;
    else kept.push({ ...piece });
  }
  return kept;
}

/** Worth showing word by word: long, and with enough in common. */
export function isWorthDiffing(before: unknown, after: unknown): boolean {
  if (typeof before !== "string" || typeof after !== "string") return false;
  if (Math.max(before.length, after.length) < 40 || before === "" || after === "") return false;
  const same = textDiff(before, after).filter((piece) => piece.kind === "same" && piece.text.trim() !== "");
  return same.reduce((sum, piece) => sum + piece.text.length, 0) * 4 >= Math.min(before.length, after.length);
}
