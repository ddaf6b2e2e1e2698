/** A question to an alias: the answer as it comes, which model gave it, and why the others did not. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Alias, type Answered, askAlias, type Explanation, explainAlias } from "@/api/aliases";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Textarea } from "@/ui/input";

interface Asked {
  said: string;
  by?: Answered;
  why?: Explanation;
  error?: unknown;
  busy: boolean;
}

export function TryDialog({ alias, onClose }: { alias: Alias; onClose: () => void }) {
  const { t } = useTranslation("metering", { keyPrefix: "aliases" });
  const [text, setText] = useState(() => t("try.example"));
  const [asked, setAsked] = useState<Asked | null>(null);
  const running = useRef<AbortController>(null);
  useEffect(() => () => running.current?.abort(), []);

  const go = async () => {
    running.current?.abort();
    const control = new AbortController();
    running.current = control;
    const set = (more: (old: Asked) => Partial<Asked>) => {
      if (!control.signal.aborted) setAsked((old) => ({ ...(old ?? none), ...more(old ?? none) }));
    };
    setAsked(none);
    // What holds now: after the question a model that failed may rest.
    explainAlias(alias.name).then(
      (why) => set(() => ({ why })),
      () => undefined,
    );
    const on = {
      begun: (by: Answered) => set(() => ({ by })),
      said: (more: string) => set((old) => ({ said: old.said + more })),
    };
    await askAlias(alias.name, text, on, control.signal).catch((error: unknown) => set(() => ({ error })));
    set(() => ({ busy: false }));
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("try.title", { name: alias.name })}
      description={t("try.text")}
      footer={
        <Button kind="primary" disabled={!text.trim()} busy={asked?.busy ?? false} onClick={() => void go()}>
          {t("try.go")}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label={t("try.question")}>
          {(c) => <Textarea {...c} rows={2} value={text} onChange={(e) => setText(e.target.value)} />}
        </Field>
        {asked && <Outcome asked={asked} isWeighted={alias.balance === "weight"} />}
      </div>
    </Dialog>
  );
}

const none: Asked = { said: "", busy: true };

function Outcome({ asked, isWeighted }: { asked: Asked; isWeighted: boolean }) {
  const { t } = useTranslation("metering", { keyPrefix: "aliases" });
  return (
    <>
      {asked.error !== undefined && <ErrorPanel error={asked.error} compact />}
      <div aria-live="polite" aria-busy={asked.busy} className="flex flex-col gap-2">
        {asked.by && (
          <p className="text-ui">
            {t("try.by", { model: asked.by.model })}{" "}
            {asked.by.attempts > 1 && (
              <Badge tone="warn">{t("try.attempts", { count: asked.by.attempts })}</Badge>
            )}
          </p>
        )}
        {asked.said && (
          <p className="rounded-menu bg-surface-2 px-4 py-3 text-ui break-words whitespace-pre-wrap">
            {asked.said}
          </p>
        )}
      </div>
      {asked.why && <Why why={asked.why} isWeighted={isWeighted} />}
    </>
  );
}

function Why({ why, isWeighted }: { why: Explanation; isWeighted: boolean }) {
  const { t } = useTranslation("metering", { keyPrefix: "aliases" });
  const able = (place: number | null) => {
    if (isWeighted) return t("try.able");
    return place === 1 ? t("try.first") : t("try.next", { place });
  };
  return (
    <section aria-label={t("try.why")}>
      <h3 className="mb-1.5 text-caption font-medium text-muted">{t("try.why")}</h3>
      <ul className="flex flex-col gap-1.5">
        {why.targets.map((each) => (
          <li key={`${each.provider_id} ${each.model}`} className="text-ui">
            <span className="font-medium">{each.model}</span>{" "}
            <span className="text-muted">
              {each.provider && `(${each.provider}) `}
              {each.why_not ?? able(each.place)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
