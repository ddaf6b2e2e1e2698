/** The head of the builder: name, state, saving, undo, problems, test run and publishing. */
import { Link } from "@tanstack/react-router";
import { ArrowLeft, ListTree, Play, Rocket, SlidersHorizontal, Workflow as WorkflowIcon } from "lucide-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { OtherPlaces } from "@/parts/workflow-nav";
import { Badge, Status } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Segmented } from "@/ui/segmented";
import { Tooltip } from "@/ui/tooltip";
import { CommandButton, useHands } from "../commands/command-button";
import { useBuilder } from "../stores/context";
import { useWide } from "../use-wide";
import { ProblemsButton } from "./problems-button";
import { SaveStateView } from "./save-state";

// Menus come with the code that places them.
const MoreMenu = lazy(() => import("./more-menu").then((module) => ({ default: module.MoreMenu })));

interface HeaderProps {
  liveVersion: number | null;
  onRetry: () => void;
  onResolve: () => void;
  running: boolean;
}

export function Header({ liveVersion, onRetry, onResolve, running }: HeaderProps) {
  const { t } = useTranslation("builder");
  const hands = useHands();
  const roomy = useWide(1280);
  const workflowId = useBuilder((s) => s.workflowId);
  const readOnly = useBuilder((s) => s.readOnly);
  const view = useBuilder((s) => s.view);
  const panel = useBuilder((s) => s.panel);
  const set = useBuilder((s) => s.set);
  const choose = useBuilder((s) => s.choose);
  return (
    <header className="flex min-h-14 flex-wrap items-center gap-x-2 gap-y-1 border-line border-b bg-surface px-3 py-1.5">
      <Tooltip text={t("header.back")}>
        <Link
          to="/workflows"
          aria-label={t("header.back")}
          className="flex size-8 items-center justify-center rounded-control text-muted hover:bg-surface-2 hover:text-text"
        >
          <ArrowLeft size={17} aria-hidden />
        </Link>
      </Tooltip>
      <NameField />
      {liveVersion === null ? (
        <Status status="draft" />
      ) : (
        <Badge tone="ok">{t("header.live", { version: liveVersion })}</Badge>
      )}
      <SaveStateView onRetry={onRetry} onResolve={onResolve} />
      {roomy && (
        <Suspense fallback={null}>
          <OtherPlaces id={workflowId} current="edit" />
        </Suspense>
      )}
      <span className="flex-1" />
      <div className="hidden items-center sm:flex">
        <CommandButton id="undo" />
        <CommandButton id="redo" />
      </div>
      <div className="hidden md:block">
        <Segmented
          size="sm"
          label={t("header.view")}
          value={view}
          onChange={(next) => choose({ view: next === "outline" ? "outline" : "canvas" })}
          choices={[
            { value: "canvas", title: t("header.canvas"), label: <WorkflowIcon size={15} aria-hidden /> },
            { value: "outline", title: t("header.outline"), label: <ListTree size={15} aria-hidden /> },
          ]}
        />
      </div>
      <Tooltip text={t("workflow.title")}>
        <IconButton
          size="sm"
          label={t("workflow.title")}
          aria-pressed={panel === "workflow"}
          onClick={() => set({ panel: panel === "workflow" ? null : "workflow" })}
        >
          <SlidersHorizontal size={16} aria-hidden />
        </IconButton>
      </Tooltip>
      <ProblemsButton />
      <Suspense fallback={<span className="size-8" />}>
        <MoreMenu withPlaces={!roomy} />
      </Suspense>
      <Button
        size="sm"
        icon={<Play size={15} aria-hidden />}
        onClick={hands.testRun}
        aria-label={t("header.testRun")}
        disabled={running}
      >
        <span className="max-sm:sr-only">{t("header.testRun")}</span>
      </Button>
      {!readOnly && (
        <Button
          size="sm"
          kind="primary"
          icon={<Rocket size={15} aria-hidden />}
          onClick={hands.publish}
          aria-label={t("header.publish")}
        >
          <span className="max-sm:sr-only">{t("header.publish")}</span>
        </Button>
      )}
    </header>
  );
}

function NameField() {
  const { t } = useTranslation("builder");
  const name = useBuilder((s) => s.name);
  const rename = useBuilder((s) => s.rename);
  const readOnly = useBuilder((s) => s.readOnly);
  if (readOnly) return <h1 className="truncate font-semibold text-section">{name}</h1>;
  return (
    <>
      <h1 className="sr-only">{name}</h1>
      <span className="relative inline-grid max-w-[44vw] items-center">
        <span
          aria-hidden
          className="invisible col-start-1 row-start-1 truncate whitespace-pre px-3 font-semibold text-section"
        >
          {name || t("header.unnamed")}
        </span>
        <input
          aria-label={t("header.name")}
          value={name}
          maxLength={120}
          size={1}
          placeholder={t("header.unnamed")}
          onChange={(event) => rename(event.target.value)}
          onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
          className="col-start-1 row-start-1 h-8 w-full min-w-0 truncate rounded-control border border-transparent bg-transparent px-2 font-semibold text-section hover:border-line focus:border-accent focus:outline-none"
        />
      </span>
    </>
  );
}
