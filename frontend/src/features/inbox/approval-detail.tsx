/** The facts of one approval and the decision. Decided by someone else in the meantime? Then it says by whom. */
import { Check, X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDecide } from "@/api/approvals";
import { useMay } from "@/api/session";
import type { Approval } from "@/api/types";
import { SchemaForm } from "@/forms/schema-form";
import { humanize } from "@/lib/format";
import { Badge, Status } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Textarea } from "@/ui/input";
import { toast } from "@/ui/toast";
import { ValueView } from "@/ui/value-view";
import { Delegate } from "./delegate";
import { Circumstances } from "./due";
import { History } from "./history";
import { GivenWord, QuestionHead } from "./question";
import { mainChoice, toneOfChoice } from "./similar";

interface DetailProps {
  approval: Approval;
  onDecided: () => void;
  /** A choice that was made by keyboard and is to be confirmed. */
  asked?: string | null;
  onAsked?: (choice: string | null) => void;
}

export function ApprovalDetail({ approval, onDecided, asked, onAsked }: DetailProps) {
  const { t } = useTranslation("inbox");
  // Held here and not in the form: the approval counts as decided at once, and a refusal must still find the form.
  const decide = useDecide(approval.id);
  const isOpen = approval.status === "waiting" || decide.isPending;
  const mayDecide = useMay("approval.decide");
  return (
    <article aria-label={approval.title} className="flex flex-col gap-4">
      <QuestionHead
        icon="user-check"
        title={approval.title}
        status={<Status status={approval.status} />}
        asked={approval}
        actions={isOpen && mayDecide && <Delegate approval={approval} />}
      />
      <Circumstances approval={approval} />
      {approval.description && (
        <p className="text-body text-pretty whitespace-pre-wrap">{approval.description}</p>
      )}
      <Card className="p-5">
        <ValueView
          title={<h3 className="text-section font-semibold">{t("facts")}</h3>}
          value={approval.context}
          empty={t("noFacts")}
        />
      </Card>
      {isOpen ? (
        <Decide
          approval={approval}
          decide={decide}
          onDecided={onDecided}
          asked={asked ?? null}
          onAsked={onAsked ?? (() => undefined)}
        />
      ) : (
        <Outcome approval={approval} />
      )}
      <History approval={approval} />
    </article>
  );
}

function Outcome({ approval }: { approval: Approval }) {
  const { t } = useTranslation("inbox");
  if (approval.status === "expired") return <Callout tone="plain">{t("expired")}</Callout>;
  if (approval.status === "cancelled") return <Callout tone="plain">{t("cancelled")}</Callout>;
  if (approval.status !== "decided") return null;
  return (
    <GivenWord
      title={
        <span className="inline-flex items-center gap-2">
          {t("outcome")}
          <Badge tone={toneOfChoice(approval.choice ?? "")}>{humanize(approval.choice ?? "")}</Badge>
        </span>
      }
      by={approval.decided_by}
      at={approval.decided_at}
      comment={approval.comment}
    />
  );
}

const choiceIcons: Record<string, ReactNode> = {
  ok: <Check size={16} aria-hidden />,
  err: <X size={16} aria-hidden />,
};

interface DecideProps {
  approval: Approval;
  decide: ReturnType<typeof useDecide>;
  onDecided: () => void;
  asked: string | null;
  onAsked: (choice: string | null) => void;
}

function Decide({ approval, decide, onDecided, asked, onAsked }: DecideProps) {
  const { t } = useTranslation("inbox");
  const mayDecide = useMay("approval.decide");
  const [comment, setComment] = useState("");
  const pressed = useRef("");
  const formId = useId();
  const main = mainChoice(approval.choices);
  const card = useRef<HTMLDivElement>(null);
  const hasForm = approval.fields !== null;
  useEffect(() => {
    // With a form there is something to fill in first: the keyboard leads there.
    if (asked === null || !hasForm) return;
    onAsked(null);
    card.current?.querySelector<HTMLElement>("input, select, textarea, [role=combobox]")?.focus();
  }, [asked, hasForm, onAsked]);

  if (!mayDecide) return <Callout tone="plain">{t("mayNot")}</Callout>;

  const send = (choice: string, fields: Record<string, unknown>) =>
    decide.mutate(
      { choice, fields, comment: comment.trim() },
      {
        onSuccess: () => {
          toast.done(t("sent", { title: approval.title, choice: humanize(choice) }));
          onDecided();
        },
      },
    );
  const press = (choice: string) => {
    pressed.current = choice;
    if (!approval.fields) send(choice, {});
  };

  return (
    <Card className="p-5" ref={card}>
      {asked !== null && !hasForm && (
        <Confirm
          open
          onOpenChange={() => onAsked(null)}
          title={t("keys.confirm", { choice: humanize(asked) })}
          description={approval.title}
          confirmLabel={humanize(asked)}
          danger={toneOfChoice(asked) === "err"}
          onConfirm={() => {
            onAsked(null);
            send(asked, {});
          }}
        />
      )}
      <h3 className="mb-3 text-section font-semibold">{t("decide")}</h3>
      {decide.error && <ErrorPanel error={decide.error} compact className="mb-4" />}
      {approval.fields && (
        <SchemaForm
          id={formId}
          schema={approval.fields}
          onSubmit={(fields) => send(pressed.current, fields)}
          className="mb-4 flex flex-col gap-4"
        >
          {null}
        </SchemaForm>
      )}
      <Field label={t("comment")} optional>
        {(c) => (
          <Textarea
            {...c}
            rows={2}
            value={comment}
            onChange={(e) => setComment(e.target.value)}
            maxLength={2000}
          />
        )}
      </Field>
      <div className="mt-4 flex flex-wrap gap-2">
        {approval.choices.map((choice) => (
          <Button
            key={choice}
            kind={choice === main ? "primary" : toneOfChoice(choice) === "err" ? "danger" : "secondary"}
            size="lg"
            className="min-w-32 max-sm:flex-1"
            icon={choiceIcons[toneOfChoice(choice)]}
            busy={decide.isPending && decide.variables.choice === choice}
            disabled={decide.isPending}
            onClick={() => press(choice)}
            {...(approval.fields ? { type: "submit" as const, form: formId } : {})}
          >
            {humanize(choice)}
          </Button>
        ))}
      </div>
    </Card>
  );
}
