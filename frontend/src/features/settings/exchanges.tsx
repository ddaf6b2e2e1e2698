/** Settings → Prompts and answers: every exchange with a model, redacted. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ExchangeLine } from "@/api/guard";
import ExchangeList from "@/parts/exchanges/exchange-list";
import { Card } from "@/ui/card";
import { Select } from "@/ui/select";

const outcomes = ["answered", "refused", "failed", "broken_off"] as const;

export default function ExchangesSection() {
  const { t } = useTranslation("metering", { keyPrefix: "guard" });
  const [outcome, setOutcome] = useState<ExchangeLine["outcome"]>();
  return (
    <Card>
      <div className="flex flex-wrap items-start justify-between gap-3 px-5 pt-4 pb-3">
        <div className="min-w-0 flex-1 basis-72">
          <h2 className="text-section font-semibold">{t("exchanges.title")}</h2>
          <p className="mt-0.5 text-ui text-pretty text-muted">{t("exchanges.text")}</p>
        </div>
        <div className="w-44">
          <Select
            size="sm"
            aria-label={t("exchanges.outcome")}
            value={outcome ?? ""}
            onChange={(value) => setOutcome(outcomes.find((each) => each === value))}
            choices={[
              { value: "", label: t("exchanges.all") },
              ...outcomes.map((value) => ({ value, label: t(`outcome.${value}`) })),
            ]}
          />
        </div>
      </div>
      <ExchangeList filter={outcome ? { outcome } : {}} />
    </Card>
  );
}
