/** What a new company does first, ticked off by what is really so. Goes when all is done, or when it is hidden. */
import { Link, type LinkProps } from "@tanstack/react-router";
import { Check, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useModelProviders } from "@/api/ai";
import { useMembers } from "@/api/company";
import { useRecentRuns } from "@/api/runs";
import { useMay, useSession } from "@/api/session";
import { useWorkflows } from "@/api/workflows";
import { cx } from "@/lib/cx";
import { IconButton } from "@/ui/button";
import { Card } from "@/ui/card";

interface Task {
  key: "run" | "publish" | "invite" | "model";
  done: boolean;
  link: Pick<LinkProps, "to" | "params">;
}

/** What there is to do, or nothing while it is not known. */
function useTasks(): Task[] | null {
  const runs = useRecentRuns({}, 100);
  const workflows = useWorkflows();
  const members = useMembers();
  const providers = useModelProviders();
  if (!runs.data || !workflows.data || !members.data || !providers.data) return null;
  return [
    { key: "run", done: runs.data.items.length > 0, link: { to: "/templates" } },
    {
      key: "publish",
      done: workflows.data.items.some((w) => w.live_version !== null),
      link: { to: "/workflows" },
    },
    {
      key: "invite",
      done: members.data.items.length > 1,
      link: { to: "/settings/{-$section}", params: { section: "members" } },
    },
    {
      key: "model",
      done: providers.data.items.some((p) => p.answers_tasks && p.source !== "built-in"),
      link: { to: "/settings/{-$section}", params: { section: "model" } },
    },
  ];
}

export function GettingStarted() {
  const company = useSession((s) => s.company?.id ?? "");
  const remembered = `getting-started-hidden:${company}`;
  const [hidden, setHidden] = useState(() => localStorage.getItem(remembered) !== null);
  // Those who may do all of it; the others would see a list of what they cannot do.
  const mayAll = [useMay("workflow.publish"), useMay("ai.manage"), useMay("member.manage")].every(Boolean);
  if (hidden || !mayAll) return null;
  const hide = () => {
    localStorage.setItem(remembered, "yes");
    setHidden(true);
  };
  return <Tasks onHide={hide} />;
}

function Tasks({ onHide }: { onHide: () => void }) {
  const { t } = useTranslation("home");
  const tasks = useTasks();
  if (!tasks || tasks.every((task) => task.done)) return null;
  const done = tasks.filter((task) => task.done).length;
  return (
    <Card>
      <section aria-labelledby="getting-started" className="px-5 pt-4 pb-4">
        <div className="flex items-center justify-between gap-3">
          <h2 id="getting-started" className="font-semibold text-section">
            {t("started.title")}
            <span className="ml-2.5 font-normal text-muted text-ui tabular">
              {t("started.progress", { done, total: tasks.length })}
            </span>
          </h2>
          <IconButton label={t("started.dismiss")} size="sm" onClick={onHide}>
            <X size={16} aria-hidden />
          </IconButton>
        </div>
        <ol className="mt-2 -ml-2 grid gap-x-4 gap-y-1 sm:grid-cols-2 xl:grid-cols-4">
          {tasks.map((task) => (
            <li key={task.key}>
              <TaskLink task={task} />
            </li>
          ))}
        </ol>
      </section>
    </Card>
  );
}

function TaskLink({ task }: { task: Task }) {
  const { t } = useTranslation("home");
  return (
    <Link {...task.link} className="flex min-h-11 items-start gap-3 rounded-control p-2 hover:bg-surface-2">
      <span
        aria-hidden
        className={cx(
          "mt-0.5 flex size-5 shrink-0 items-center justify-center rounded-full border",
          task.done ? "border-transparent bg-ok-soft text-ok" : "border-line-strong",
        )}
      >
        {task.done && <Check size={13} strokeWidth={3} />}
      </span>
      <span className="min-w-0">
        <span className={cx("block font-medium text-ui", task.done && "text-muted line-through")}>
          {t(`started.${task.key}.title`)}
          <span className="sr-only">{`: ${t(task.done ? "started.done" : "started.open")}`}</span>
        </span>
        <span className="block text-caption text-muted">{t(`started.${task.key}.text`)}</span>
      </span>
    </Link>
  );
}
