/** What the server keeps of edits, for tests: honest about revisions, states and whose an edit is. */
import type { DraftHistory, SentEdits } from "@/api/types";
import { type History, readHistory } from "./edits";

type Row = Omit<SentEdits["made"][number], "state"> & {
  by: string;
  state: string;
  revision: number;
  turned: number;
};

export class KeptEdits {
  rows: Row[] = [];

  keep(by: string, sent: SentEdits, revision: number): void {
    const mine = (id: string) => this.rows.find((each) => each.id === id && each.by === by);
    const named = new Set([...sent.made, ...sent.turned].map((each) => each.id));
    const left = this.rows.filter((each) => each.by === by && each.state === "undone" && !named.has(each.id));
    if (sent.made.length > 0) for (const each of left) each.state = "dropped";
    for (const { id, state } of sent.turned) Object.assign(mine(id) ?? {}, { state, turned: revision });
    for (const each of sent.made) {
      if (!mine(each.id))
        this.rows.push({ ...each, state: each.state ?? "done", by, revision, turned: revision });
    }
  }

  history(by: string): History {
    const rows = structuredClone(this.rows);
    const kept = {
      mine: rows.filter((each) => each.by === by && each.state !== "dropped"),
      others: rows.filter((each) => each.by !== by).map((each) => ({ ...each, done: each.state === "done" })),
    };
    return readHistory(kept as unknown as DraftHistory);
  }
}
