/** A text in the pieces it is searched in, with one place marked. Pure.

Places count in code points, as the server writes them; strings here count some letters twice. */

export interface Chunk {
  number: number;
  start: number;
  end: number;
  page: number;
  headings: string;
}

export interface Piece {
  number: number;
  page: number;
  headings: string;
  before: string;
  marked: string;
  after: string;
  isMarked: boolean;
}

export function piecesOf(text: string, chunks: readonly Chunk[], from: number, to: number): Piece[] {
  const letters = Array.from(text);
  const part = (start: number, end: number) =>
    letters
      .slice(start, end)
      .join("")
      .replaceAll("\f", "\n")
      .replace(/^#{1,6} /gm, "");
  let hasMark = false;
  return chunks.map((chunk) => {
    const start = Math.max(chunk.start, from);
    const end = Math.min(chunk.end, to);
    // Pieces overlap: a place is marked in the first that holds its beginning.
    const isMarked = !hasMark && from >= 0 && from >= chunk.start && start < end;
    hasMark ||= isMarked;
    return {
      number: chunk.number,
      page: chunk.page,
      headings: chunk.headings,
      before: part(chunk.start, isMarked ? start : chunk.end),
      marked: isMarked ? part(start, end) : "",
      after: isMarked ? part(end, chunk.end) : "",
      isMarked,
    };
  });
}
