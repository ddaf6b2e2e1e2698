/** Which model answers now, in plain words, and the company's own OpenAI-compatible endpoint. */
import { CircleCheck, CircleX, Cpu, PlugZap, Sparkles } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useModelProvider, useSaveModelProvider, useTestModelProvider } from "@/api/ai";
import { useMay } from "@/api/session";
import type { ModelProvider, ModelProviderInput } from "@/api/types";
import { parseNumber } from "@/forms/schema";
import { formatSeconds } from "@/lib/format";
import { fieldErrors } from "@/lib/problem";
import { QueryView } from "@/parts/query-view";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { Checkbox } from "@/ui/switch";
import { toast } from "@/ui/toast";

export function ModelSection() {
  const provider = useModelProvider();
  return (
    <QueryView query={provider}>
      {(data) => (
        <div className="flex flex-col gap-5">
          <WhoAnswers provider={data} />
          <EndpointForm
            key={`${data.base_url} ${data.model} ${data.enabled} ${data.last4}`}
            provider={data}
          />
        </div>
      )}
    </QueryView>
  );
}

function WhoAnswers({ provider }: { provider: ModelProvider }) {
  const { t } = useTranslation("settings");
  const own = provider.enabled && provider.model;
  const Icon = own ? Sparkles : Cpu;
  return (
    <Card className="flex gap-4 p-5">
      <span
        className="flex size-10 shrink-0 items-center justify-center rounded-[10px] bg-soft text-accent"
        aria-hidden
      >
        <Icon size={22} />
      </span>
      <div>
        <p className="text-caption font-medium text-muted">{t("model.now")}</p>
        <p className="text-section font-semibold">
          {own ? t("model.own", { model: provider.model }) : t("model.local")}
        </p>
        <p className="mt-1 text-ui text-pretty text-muted">
          {own ? t("model.ownText", { url: provider.base_url }) : t("model.localText")}
        </p>
      </div>
    </Card>
  );
}

function EndpointForm({ provider }: { provider: ModelProvider }) {
  const { t } = useTranslation("settings");
  const mayManage = useMay("ai.manage");
  const save = useSaveModelProvider();
  const test = useTestModelProvider();
  const [form, setForm] = useState({
    base_url: provider.base_url ?? "",
    model: provider.model ?? "",
    api_key: "",
    enabled: provider.enabled || !provider.base_url,
    input_price: String(provider.input_price),
    output_price: String(provider.output_price),
  });
  const set = (change: Partial<typeof form>) => {
    setForm((old) => ({ ...old, ...change }));
    test.reset();
  };
  const endpoint = () => ({
    base_url: form.base_url.trim(),
    model: form.model.trim(),
    enabled: form.enabled,
    ...(form.api_key ? { api_key: form.api_key } : {}),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const prices = {
      input_price: parseNumber(form.input_price),
      output_price: parseNumber(form.output_price),
    };
    const whole: ModelProviderInput = { ...endpoint(), ...prices };
    save.mutate(whole, { onSuccess: () => toast.done(t("model.saved")) });
  };
  const refused = fieldErrors(save.error);
  const complete = form.base_url.trim() !== "" && form.model.trim() !== "";
  return (
    <Card>
      <CardHeader title={t("model.endpoint")} description={t("model.endpointText")} />
      <form onSubmit={submit} className="flex flex-col gap-4 px-5 pb-5">
        {save.error && <ErrorPanel error={save.error} compact />}
        <Field label={t("model.baseUrl")} help={t("model.baseUrlHelp")} error={refused.base_url}>
          {(c) => (
            <Input
              {...c}
              type="url"
              value={form.base_url}
              placeholder="https://api.openai.com/v1"
              onChange={(e) => set({ base_url: e.target.value })}
              disabled={!mayManage}
            />
          )}
        </Field>
        <Field label={t("model.key")} help={t("model.keyHelp")} error={refused.api_key} optional>
          {(c) => (
            <Input
              {...c}
              type="password"
              autoComplete="off"
              value={form.api_key}
              placeholder={provider.last4 ? `•••• ${provider.last4}` : ""}
              onChange={(e) => set({ api_key: e.target.value })}
              disabled={!mayManage}
            />
          )}
        </Field>
        <Field label={t("model.model")} error={refused.model}>
          {(c) => (
            <Input
              {...c}
              value={form.model}
              placeholder="gpt-5-mini"
              onChange={(e) => set({ model: e.target.value })}
              disabled={!mayManage}
            />
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          {(["input_price", "output_price"] as const).map((name) => (
            <Field key={name} label={t(`model.${name}`)} help={t("model.priceHelp")} error={refused[name]}>
              {(c) => (
                <Input
                  {...c}
                  inputMode="decimal"
                  className="tabular"
                  value={form[name]}
                  onChange={(e) => set({ [name]: e.target.value })}
                  disabled={!mayManage}
                />
              )}
            </Field>
          ))}
        </div>
        <Checkbox
          checked={form.enabled}
          onChange={(enabled) => set({ enabled })}
          label={t("model.enabled")}
          help={t("model.enabledHelp")}
          disabled={!mayManage}
        />
        <TestResult test={test} />
        {mayManage && (
          <div className="flex flex-wrap justify-end gap-2">
            <Button
              icon={<PlugZap size={16} aria-hidden />}
              busy={test.isPending}
              disabled={!complete}
              onClick={() => test.mutate(endpoint())}
            >
              {t("model.test")}
            </Button>
            <Button kind="primary" type="submit" busy={save.isPending} disabled={!complete}>
              {t("save")}
            </Button>
          </div>
        )}
      </form>
    </Card>
  );
}

function TestResult({ test }: { test: ReturnType<typeof useTestModelProvider> }) {
  const { t } = useTranslation("settings");
  if (test.error) return <ErrorPanel error={test.error} compact />;
  if (!test.data) return null;
  const { ok, message, seconds } = test.data;
  return (
    <p
      role="status"
      className={`flex items-start gap-2 rounded-menu px-3 py-2.5 text-ui ${ok ? "bg-ok-soft" : "bg-err-soft"}`}
    >
      {ok ? (
        <CircleCheck size={17} className="mt-0.5 shrink-0 text-ok" aria-hidden />
      ) : (
        <CircleX size={17} className="mt-0.5 shrink-0 text-err" aria-hidden />
      )}
      <span>
        <span className="font-semibold">{ok ? t("model.works") : t("model.worksNot")}</span> {message}
        {ok && seconds ? ` (${formatSeconds(seconds)})` : ""}
      </span>
    </p>
  );
}
