import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Graph } from "../model/graph";
import { chain, stepTypes } from "../model/sample.testing";
import { type Autosave, createAutosave, type Remote, type Saved, type SaveFailure } from "./autosave";
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
  constructor(graph: Graph) {
    this.saved = { graph, revision: 1, name: "Sample" };
  }
  save = async (change: { graph: Graph; revision: number; name?: string }) => {
    if (this.offline) throw new Refused("offline");
    if (change.revision !== this.saved.revision) throw new Refused("conflict");
    this.saves += 1;
    this.put(change.graph, change.name);
    return this.saved;
  };
  load = async () => this.saved;
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
    const outcome = second.autosave.restore(server.saved.graph);
    await vi.advanceTimersByTimeAsync(700);

    expect(outcome).toBe("restored");
    expect(server.text("a")).toBe("before the crash");
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
