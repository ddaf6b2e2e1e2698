/** One exchange: who asked which model, the words that went out and came back, what the guardrails found, what it cost. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type Exchange, kinds, useExchange } from "@/api/guard";
import { useMoney } from "@/api/metering";
import { formatDateTime, formatNumber, formatSeconds } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { Badge } from "@/ui/badge";
import { Callout } from "@/ui/callout";
import { Dialog } from "@/ui/dialog";
import { useWho } from "./exchange-list";

export function ExchangeDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation("metering", { keyPrefix: "guard" });
  const exchange = useExchange(id);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("exchange.title")}
      description={t("exchange.text")}
      size="lg"
      as="sheet"
    >
      <QueryView query={exchange}>{(found) => <Shown exchange={found} />}</QueryView>
    </Dialog>
  );
}

function Shown({ exchange }: { exchange: Exchange }) {
  const { t } = useTranslation("metering", { keyPrefix: "guard" });
  return (
    <div className="flex flex-col gap-5">
      <Facts exchange={exchange} />
      {exchange.problem && (
        <Callout tone="warn" title={t(`outcome.${exchange.outcome}`)}>
          {exchange.problem}
        </Callout>
      )}
      {exchange.findings.length > 0 && (
        <section aria-label={t("exchange.findings")} className="flex flex-col gap-2">
          <h3 className="text-caption font-medium text-muted">{t("exchange.findings")}</h3>
          <ul className="flex flex-wrap gap-2">
            {exchange.findings.map((each) => (
              <li key={`${each.kind} ${each.mode}`}>
                <Badge tone={each.mode === "refuse" ? "err" : each.mode === "signal" ? "warn" : "accent"}>
                  {kinds.some((kind) => kind === each.kind)
                    ? `${t(`kind.${each.kind}`)} · ${t(`mode.${each.mode}`)} · ${each.count}`
                    : t(`signal.${each.kind}`)}
                </Badge>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-label={t("exchange.asked")} className="flex flex-col gap-2">
        <h3 className="text-caption font-medium text-muted">{t("exchange.asked")}</h3>
        {exchange.prompt.map((said, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: what was said has its place and nothing else
          <Words key={place} title={t(`role.${said.role}`, { defaultValue: said.role })} text={said.text} />
        ))}
      </section>
      {exchange.answer && (
        <section aria-label={t("exchange.answer")} className="flex flex-col gap-2">
          <h3 className="text-caption font-medium text-muted">{t("exchange.answer")}</h3>
          <Words title={exchange.model} text={exchange.answer} />
        </section>
      )}
      {exchange.shortened && <p className="text-caption text-muted">{t("exchange.shortened")}</p>}
    </div>
  );
}

function Words({ title, text }: { title: string; text: string }) {
  return (
    <div className="rounded-menu border border-line px-4 py-3">
      <p className="mb-1 text-caption font-medium text-muted">{title}</p>
      <p className="text-ui break-words whitespace-pre-wrap">{text}</p>
    </div>
  );
}

function Facts({ exchange }: { exchange: Exchange }) {
  const { t } = useTranslation("metering", { keyPrefix: "guard" });
  const money = useMoney();
  const who = useWho();
  const facts = [
    { name: t("exchanges.who"), value: who(exchange) },
    { name: t("exchanges.when"), value: formatDateTime(exchange.at) },
    { name: t("exchanges.model"), value: exchange.model || t("exchanges.usual") },
    { name: t("exchange.alias"), value: exchange.alias },
    { name: t("exchanges.outcome"), value: t(`outcome.${exchange.outcome}`) },
    {
      name: t("exchanges.tokens"),
      value: t("exchange.tokens", {
        read: formatNumber(exchange.input_tokens, 0),
        written: formatNumber(exchange.output_tokens, 0),
      }),
    },
    { name: t("exchanges.cost"), value: money(exchange.cost) },
    { name: t("exchange.time"), value: formatSeconds(exchange.seconds) },
    { name: t("exchange.cache"), value: exchange.cache ? t("exchange.cached") : "" },
  ].filter((fact) => fact.value);
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-3 sm:grid-cols-3">
      {facts.map((fact) => (
        <div key={fact.name} className="min-w-0">
          <dt className="text-caption text-muted">{fact.name}</dt>
          <dd className="truncate text-ui">{fact.value}</dd>
        </div>
      ))}
      {exchange.run_id && (
        <div>
          <dt className="text-caption text-muted">{t("exchange.run")}</dt>
          <dd className="text-ui">
            <Link to="/runs/$id" params={{ id: exchange.run_id }} className="text-accent hover:underline">
              {t("exchange.openRun")}
            </Link>
          </dd>
        </div>
      )}
    </dl>
  );
}
