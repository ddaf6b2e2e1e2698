/** "Compare with …": the run before of the same workflow, and the run that this one goes on from. */
import { useNavigate } from "@tanstack/react-router";
import { Columns2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useRecentRuns } from "@/api/runs";
import type { Run } from "@/api/types";
import { formatDateTime } from "@/lib/format";
import { Status } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Menu, MenuItem, MenuLabel } from "@/ui/menu";

const OTHERS = 6;

export function CompareMenu({ run }: { run: Run }) {
  const { t } = useTranslation("runs");
  const navigate = useNavigate();
  const recent = useRecentRuns({ workflow_id: run.workflow_id, to: run.created_at }, OTHERS + 1);
  const others = (recent.data?.items ?? [])
    .filter((each) => each.id !== run.id && each.id !== run.origin_run_id)
    .slice(0, OTHERS);
  if (others.length === 0 && !run.origin_run_id) return null;
  const compare = (other: string) => void navigate({ to: "/runs/compare", search: { a: other, b: run.id } });
  const origin = run.origin_run_id;
  return (
    <Menu
      label={t("compare.with")}
      trigger={<Button icon={<Columns2 size={15} aria-hidden />}>{t("compare.with")}</Button>}
    >
      {origin && <MenuItem onSelect={() => compare(origin)}>{t("compare.origin")}</MenuItem>}
      {others.length > 0 && <MenuLabel>{t("compare.before")}</MenuLabel>}
      {others.map((each) => (
        <MenuItem key={each.id} onSelect={() => compare(each.id)}>
          <span className="flex items-center justify-between gap-3">
            {formatDateTime(each.created_at)}
            <Status status={each.status} />
          </span>
        </MenuItem>
      ))}
    </Menu>
  );
}
