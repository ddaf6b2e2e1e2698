/** The audit log: who did what, filtered and searched, and whether anybody tampered with it. */
import { Download, Logs, Search } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type AuditEntry,
  type AuditFilter,
  downloadAudit,
  useAuditActors,
  useAuditChain,
  useAuditLog,
  useVerifyAudit,
} from "@/api/audit";
import { useMay } from "@/api/session";
import { formatAgo, formatDateTime } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input, SearchInput } from "@/ui/input";
import { Menu, MenuItem } from "@/ui/menu";
import { useProblemToast } from "@/ui/problem-words";
import { Select } from "@/ui/select";
import { SkeletonRows } from "@/ui/skeleton";
import { Table, Td, Th, Thead, Tr } from "@/ui/table";
import { EntryDetails } from "./details";
import { sentence } from "./words";

const services = ["company", "agents", "ai", "auth", "notifications"] as const;

interface Form {
  q: string;
  actor: string;
  service: string;
  since: string;
  until: string;
}

const YEAR = 365;

/** Days as the person chose them, here, as moments for the service: both days included. */
export function filterOf(form: Form): AuditFilter {
  const until = form.until ? new Date(`${form.until}T00:00:00`) : null;
  until?.setDate(until.getDate() + 1);
  return {
    ...(form.q.trim() ? { q: form.q.trim() } : {}),
    ...(form.actor ? { actor: form.actor } : {}),
    ...(form.service ? { action: `${form.service}.*` } : {}),
    ...(form.since ? { since: new Date(`${form.since}T00:00:00`).toISOString() } : {}),
    ...(until ? { until: until.toISOString() } : {}),
  };
}

export default function AuditSection() {
  const { t } = useTranslation("audit");
  const mayRead = useMay("audit.read");
  return mayRead ? <Log /> : <Callout tone="plain">{t("mayNot")}</Callout>;
}

function Log() {
  const { t } = useTranslation("audit");
  const [form, setForm] = useState<Form>({ q: "", actor: "", service: "", since: "", until: "" });
  const filter = filterOf(useDeferredValue(form));
  const log = useAuditLog(filter);
  const entries = log.data?.pages.flatMap((page) => page.items);
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <p className="max-w-prose text-ui text-pretty text-muted">{t("text")}</p>
        <Export filter={filter} />
      </div>
      <ChainCard />
      <Filters form={form} onChange={(change) => setForm((old) => ({ ...old, ...change }))} />
      <Card>
        {entries && <Entries entries={entries} />}
        {!entries && log.isError && (
          <ErrorPanel error={log.error} onRetry={() => void log.refetch()} className="m-5" />
        )}
        {!entries && !log.isError && <SkeletonRows />}
      </Card>
      {log.hasNextPage && (
        <Button
          className="self-center"
          busy={log.isFetchingNextPage}
          onClick={() => void log.fetchNextPage()}
        >
          {t("more")}
        </Button>
      )}
    </div>
  );
}

function Export({ filter }: { filter: AuditFilter }) {
  const { t } = useTranslation("audit");
  const mayExport = useMay("audit.export");
  const fail = useProblemToast();
  if (!mayExport) return null;
  return (
    <Menu trigger={<Button icon={<Download size={16} aria-hidden />}>{t("export")}</Button>}>
      <MenuItem onSelect={() => void downloadAudit(filter, "csv").catch(fail)}>{t("csv")}</MenuItem>
      <MenuItem onSelect={() => void downloadAudit(filter, "jsonl").catch(fail)}>{t("jsonl")}</MenuItem>
    </Menu>
  );
}

function ChainCard() {
  const { t } = useTranslation("audit");
  const chain = useAuditChain();
  const verify = useVerifyAudit();
  const fail = useProblemToast();
  return (
    <QueryView query={chain}>
      {(state) => (
        <Callout
          tone={state.finding ? "warn" : state.verified_at ? "ok" : "plain"}
          title={
            state.finding
              ? t("chain.wrong")
              : state.verified_at
                ? t("chain.right", { seq: state.verified_seq, ago: formatAgo(state.verified_at) })
                : t("chain.never")
          }
          actions={
            <Button
              size="sm"
              busy={verify.isPending}
              onClick={() => verify.mutate(undefined, { onError: fail })}
            >
              {t("chain.check")}
            </Button>
          }
        >
          {state.finding
            ? t(`chain.what.${state.finding.what}`, { seq: state.finding.seq })
            : t("chain.text")}{" "}
          {state.days_kept % YEAR === 0
            ? t("chain.keptYears", { count: state.days_kept / YEAR })
            : t("chain.keptDays", { count: state.days_kept })}
        </Callout>
      )}
    </QueryView>
  );
}

function Filters({ form, onChange }: { form: Form; onChange: (change: Partial<Form>) => void }) {
  const { t } = useTranslation("audit");
  const actors = useAuditActors();
  const people = (actors.data?.items ?? []).map((each) => ({ value: each.id, label: each.name }));
  return (
    <div className="grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-4">
      <SearchInput
        label={t("search")}
        placeholder={t("search")}
        icon={<Search size={16} />}
        className="sm:col-span-2 lg:col-span-4"
        value={form.q}
        onChange={(e) => onChange({ q: e.target.value })}
      />
      <Field label={t("actor")}>
        {(c) => (
          <Select
            {...c}
            value={form.actor}
            onChange={(actor) => onChange({ actor })}
            choices={[{ value: "", label: t("anybody") }, ...people]}
          />
        )}
      </Field>
      <Field label={t("kind")}>
        {(c) => (
          <Select
            {...c}
            value={form.service}
            onChange={(service) => onChange({ service })}
            choices={[
              { value: "", label: t("anything") },
              ...services.map((value) => ({ value, label: t(`of.${value}`) })),
            ]}
          />
        )}
      </Field>
      <Field label={t("since")}>
        {(c) => (
          <Input
            {...c}
            type="date"
            value={form.since}
            onChange={(e) => onChange({ since: e.target.value })}
          />
        )}
      </Field>
      <Field label={t("until")}>
        {(c) => (
          <Input
            {...c}
            type="date"
            value={form.until}
            onChange={(e) => onChange({ until: e.target.value })}
          />
        )}
      </Field>
    </div>
  );
}

function Entries({ entries }: { entries: readonly AuditEntry[] }) {
  const { t } = useTranslation("audit");
  const [shown, setShown] = useState<AuditEntry | null>(null);
  if (entries.length === 0) {
    return (
      <Empty icon={Logs} title={t("none")}>
        {t("noneText")}
      </Empty>
    );
  }
  return (
    <>
      <Table label={t("entry")}>
        <Thead>
          <Th>{t("entry")}</Th>
          <Th className="max-sm:hidden">{t("from")}</Th>
          <Th>{t("when")}</Th>
          <Th>
            <span className="sr-only">{t("details")}</span>
          </Th>
        </Thead>
        <tbody>
          {entries.map((entry) => (
            <Tr key={entry.seq}>
              <Td className="min-w-56 py-2 text-pretty break-words">{sentence(entry, t)}</Td>
              <Td className="py-2 text-muted max-sm:hidden">
                <span className="block">{entry.address}</span>
                {entry.key_id && <span className="block text-caption">{t("byKey")}</span>}
              </Td>
              <Td className="py-2 whitespace-nowrap text-muted">{formatDateTime(entry.at)}</Td>
              <Td className="py-2 text-right">
                <Button
                  size="sm"
                  onClick={() => setShown(entry)}
                  aria-label={t("detailsOf", { seq: entry.seq })}
                >
                  {t("details")}
                </Button>
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      {shown && <EntryDetails entry={shown} onClose={() => setShown(null)} />}
    </>
  );
}
