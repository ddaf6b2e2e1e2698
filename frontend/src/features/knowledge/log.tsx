/** What happened to a base's documents: added, changed, renamed, removed, refused, and why. */

import { History } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type KnowledgeBase, useKnowledgeLog } from "@/api/knowledge";
import { formatDateTime } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { Badge, type Tone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { Table, Td, Th, Thead, Tr } from "@/ui/table";

const tones: Record<string, Tone> = { added: "ok", removed: "warn", refused: "err", failed: "err" };

export function Log({ base }: { base: KnowledgeBase }) {
  const { t } = useTranslation("knowledge");
  const log = useKnowledgeLog(base.id);
  return (
    <QueryView query={log}>
      {(found) => {
        const rows = found.pages.flatMap((page) => page.items);
        if (rows.length === 0)
          return (
            <Card>
              <Empty icon={History} title={t("log.none")}>
                {t("log.noneText")}
              </Empty>
            </Card>
          );
        return (
          <Card>
            <Table label={t("tab.log")}>
              <Thead>
                <Th>{t("log.at")}</Th>
                <Th>{t("log.what")}</Th>
                <Th>{t("documents.name")}</Th>
                <Th>{t("log.why")}</Th>
              </Thead>
              <tbody>
                {rows.map((row) => (
                  <Tr key={row.id}>
                    <Td className="whitespace-nowrap text-muted">{formatDateTime(row.at)}</Td>
                    <Td>
                      <Badge tone={tones[row.what] ?? "neutral"}>{t(`what.${row.what}`)}</Badge>
                    </Td>
                    <Td className="font-medium">{row.name}</Td>
                    <Td className="text-muted">{row.why}</Td>
                  </Tr>
                ))}
              </tbody>
            </Table>
            {log.hasNextPage && (
              <div className="flex justify-center p-3">
                <Button busy={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
                  {t("more")}
                </Button>
              </div>
            )}
          </Card>
        );
      }}
    </QueryView>
  );
}
