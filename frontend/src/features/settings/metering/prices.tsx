/** What the company pays for a model instead of the published price, and the currency it reads money in. */
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Prices, useDeletePrice, usePrices, useSaveCurrency, useSavePrice } from "@/api/metering";
import { useMay } from "@/api/session";
import { parseNumber } from "@/forms/schema";
import { formatCost } from "@/lib/format";
import { fieldErrors } from "@/lib/problem";
import { QueryView } from "@/parts/query-view";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { useProblemToast } from "@/ui/problem-words";
import { Table, Td, Th, Thead, Tr } from "@/ui/table";
import { toast } from "@/ui/toast";

export function PricesCard() {
  const { t } = useTranslation("metering");
  const prices = usePrices();
  const mayManage = useMay("ai.manage");
  return (
    <Card>
      <CardHeader title={t("prices.title")} description={t("prices.text")} />
      <QueryView query={prices}>
        {(data) => (
          <div className="flex flex-col gap-4 pb-5">
            {data.items.length > 0 && <Entered prices={data} mayManage={mayManage} />}
            {mayManage && <PriceForm />}
            {mayManage && <CurrencyForm key={data.currency.currency} prices={data} />}
          </div>
        )}
      </QueryView>
    </Card>
  );
}

function Entered({ prices, mayManage }: { prices: Prices; mayManage: boolean }) {
  const { t } = useTranslation("metering");
  const remove = useDeletePrice();
  const fail = useProblemToast();
  return (
    <Table label={t("prices.title")}>
      <Thead>
        <Th>{t("prices.provider")}</Th>
        <Th>{t("by.model")}</Th>
        <Th numeric>{t("prices.input")}</Th>
        <Th numeric>{t("prices.output")}</Th>
        {mayManage && (
          <Th>
            <span className="sr-only">{t("prices.delete")}</span>
          </Th>
        )}
      </Thead>
      <tbody>
        {prices.items.map((price) => (
          <Tr key={price.id}>
            <Td>{price.provider}</Td>
            <Td>{price.model === "*" ? t("prices.every") : price.model}</Td>
            <Td numeric>{formatCost(price.input_price)}</Td>
            <Td numeric>{formatCost(price.output_price)}</Td>
            {mayManage && (
              <Td numeric>
                <Button
                  size="sm"
                  kind="ghost"
                  aria-label={t("prices.deleteOf", { model: price.model })}
                  onClick={() => remove.mutate(price.id, { onError: fail })}
                >
                  {t("prices.delete")}
                </Button>
              </Td>
            )}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

const blank = { provider: "", model: "", input: "", output: "" };

function PriceForm() {
  const { t } = useTranslation("metering");
  const save = useSavePrice();
  const [form, setForm] = useState(blank);
  const refused = fieldErrors(save.error);
  const input = parseNumber(form.input);
  const output = parseNumber(form.output);
  const isWhole = Boolean(form.provider.trim() && form.model.trim()) && input !== null && output !== null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (input === null || output === null) return;
    const price = { provider: form.provider.trim(), model: form.model.trim() };
    save.mutate(
      { ...price, input_price: input, output_price: output, cached_price: null },
      { onSuccess: () => setForm(blank) },
    );
  };
  const fields = [
    { key: "provider", label: t("prices.provider"), error: refused.provider },
    { key: "model", label: t("by.model"), error: refused.model },
    { key: "input", label: t("prices.input"), error: refused.input_price },
    { key: "output", label: t("prices.output"), error: refused.output_price },
  ] as const;
  return (
    <form onSubmit={submit} className="flex flex-col gap-3 px-5">
      {save.error && <ErrorPanel error={save.error} compact />}
      <div className="grid gap-3 sm:grid-cols-4">
        {fields.map((field) => (
          <Field key={field.key} label={field.label} error={field.error}>
            {(c) => (
              <Input
                {...c}
                value={form[field.key]}
                onChange={(e) => setForm((old) => ({ ...old, [field.key]: e.target.value }))}
              />
            )}
          </Field>
        ))}
      </div>
      <p className="text-caption text-muted">{t("prices.help")}</p>
      <div className="flex justify-end">
        <Button type="submit" disabled={!isWhole} busy={save.isPending}>
          {t("prices.add")}
        </Button>
      </div>
    </form>
  );
}

function CurrencyForm({ prices }: { prices: Prices }) {
  const { t } = useTranslation("metering");
  const save = useSaveCurrency();
  const [currency, setCurrency] = useState(prices.currency.currency);
  const [rate, setRate] = useState(String(prices.currency.per_usd));
  const perUsd = parseNumber(rate);
  const isWhole = /^[A-Za-z]{3}$/.test(currency.trim()) && perUsd !== null && perUsd > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (perUsd === null) return;
    save.mutate(
      { currency: currency.trim().toUpperCase(), per_usd: perUsd },
      { onSuccess: () => toast.done(t("saved")) },
    );
  };
  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-3 border-t border-line px-5 pt-4">
      {save.error && <ErrorPanel error={save.error} compact />}
      <Field label={t("currency.code")} className="w-28">
        {(c) => <Input {...c} maxLength={3} value={currency} onChange={(e) => setCurrency(e.target.value)} />}
      </Field>
      <Field label={t("currency.rate")} className="w-40">
        {(c) => <Input {...c} inputMode="decimal" value={rate} onChange={(e) => setRate(e.target.value)} />}
      </Field>
      <Button type="submit" disabled={!isWhole} busy={save.isPending}>
        {t("currency.save")}
      </Button>
      <p className="basis-full text-caption text-muted">{t("currency.help")}</p>
    </form>
  );
}
