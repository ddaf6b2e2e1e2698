/** Puts the builder together: head, palette, canvas or outline, panels, dialogs. */
import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { Button } from "@/ui/button";
import { useDocumentTitle } from "@/ui/page";
import { Announcer } from "./announcer";
import { Canvas } from "./canvas/canvas";
import { CanvasToolbar } from "./canvas/toolbar";
import { useCanvasView } from "./canvas/view";
import { HandsContext } from "./commands/command-button";
import type { Hands } from "./commands/registry";
import { useKeys } from "./commands/use-keys";
import { Header } from "./header/header";
import { useLeaveGuard } from "./header/leave-guard";
import type { TestKind } from "./model/testing";
import type { Problem } from "./model/validate";
import { Palette } from "./palette/palette";
import type { Autosave } from "./stores/autosave";
import { useBuilder, useBuilderStore } from "./stores/context";
import { noRun, type RunStore } from "./stores/run-store";
import { useWide } from "./use-wide";

// Loaded when first opened.
const SidePanel = lazy(() => import("./side-panel").then((module) => ({ default: module.SidePanel })));
const Choosers = lazy(() => import("./palette/choosers").then((module) => ({ default: module.Choosers })));
const MultiSelection = lazy(() =>
  import("./canvas/multi-selection").then((module) => ({ default: module.MultiSelection })),
);
const ContextMenu = lazy(() =>
  import("./canvas/context-menu").then((module) => ({ default: module.ContextMenu })),
);
const Minimap = lazy(() => import("./canvas/minimap").then((module) => ({ default: module.Minimap })));
const EmptyCanvas = lazy(() =>
  import("./canvas/empty-canvas").then((module) => ({ default: module.EmptyCanvas })),
);
const RunBar = lazy(() => import("./run/run-bar").then((module) => ({ default: module.RunBar })));
const Outline = lazy(() => import("./outline/outline").then((module) => ({ default: module.Outline })));
const ConflictDialog = lazy(() =>
  import("./header/conflict-dialog").then((module) => ({ default: module.ConflictDialog })),
);
const KeysSheet = lazy(() => import("./header/keys-sheet").then((module) => ({ default: module.KeysSheet })));
const PublishDialog = lazy(() =>
  import("./header/publish-dialog").then((module) => ({ default: module.PublishDialog })),
);
const TestRunDialog = lazy(() =>
  import("./run/test-run").then((module) => ({ default: module.TestRunDialog })),
);

const StepTest = lazy(() => import("./run/step-test").then((module) => ({ default: module.StepTest })));
const PinDialog = lazy(() => import("./run/pin-dialog").then((module) => ({ default: module.PinDialog })));

type Dialogs = "publish" | "test" | "keys" | "conflict" | null;

interface BuilderProps {
  autosave: Autosave;
  runStore: RunStore;
  initialLive: number | null;
}

export function Builder({ autosave, runStore, initialLive }: BuilderProps) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const cache = useQueryClient();
  const name = useBuilder((s) => s.name);
  const readOnly = useBuilder((s) => s.readOnly);
  const save = useBuilder((s) => s.save);
  const choosing = useBuilder((s) => s.chooser !== null);
  const chosenView = useBuilder((s) => s.view);
  const [dialog, setDialog] = useState<Dialogs>(null);
  const [testing, setTesting] = useState<Testing | null>(null);
  const [pinning, setPinning] = useState<string | null>(null);
  const [runId, setRunId] = useState<string | null>(null);
  const [live, setLive] = useState(initialLive);
  const { singleKeys, palette: chosenPalette } = useBuilder((s) => s.choices);
  const choose = useBuilder((s) => s.choose);
  const [roomy] = useState(() => window.innerWidth >= 1180);
  const palette = chosenPalette ?? roomy;
  const wide = useWide(768);
  const view = wide ? chosenView : "outline";
  const mayRun = useMay("run.start");
  const mayPublish = useMay("workflow.publish");
  const hands = useHandsOn({ setDialog, setTesting, setPinning }, mayRun, mayPublish);
  const show = useShowStep();
  useDocumentTitle(name);
  useKeys(hands, singleKeys);
  useLeaveGuard(autosave);
  useEffect(() => {
    if (save === "conflict") setDialog("conflict");
  }, [save]);

  useEffect(() => {
    const soon = () =>
      Promise.all([
        import("./side-panel"),
        import("./palette/choosers"),
        import("./canvas/overview"),
        import("./commands/annotating"),
        import("./commands/copying"),
      ]);
    const timer = setTimeout(() => void soon(), 1_000);
    return () => clearTimeout(timer);
  }, []);

  const showProblem = (problem: Problem) => {
    if (problem.step) show(problem.step);
    else if (problem.field === "input" || problem.field === "output")
      store.getState().set({ panel: "workflow" });
  };
  const closeRun = () => {
    setRunId(null);
    runStore.setState(noRun);
  };
  const onEnded = useCallback(
    (status: string) => {
      store.getState().say(`said.run.${status}`);
      void cache.invalidateQueries({ queryKey: ["runs", "known"] });
    },
    [store, cache],
  );
  const showRun = (id: string) => {
    runStore.setState({ ...noRun, runId: id });
    setRunId(id);
    setTesting(null);
    setDialog(null);
  };
  const close = (open: boolean) => !open && setDialog(null);

  return (
    <HandsContext value={hands}>
      <div className="flex h-full min-h-0 flex-col">
        <Header
          liveVersion={live}
          onRetry={() => void autosave.flush()}
          onResolve={() => setDialog("conflict")}
          running={false}
        />
        <div className="relative flex min-h-0 flex-1">
          {wide && !readOnly && <Palette open={palette} onToggle={() => choose({ palette: !palette })} />}
          <div className="relative min-w-0 flex-1 overflow-hidden bg-bg">
            {view === "canvas" ? (
              <>
                <Canvas describedBy="builder-keys-hint" />
                <CanvasToolbar />
                <Beginning />
                <Selection />
                <MenuOfCanvas />
                <MapOfCanvas />
                <LinkingHint />
              </>
            ) : (
              <Suspense fallback={null}>
                <Outline />
              </Suspense>
            )}
            {runId && (
              <Suspense fallback={null}>
                <RunBar
                  key={runId}
                  runId={runId}
                  runStore={runStore}
                  onClose={closeRun}
                  onAgain={() => setDialog("test")}
                  onEnded={onEnded}
                />
              </Suspense>
            )}
          </div>
          <Suspense fallback={null}>
            <SidePanel onShow={showProblem} />
          </Suspense>
        </div>
      </div>
      <p id="builder-keys-hint" className="sr-only">
        {t("canvas.keysHint")}
      </p>
      <Announcer />
      <Suspense fallback={null}>
        {choosing && <Choosers onFound={show} />}
        {dialog === "publish" && (
          <PublishDialog
            open
            onOpenChange={close}
            flush={autosave.flush}
            liveVersion={live}
            onPublished={setLive}
          />
        )}
        {dialog === "test" && (
          <TestRunDialog
            open
            onOpenChange={close}
            flush={autosave.flush}
            fromRun={runId}
            onStarted={(id) => {
              showRun(id);
              store.getState().set({ panel: null });
            }}
          />
        )}
        {testing && (
          <StepTest
            key={`${testing.id} ${testing.kind}`}
            {...testing}
            flush={autosave.flush}
            onClose={() => setTesting(null)}
            onStarted={(id) => {
              showRun(id);
              store.getState().select([testing.id], { open: true });
              store.getState().set({ tab: "data" });
            }}
          />
        )}
        {pinning && <PinDialog key={pinning} id={pinning} onClose={() => setPinning(null)} />}
        {dialog === "keys" && (
          <KeysSheet
            open
            onOpenChange={close}
            singleKeys={singleKeys}
            onSingleKeys={(on) => choose({ singleKeys: on })}
          />
        )}
        {dialog === "conflict" && <ConflictDialog autosave={autosave} open onOpenChange={close} />}
      </Suspense>
    </HandsContext>
  );
}

interface Testing {
  id: string;
  kind: TestKind;
}

interface Opens {
  setDialog: (dialog: Dialogs) => void;
  setTesting: (testing: Testing) => void;
  setPinning: (id: string) => void;
}

function useHandsOn(
  { setDialog, setTesting, setPinning }: Opens,
  mayRun: boolean,
  mayPublish: boolean,
): Hands {
  const store = useBuilderStore();
  const view = useCanvasView();
  return useMemo(() => {
    const refuse = (key: string) => store.getState().say(key, {}, "refused");
    return {
      store,
      zoom: (change) => requestAnimationFrame(() => view.zoom(change)),
      beside: view.beside,
      centre: view.centre,
      test: (id, kind) => setTesting({ id, kind }),
      pin: setPinning,
      testRun: () => (mayRun ? setDialog("test") : refuse("said.mayNotRun")),
      publish: () => (mayPublish ? setDialog("publish") : refuse("said.mayNotPublish")),
      help: () => setDialog("keys"),
    };
  }, [store, view, setDialog, setTesting, setPinning, mayRun, mayPublish]);
}

/** Selects a step, opens its settings and brings it into view. */
function useShowStep(): (id: string) => void {
  const store = useBuilderStore();
  const view = useCanvasView();
  return useCallback(
    (id) => {
      store.getState().select([id], { open: true });
      view.show(id);
    },
    [store, view],
  );
}

function Selection() {
  const many = useBuilder((s) => s.selected.size > 1 && !s.readOnly);
  return many ? (
    <Suspense fallback={null}>
      <MultiSelection />
    </Suspense>
  ) : null;
}

function Beginning() {
  const empty = useBuilder((s) => s.document.graph.steps.length === 0);
  return empty ? (
    <Suspense fallback={null}>
      <EmptyCanvas />
    </Suspense>
  ) : null;
}

function MenuOfCanvas() {
  const open = useBuilder((s) => s.menu !== null);
  return open ? (
    <Suspense fallback={null}>
      <ContextMenu />
    </Suspense>
  ) : null;
}

function MapOfCanvas() {
  const shown = useBuilder((s) => s.choices.minimap);
  return shown ? (
    <Suspense fallback={null}>
      <Minimap />
    </Suspense>
  ) : null;
}

function LinkingHint() {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const linking = useBuilder((s) => s.linking !== null);
  if (!linking) return null;
  return (
    <div className="absolute top-3 left-1/2 z-10 flex -translate-x-1/2 items-center gap-2 rounded-menu border border-line bg-surface py-1 pr-1 pl-3 text-ui shadow-overlay">
      {t("canvas.linking")}
      <Button size="sm" kind="ghost" onClick={() => store.getState().link(null)}>
        {t("canvas.stopLinking")}
      </Button>
    </div>
  );
}
