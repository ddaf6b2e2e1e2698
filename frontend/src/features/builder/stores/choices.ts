/** How a person likes the builder to look: kept on this device, apart for each person who signs in on it. */
export interface Choices {
  view: "canvas" | "outline";
  /** The list of steps; `null`: as the window has room. */
  palette: boolean | null;
  minimap: boolean;
  /** Dragging snaps to the grid. */
  snap: boolean;
  /** Dragging shows what lines up, and snaps to it. */
  guides: boolean;
  /** Single keys are commands (WCAG 2.1.4 asks for a way to switch them off). */
  singleKeys: boolean;
}

export const usualChoices: Choices = {
  view: "canvas",
  palette: null,
  minimap: false,
  snap: true,
  guides: true,
  singleKeys: true,
};

export interface ChoicesShelf {
  read: () => Choices;
  keep: (choices: Choices) => void;
}

/** Where nothing may be kept, choices last as long as the page. What is kept and makes no sense is passed over. */
export function choicesOn(storage: Pick<Storage, "getItem" | "setItem">, person: string): ChoicesShelf {
  const key = `builder-view:${person}`;
  return {
    read() {
      try {
        return readChoices(JSON.parse(storage.getItem(key) ?? "null"));
      } catch {
        return usualChoices;
      }
    },
    keep(choices) {
      try {
        storage.setItem(key, JSON.stringify(choices));
      } catch {
        // The choice holds until the page is left.
      }
    },
  };
}

function readChoices(kept: unknown): Choices {
  const found: Record<string, unknown> = typeof kept === "object" && kept !== null ? { ...kept } : {};
  const yes = (name: "minimap" | "snap" | "guides" | "singleKeys") =>
    typeof found[name] === "boolean" ? found[name] : usualChoices[name];
  return {
    view: found.view === "outline" ? "outline" : "canvas",
    palette: typeof found.palette === "boolean" ? found.palette : null,
    minimap: yes("minimap"),
    snap: yes("snap"),
    guides: yes("guides"),
    singleKeys: yes("singleKeys"),
  };
}
