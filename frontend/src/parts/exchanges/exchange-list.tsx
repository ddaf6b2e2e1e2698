/** What was asked of models and what they answered: a table, and one of them with its words. */
import { MessagesSquare } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAgentNames } from "@/api/agents";
import { useMemberNames } from "@/api/company";
import { type ExchangeFilter, type ExchangeLine, useExchanges } from "@/api/guard";
import { useMoney } from "@/api/metering";
import { formatDateTime, formatNumber } from "@/lib/format";
import { Badge, type Tone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { ErrorPanel } from "@/ui/error-panel";
import { SkeletonRows } from "@/ui/skeleton";
import { Table, Td, Th, Thead, Tr } from "@/ui/table";
import { ExchangeDialog } from "./exchange-dialog";

export const outcomeTones: Record<ExchangeLine["outcome"], Tone> = {
  answered: "ok",
  refused: "warn",
  failed: "err",
  broken_off: "warn",
};

export default function ExchangeList({ filter = {} }: { filter?: ExchangeFilter }) {
  const { t } = useTranslation("metering", { keyPrefix: "guard" });
  const exchanges = useExchanges(filter);
  const [open, setOpen] = useState<string | null>(null);
  const items = exchanges.data?.pages.flatMap((page) => page.items);
  if (exchanges.isError)
    return <ErrorPanel error={exchanges.error} onRetry={() => void exchanges.refetch()} />;
  if (!items) return <SkeletonRows />;
  if (items.length === 0)
    return (
      <Empty icon={MessagesSquare} title={t("exchanges.none")}>
        {t("exchanges.noneText")}
      </Empty>
    );
  return (
    <>
      <Table label={t("exchanges.title")}>
        <Thead>
          <Th>{t("exchanges.when")}</Th>
          <Th>{t("exchanges.who")}</Th>
          <Th>{t("exchanges.model")}</Th>
          <Th>{t("exchanges.outcome")}</Th>
          <Th numeric>{t("exchanges.tokens")}</Th>
          <Th numeric>{t("exchanges.cost")}</Th>
        </Thead>
        <tbody>
          {items.map((line) => (
            <Row key={line.id} line={line} onOpen={() => setOpen(line.id)} />
          ))}
        </tbody>
      </Table>
      {exchanges.hasNextPage && (
        <div className="flex justify-center p-3">
          <Button busy={exchanges.isFetchingNextPage} onClick={() => void exchanges.fetchNextPage()}>
            {t("exchanges.more")}
          </Button>
        </div>
      )}
      {open && <ExchangeDialog id={open} onClose={() => setOpen(null)} />}
    </>
  );
}

function Row({ line, onOpen }: { line: ExchangeLine; onOpen: () => void }) {
  const { t } = useTranslation("metering", { keyPrefix: "guard" });
  const money = useMoney();
  const who = useWho();
  const found = line.findings.reduce((sum, each) => sum + each.count, 0);
  return (
    <Tr>
      <Td>
        <button type="button" className="whitespace-nowrap text-accent hover:underline" onClick={onOpen}>
          {formatDateTime(line.at)}
        </button>
      </Td>
      <Td>{who(line)}</Td>
      <Td>{line.model || t("exchanges.usual")}</Td>
      <Td>
        <span className="flex flex-wrap gap-1.5">
          <Badge tone={outcomeTones[line.outcome]}>{t(`outcome.${line.outcome}`)}</Badge>
          {found > 0 && <Badge tone="accent">{t("exchanges.found", { count: found })}</Badge>}
        </span>
      </Td>
      <Td numeric>{formatNumber(line.input_tokens + line.output_tokens, 0)}</Td>
      <Td numeric>{money(line.cost)}</Td>
    </Tr>
  );
}

/** Who asked, as people call them: an agent by its name, else the person. */
export function useWho(): (line: ExchangeLine) => string {
  const { t } = useTranslation("metering", { keyPrefix: "guard" });
  const agents = useAgentNames();
  const people = useMemberNames();
  return (line) => agents(line.agent_id) ?? people(line.user_id) ?? t("exchanges.nobody");
}
