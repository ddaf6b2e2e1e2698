import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Graph } from "../model/graph";
import { KeptEdits } from "../model/kept.testing";
import { chain, step, stepTypes } from "../model/sample.testing";
import {
  type Autosave,
  createAutosave,
  type DraftSave,
  type Remote,
  type Saved,
  type SaveFailure,
} from "./autosave";
import { deviceShelf } from "./device";
import { type BuilderStore, createBuilderStore } from "./store";

class Refused extends Error {
  constructor(readonly how: SaveFailure) {
    super(how);
  }
}

/** An honest server in memory: it knows one draft, its revision, and refuses a stale one. */
class Server implements Remote {
  saved: Saved;
  saves = 0;
  offline = false;
  /** The save comes through, its answer does not. */
  silent = false;
  edits = new KeptEdits();
  constructor(graph: Graph) {
    this.saved = { graph, revision: 1, name: "Sample" };
  }
  save = async (change: DraftSave) => {
    if (this.offline) throw new Refused("offline");
    if (change.revision !== this.saved.revision) throw new Refused("conflict");
    this.saves += 1;
    this.put(change.graph, change.name);
    if (change.edits) this.edits.keep("me", change.edits, this.saved.revision);
    if (this.silent) throw new Refused("offline");
    return this.saved;
  };
  load = async () => this.opened();
  opened = () => ({ ...this.saved, history: this.edits.history("me") });
  failureOf = (error: unknown) => (error instanceof Refused ? error.how : "refused");
  put(graph: Graph, name = this.saved.name) {
    this.saved = { graph, name, revision: this.saved.revision + 1 };
  }
  text(id: string) {
    return this.saved.graph.steps.find((step) => step.id === id)?.with.text;
  }
}

function memory() {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

function edited(graph: Graph, id: string, text: string): Graph {
  return {
    ...graph,
    steps: graph.steps.map((step) => (step.id === id ? { ...step, with: { ...step.with, text } } : step)),
  };
}

const base = chain("a", "b", "c");
let server: Server;
let storage: ReturnType<typeof memory>;

function open(): { store: BuilderStore; autosave: Autosave; type: (id: string, text: string) => void } {
  const store = createBuilderStore({
    workflowId: "wfl_1",
    name: "Sample",
    revision: server.saved.revision,
    graph: server.saved.graph,
    history: server.opened().history,
    types: stepTypes,
    readOnly: false,
  });
  const shelf = deviceShelf(storage);
  const autosave = createAutosave({
    store,
    remote: server,
    shelf,
    base: server.saved.graph,
    onError: () => undefined,
  });
  autosave.start();
  const type = (id: string, text: string) => {
    const operations = [{ kind: "setStep" as const, id, path: ["with", "text"], value: text }];
    store.getState().change({ label: "setting", operations });
  };
  return { store, autosave, type };
}

beforeEach(() => {
  vi.useFakeTimers();
  server = new Server(base);
  storage = memory();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("autosave", () => {
  it("saves once after a burst of changes", async () => {
    const { store, type } = open();

    type("a", "one");
    type("a", "two");
    await vi.advanceTimersByTimeAsync(700);

    expect(server.saves).toBe(1);
    expect(server.text("a")).toBe("two");
    expect(store.getState().save).toBe("saved");
    expect(storage.items.size).toBe(0);
  });

  it("keeps changes on this device while offline and sends them later", async () => {
    const { store, type } = open();
    server.offline = true;

    type("a", "kept");
    await vi.advanceTimersByTimeAsync(700);
    const offline = store.getState().save;
    const kept = storage.items.size;
    server.offline = false;
    await vi.advanceTimersByTimeAsync(6000);

    expect([offline, kept]).toEqual(["offline", 2]);
    expect(server.text("a")).toBe("kept");
    expect(store.getState().save).toBe("saved");
  });

  it("joins somebody else's save when both touched different steps", async () => {
    const { store, type } = open();
    server.put(edited(base, "b", "theirs"));

    type("a", "mine");
    await vi.advanceTimersByTimeAsync(700);

    expect([server.text("a"), server.text("b")]).toEqual(["mine", "theirs"]);
    expect(store.getState().save).toBe("saved");
  });

  it("asks when both changed the same step, and does what is chosen", async () => {
    const { store, autosave, type } = open();
    server.put(edited(base, "a", "theirs"));

    type("a", "mine");
    await vi.advanceTimersByTimeAsync(700);
    const places = autosave.clash()?.places;
    const asked = store.getState().save;
    await autosave.keepMine();

    expect([asked, places]).toEqual(["conflict", ["step:a"]]);
    expect(server.text("a")).toBe("mine");
  });

  it("takes theirs when that is chosen", async () => {
    const { store, autosave, type } = open();
    server.put(edited(base, "a", "theirs"));

    type("a", "mine");
    await vi.advanceTimersByTimeAsync(700);
    autosave.takeTheirs();

    expect(store.getState().document.graph.steps[0]?.with.text).toBe("theirs");
    expect(store.getState().save).toBe("saved");
    expect(server.text("a")).toBe("theirs");
  });

  it("gives back after a crash what was not saved", async () => {
    const first = open();
    first.type("a", "before the crash");

    const second = open();
    const outcome = second.autosave.restore(server.opened());
    await vi.advanceTimersByTimeAsync(700);

    expect(outcome).toBe("restored");
    expect(server.text("a")).toBe("before the crash");
  });

  it("undoes after a reload what was saved before it, also what a restored tab brought", async () => {
    const first = open();
    first.type("a", "saved");
    await vi.advanceTimersByTimeAsync(700);
    first.type("b", "not saved");

    const second = open();
    second.autosave.restore(server.opened());
    second.store.getState().undo();
    second.store.getState().undo();
    await vi.advanceTimersByTimeAsync(700);
    const back = [server.text("a"), server.text("b")];
    const third = open();
    third.store.getState().redo();
    await vi.advanceTimersByTimeAsync(700);

    expect(back).toEqual(["", ""]);
    expect([server.text("a"), server.text("b")]).toEqual(["saved", ""]);
  });

  it.each(["the tab lives on", "the tab is killed"])(
    "keeps a save once whose answer was lost: %s",
    async (how) => {
      const first = open();
      server.silent = true;
      first.store.getState().change({
        label: "addStep",
        operations: [{ kind: "insertSteps", steps: [step("d")], edges: [], layout: { d: { x: 0, y: 0 } } }],
      });
      await vi.advanceTimersByTimeAsync(700);
      server.silent = false;

      const { store, autosave } = how === "the tab is killed" ? open() : first;
      const outcome =
        how === "the tab is killed" ? autosave.restore(server.opened()) : await autosave.flush();
      await vi.advanceTimersByTimeAsync(700);

      expect(outcome).toBe(how === "the tab is killed" ? "nothing" : true);
      expect(store.getState().save).toBe("saved");
      expect(server.saved.graph.steps.map((each) => each.id)).toEqual(["a", "b", "c", "d"]);
      expect(server.edits.rows).toHaveLength(1);
      expect(store.getState().document.past).toHaveLength(1);
    },
  );

  it("keeps what can be undone when somebody else saved in between", async () => {
    const { store, type } = open();
    type("a", "one");
    await vi.advanceTimersByTimeAsync(700);
    server.put(edited(server.saved.graph, "b", "theirs"));
    type("c", "two");
    await vi.advanceTimersByTimeAsync(700);

    store.getState().undo();
    store.getState().undo();
    await vi.advanceTimersByTimeAsync(700);

    expect(["a", "b", "c"].map((id) => server.text(id))).toEqual(["", "theirs", ""]);
  });

  it("gives theirs back when keeping mine is undone", async () => {
    const { store, autosave, type } = open();
    server.put(edited(base, "a", "theirs"));
    type("a", "mine");
    await vi.advanceTimersByTimeAsync(700);
    await autosave.keepMine();

    store.getState().undo();
    await vi.advanceTimersByTimeAsync(700);

    expect(server.text("a")).toBe("theirs");
  });

  it("saves a new name without a change of the steps", async () => {
    const { store } = open();

    store.getState().rename("Better name");
    await vi.advanceTimersByTimeAsync(700);

    expect(server.saved.name).toBe("Better name");
  });

  it("flushes at once when asked", async () => {
    const { autosave, type } = open();

    type("a", "now");
    const done = await autosave.flush();

    expect(done).toBe(true);
    expect(server.text("a")).toBe("now");
  });
});
