/** What AI may cost: each budget with what is spent, held and left; creating, changing and deleting them. */
import { PiggyBank, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Budget, useBudgets, useDeleteBudget, useForgive, useMoney } from "@/api/metering";
import { useMay } from "@/api/session";
import { cx } from "@/lib/cx";
import { formatDate } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/dialog";
import { Empty } from "@/ui/empty";
import { useProblemToast } from "@/ui/problem-words";
import { toast } from "@/ui/toast";
import { BudgetDialog } from "./budget-dialog";
import { useGroupNames } from "./names";
import { PricesCard } from "./prices";

export default function BudgetsSection() {
  const { t } = useTranslation("metering");
  const budgets = useBudgets();
  const mayManage = useMay("ai.manage");
  const [editing, setEditing] = useState<Budget | "new" | null>(null);
  const add = mayManage && (
    <Button kind="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setEditing("new")}>
      {t("budgets.add")}
    </Button>
  );
  return (
    <div className="flex flex-col gap-5">
      <QueryView query={budgets}>
        {(page) =>
          page.items.length === 0 ? (
            <Card>
              <Empty icon={PiggyBank} title={t("budgets.none")} action={add}>
                {t("budgets.noneText")}
              </Empty>
            </Card>
          ) : (
            <>
              <div className="flex flex-wrap items-center justify-between gap-3">
                <p className="max-w-prose text-ui text-pretty text-muted">{t("budgets.text")}</p>
                {add}
              </div>
              <ul className="flex flex-col gap-3">
                {page.items.map((budget) => (
                  <li key={budget.id}>
                    <BudgetCard budget={budget} onEdit={() => setEditing(budget)} mayManage={mayManage} />
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </QueryView>
      {editing && (
        <BudgetDialog budget={editing === "new" ? null : editing} onClose={() => setEditing(null)} />
      )}
      <PricesCard />
    </div>
  );
}

function BudgetCard({
  budget,
  onEdit,
  mayManage,
}: {
  budget: Budget;
  onEdit: () => void;
  mayManage: boolean;
}) {
  const { t } = useTranslation("metering");
  const [deleting, setDeleting] = useState(false);
  const remove = useDeleteBudget();
  const fail = useProblemToast();
  const go = () => remove.mutate(budget.id, { onError: fail, onSettled: () => setDeleting(false) });
  return (
    <Card className="flex flex-col gap-3 p-5">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h2 className="text-section font-semibold">{budget.name}</h2>
          <p className="text-ui text-muted">
            <Whom budget={budget} />
            {" · "}
            {budget.renews_at
              ? t("budgets.renews", { at: formatDate(budget.renews_at) })
              : t("budgets.never")}
          </p>
        </div>
        {mayManage && (
          <div className="flex gap-2">
            <Button size="sm" onClick={onEdit} aria-label={t("budgets.editOf", { name: budget.name })}>
              {t("budgets.edit")}
            </Button>
            <Button
              size="sm"
              onClick={() => setDeleting(true)}
              aria-label={t("budgets.deleteOf", { name: budget.name })}
            >
              {t("budgets.delete")}
            </Button>
          </div>
        )}
      </div>
      <Standing budget={budget} mayManage={mayManage} />
      <Confirm
        open={deleting}
        onOpenChange={setDeleting}
        title={t("budgets.sureTitle", { name: budget.name })}
        description={t("budgets.sureText")}
        confirmLabel={t("budgets.delete")}
        onConfirm={go}
        busy={remove.isPending}
        danger
      />
    </Card>
  );
}

function Whom({ budget }: { budget: Budget }) {
  const { t } = useTranslation("metering");
  const { scope, subject } = budget;
  const named = useGroupNames(scope === "agent" || scope === "workflow" || scope === "user" ? scope : "day");
  if (scope === "company") return t("scope.company");
  if (subject === "*") return t(`each.${scope}`);
  return `${t(`scope.${scope}`)}: ${named(subject)}`;
}

const nothing = { subject: "*", spent: 0, reserved: 0, uncertain: 0 };

function Standing({ budget, mayManage }: { budget: Budget; mayManage: boolean }) {
  const { t } = useTranslation("metering");
  const rows = budget.current.length > 0 ? budget.current.slice(0, 5) : [nothing];
  const uncertain = budget.current.some((row) => row.uncertain > 0);
  const forgive = useForgive();
  const fail = useProblemToast();
  return (
    <>
      {rows.map((row) => (
        <Bar key={row.subject} budget={budget} row={row} />
      ))}
      {budget.current.length > rows.length && (
        <p className="text-caption text-muted">
          {t("budgets.more", { count: budget.current.length - rows.length })}
        </p>
      )}
      {uncertain && (
        <Callout
          tone="warn"
          title={t("budgets.uncertain")}
          actions={
            mayManage && (
              <Button
                size="sm"
                busy={forgive.isPending}
                onClick={() =>
                  forgive.mutate(budget.id, { onSuccess: () => toast.done(t("saved")), onError: fail })
                }
              >
                {t("budgets.forgive")}
              </Button>
            )
          }
        >
          {t("budgets.uncertainText")}
        </Callout>
      )}
    </>
  );
}

function Bar({ budget, row }: { budget: Budget; row: Budget["current"][number] }) {
  const { t } = useTranslation("metering");
  const money = useMoney();
  const { scope } = budget;
  const named = useGroupNames(scope === "agent" || scope === "workflow" || scope === "user" ? scope : "day");
  const limit = budget.hard_limit ?? budget.soft_limit ?? 0;
  const spent = row.spent + row.uncertain;
  const share = (value: number) => `${limit > 0 ? Math.min(100, (value / limit) * 100) : 100}%`;
  const isOver = budget.hard_limit !== null && spent + row.reserved >= budget.hard_limit;
  const isWarned = !isOver && budget.soft_limit !== null && spent >= budget.soft_limit;
  const look = isOver ? "bg-err" : isWarned ? "bg-warn" : "bg-accent";
  return (
    <div>
      {row.subject !== "*" && budget.subject === "*" && (
        <p className="mb-1 text-ui font-medium">{named(row.subject)}</p>
      )}
      <div aria-hidden className="flex h-2.5 overflow-hidden rounded-full bg-neutral-soft">
        <div className={cx("h-full", look)} style={{ width: share(spent) }} />
        <div className={cx("h-full opacity-40", look)} style={{ width: share(row.reserved) }} />
      </div>
      <div className="mt-1.5 flex flex-wrap items-center gap-x-4 gap-y-1 text-caption text-muted tabular">
        <span>{t("budgets.spent", { money: money(spent), limit: money(limit) })}</span>
        {row.reserved > 0 && <span>{t("budgets.reserved", { money: money(row.reserved) })}</span>}
        {isOver && <Badge tone="err">{t("budgets.over")}</Badge>}
        {isWarned && <Badge tone="warn">{t("budgets.warned")}</Badge>}
      </div>
    </div>
  );
}
