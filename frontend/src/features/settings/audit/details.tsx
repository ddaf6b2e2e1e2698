/** One entry of the audit log, whole: from where it was done, and what changed. */
import { Lock } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { AuditChange, AuditEntry } from "@/api/audit";
import { formatDateTime } from "@/lib/format";
import { Dialog } from "@/ui/dialog";
import { Table, Td, Th, Thead, Tr } from "@/ui/table";
import { fieldName, sentence, valueText } from "./words";

export function EntryDetails({ entry, onClose }: { entry: AuditEntry; onClose: () => void }) {
  const { t } = useTranslation("audit");
  const facts: [string, string][] = [
    [t("when"), formatDateTime(entry.at)],
    [t("address"), entry.address],
    [t("program"), entry.user_agent],
    [t("session"), entry.session_id],
    [t("key"), entry.key_id],
    [t("resource"), entry.resource],
    [t("request"), entry.request_id],
  ];
  return (
    <Dialog
      open
      as="sheet"
      onOpenChange={(open) => !open && onClose()}
      title={t("title", { seq: entry.seq })}
      description={sentence(entry, t)}
    >
      <div className="flex flex-col gap-5">
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-ui">
          {facts
            .filter(([, value]) => value)
            .map(([label, value]) => (
              <div key={label} className="contents">
                <dt className="text-muted">{label}</dt>
                <dd className="break-words">{value}</dd>
              </div>
            ))}
        </dl>
        <section className="flex flex-col gap-3">
          <h3 className="text-ui font-semibold">{t("changes")}</h3>
          {entry.changes.length === 0 && <p className="text-ui text-muted">{t("noChanges")}</p>}
          {entry.changes.map((change) => (
            <ChangeTable key={`${change.table}/${change.row}`} change={change} />
          ))}
        </section>
      </div>
    </Dialog>
  );
}

function ChangeTable({ change }: { change: AuditChange }) {
  const { t } = useTranslation("audit");
  const title = fieldName(change.table);
  return (
    <div className="rounded-menu border border-line">
      <p className="border-b border-line px-5 py-2 text-caption font-medium text-muted">
        {title} {change.row}
      </p>
      <Table label={title}>
        <Thead>
          <Th>{t("field")}</Th>
          <Th>{t("before")}</Th>
          <Th>{t("after")}</Th>
        </Thead>
        <tbody>
          {Object.entries(change.values).map(([path, [before, after]]) => (
            <Tr key={path}>
              <Td className="py-2 align-top">{fieldName(path)}</Td>
              <Td className="max-w-48 py-2 align-top break-words text-muted">{valueText(before)}</Td>
              <Td className="max-w-48 py-2 align-top break-words">{valueText(after)}</Td>
            </Tr>
          ))}
          {change.hidden.map((path) => (
            <Tr key={path}>
              <Td className="py-2 align-top">{fieldName(path)}</Td>
              <Td colSpan={2} className="py-2 text-muted">
                <span className="inline-flex items-center gap-1.5">
                  <Lock size={14} aria-hidden />
                  {t("hidden")}
                </span>
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      {change.more > 0 && (
        <p className="px-5 py-2 text-caption text-muted">{t("andMore", { count: change.more })}</p>
      )}
    </div>
  );
}
