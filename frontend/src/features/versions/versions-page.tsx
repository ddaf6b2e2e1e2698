import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { saveWorkflowFile } from "@/api/exchange";
import { useMay } from "@/api/session";
import type { StepType, WorkflowDetail, WorkflowVersion } from "@/api/types";
import { useWorkflowVersions } from "@/api/versions";
import { useStepTypes, useWorkflow, useWorkflowVersion } from "@/api/workflows";
import { type Comparison, compare, countsOf } from "@/parts/changes/compare";
import { QueryView } from "@/parts/query-view";
import { WorkflowStatus } from "@/parts/workflow-table";
import { Button } from "@/ui/button";
import { ErrorPanel } from "@/ui/error-panel";
import { backLinkClass, Page, PageHeader } from "@/ui/page";
import { useProblemToast } from "@/ui/problem-words";
import { Select } from "@/ui/select";
import { SkeletonRows } from "@/ui/skeleton";
import type { Actions, Question } from "./actions";
import { type CanvasesComponent, ComparisonView, type State, SwapButton } from "./comparison";
import { Dialogs } from "./dialogs";
import { COMPARISON_ID, VersionList } from "./version-list";
import { Viewing } from "./viewing";
import { type Pair, pairOf, type Which } from "./which";

interface PageProps {
  workflowId: string;
  /** The builder's drawing, handed in by the route. */
  Canvases: CanvasesComponent;
}

export function VersionsPage({ workflowId, Canvases }: PageProps) {
  const workflow = useWorkflow(workflowId);
  const types = useStepTypes();
  return (
    <Page>
      <QueryView query={workflow}>
        {(data) => (
          <QueryView query={types}>
            {({ items }) => <History workflow={data} types={items} Canvases={Canvases} />}
          </QueryView>
        )}
      </QueryView>
    </Page>
  );
}

interface HistoryProps {
  workflow: WorkflowDetail;
  types: readonly StepType[];
  Canvases: CanvasesComponent;
}

function History({ workflow, types, Canvases }: HistoryProps) {
  const { t } = useTranslation("versions");
  const asked = useSearch({ from: "/app/workflows/$id/versions" });
  const history = useWorkflowVersions(workflow.id);
  const [question, setQuestion] = useState<{ kind: Question; version: number } | null>(null);
  const versions = useMemo(() => history.data?.pages.flatMap((page) => page.items) ?? [], [history.data]);
  const pair = pairOf(asked, workflow.live_version);
  const draftChanges = useDraftChanges(workflow);
  const actions = useActions(workflow.id, (kind, version) => setQuestion({ kind, version }));
  return (
    <>
      <PageHeader
        documentTitle={`${t("title")}: ${workflow.name}`}
        title={t("title")}
        badge={<WorkflowStatus workflow={workflow} />}
        description={t("text", { name: workflow.name })}
        back={
          <Link to="/workflows/$id" params={{ id: workflow.id }} className={backLinkClass}>
            <ArrowLeft size={15} aria-hidden />
            {workflow.name}
          </Link>
        }
      />
      <div className="grid items-start gap-6 lg:grid-cols-[18rem_minmax(0,1fr)]">
        {history.isError && history.data === undefined ? (
          <ErrorPanel error={history.error} onRetry={() => void history.refetch()} />
        ) : history.data === undefined ? (
          <SkeletonRows />
        ) : (
          <VersionList
            workflow={workflow}
            versions={versions}
            draftCounts={draftChanges && countsOf(draftChanges)}
            pair={pair}
            actions={actions}
            more={{
              has: history.hasNextPage,
              busy: history.isFetchingNextPage,
              load: () => void history.fetchNextPage(),
            }}
          />
        )}
        <section
          id={COMPARISON_ID}
          aria-label={t("compare")}
          className="flex scroll-mt-4 min-w-0 flex-col gap-4"
        >
          <PairBar pair={pair} versions={versions} live={workflow.live_version} actions={actions} />
          <Shown workflow={workflow} pair={pair} types={types} Canvases={Canvases} />
        </section>
      </div>
      <Dialogs workflow={workflow} question={question} onClose={() => setQuestion(null)} />
    </>
  );
}

function useActions(workflowId: string, ask: (question: Question, version: number) => void): Actions {
  const navigate = useNavigate();
  const fail = useProblemToast();
  return {
    mayWrite: useMay("workflow.write"),
    mayPublish: useMay("workflow.publish"),
    look: (pair) =>
      void navigate({
        to: "/workflows/$id/versions",
        params: { id: workflowId },
        search: pair,
        resetScroll: false,
      }),
    ask: (question, version = 0) => ask(question, version),
    save: (format, version) => void saveWorkflowFile(workflowId, format, version ?? undefined).catch(fail),
  };
}

/** What publishing the draft would change; null before it is known and while nothing is live. */
function useDraftChanges(workflow: WorkflowDetail): Comparison | null {
  const live = useWorkflowVersion(workflow.id, workflow.live_version);
  const graph = live.data?.graph;
  return useMemo(() => (graph ? compare(graph, workflow.draft.graph) : null), [graph, workflow.draft.graph]);
}

function useNameOf(): (which: Which) => string {
  const { t } = useTranslation("versions");
  return (which) => (which === "draft" ? t("draft") : t("version", { version: which }));
}

interface PairBarProps {
  pair: Pair;
  versions: readonly WorkflowVersion[];
  live: number | null;
  actions: Actions;
}

/** Which two are compared, and what can be done with the later one. */
function PairBar({ pair, versions, live, actions }: PairBarProps) {
  const { t } = useTranslation("versions");
  const nameOf = useNameOf();
  const { from, to } = pair;
  const numbers = new Set(versions.map((each) => each.version));
  for (const which of [from, to]) if (typeof which === "number") numbers.add(which);
  const all: Which[] = ["draft", ...[...numbers].sort((a, b) => b - a)];
  const choices = all.map((which) => ({
    value: String(which),
    label: which === live ? `${nameOf(which)} · ${t("live")}` : nameOf(which),
  }));
  const read = (value: string): Which => (value === "draft" ? value : Number(value));
  const chosen = typeof to === "number" ? to : null;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        aria-label={t("from")}
        className="w-52! max-sm:w-full!"
        value={from === undefined ? "" : String(from)}
        onChange={(value) => actions.look(value === "" ? { to } : { from: read(value), to })}
        choices={[{ value: "", label: t("nothing") }, ...choices]}
      />
      {from !== undefined && <span className="text-ui text-muted">{t("against")}</span>}
      <Select
        aria-label={t("to")}
        className="w-52! max-sm:w-full!"
        value={String(to)}
        onChange={(value) => actions.look({ from, to: read(value) })}
        choices={choices}
      />
      {from !== undefined && <SwapButton onSwap={() => actions.look({ from: to, to: from })} />}
      {chosen !== null && (
        <div className="ml-auto flex flex-wrap gap-2">
          {actions.mayWrite && (
            <Button size="sm" onClick={() => actions.ask("restore", chosen)}>
              {t("restore.named", { version: chosen })}
            </Button>
          )}
          {actions.mayPublish && chosen !== live && (
            <Button size="sm" onClick={() => actions.ask("publishAgain", chosen)}>
              {t("publishAgain.button")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

interface ShownProps extends HistoryProps {
  pair: Pair;
}

function Shown({ workflow, pair, types, Canvases }: ShownProps) {
  const nameOf = useNameOf();
  const from = useWorkflowVersion(workflow.id, numberOf(pair.from));
  const to = useWorkflowVersion(workflow.id, numberOf(pair.to));
  const state = (which: Which, query: typeof from): State | null => {
    const graph = which === "draft" ? workflow.draft.graph : query.data?.graph;
    return graph ? { key: stateKey(which, workflow), label: nameOf(which), graph } : null;
  };
  const before = pair.from === undefined ? null : state(pair.from, from);
  const after = state(pair.to, to);
  const failed = [from, to].find((query) => query.isError);
  if (failed) return <ErrorPanel error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!after || (pair.from !== undefined && !before)) return <SkeletonRows />;
  if (!before) return <Viewing key={after.key} state={after} types={types} Canvases={Canvases} />;
  const key = `${before.key} ${after.key}`;
  return <ComparisonView key={key} before={before} after={after} types={types} Canvases={Canvases} />;
}

function numberOf(which: Which | undefined): number | null {
  return typeof which === "number" ? which : null;
}

/** Another draft is another picture. */
function stateKey(which: Which, workflow: WorkflowDetail): string {
  return which === "draft" ? `draft-${workflow.draft_revision}` : String(which);
}
