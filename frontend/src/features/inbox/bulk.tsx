/** Deciding several similar approvals: one request for each, and each says what came of it. */
import { useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { decideOne } from "@/api/approvals";
import { leaveStale } from "@/api/keys";
import type { Approval } from "@/api/types";
import { eachOf } from "@/lib/each-of";
import { humanize } from "@/lib/format";
import { ApiProblem } from "@/lib/problem";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { Textarea } from "@/ui/input";
import { mainChoice, toneOfChoice } from "./similar";

interface Props {
  approvals: readonly Approval[];
  similar: readonly Approval[];
  onChooseAll: () => void;
  onClear: () => void;
}

export function BulkDecide({ approvals, similar, onChooseAll, onClear }: Props) {
  const { t } = useTranslation("inbox");
  const [asked, setAsked] = useState<{ choice: string; approvals: readonly Approval[] } | null>(null);
  const choices = approvals[0]?.choices ?? [];
  const main = mainChoice(choices);
  // What is decided leaves the list, and with it the bar; what came of it stays until it is closed.
  return (
    <>
      {approvals.length > 0 && (
        <section aria-label={t("bulk.label")} className="border-t border-line bg-surface px-4 py-3">
          <div className="flex items-center gap-2">
            <span aria-live="polite" className="flex-1 text-ui font-medium tabular">
              {t("bulk.chosen", { count: approvals.length })}
            </span>
            {similar.length > approvals.length && (
              <Button size="sm" kind="ghost" onClick={onChooseAll}>
                {t("bulk.all", { count: similar.length })}
              </Button>
            )}
            <IconButton size="sm" label={t("bulk.clear")} onClick={onClear}>
              <X size={16} aria-hidden />
            </IconButton>
          </div>
          <div className="mt-2 flex flex-wrap gap-2">
            {choices.map((choice) => (
              <Button
                key={choice}
                size="sm"
                className="flex-1"
                kind={choice === main ? "primary" : toneOfChoice(choice) === "err" ? "danger" : "secondary"}
                onClick={() => setAsked({ choice, approvals })}
              >
                {humanize(choice)}
              </Button>
            ))}
          </div>
        </section>
      )}
      {asked && (
        <DecideAll
          {...asked}
          onClose={(begun) => {
            setAsked(null);
            if (begun) onClear();
          }}
        />
      )}
    </>
  );
}

interface Result {
  approval: Approval;
  outcome: "decided" | "voted" | "refused";
  why?: string;
}

async function decide(approval: Approval, choice: string, comment: string): Promise<Result> {
  try {
    const after = await decideOne(approval.id, { choice, fields: {}, comment });
    return { approval, outcome: after.status === "waiting" ? "voted" : "decided" };
  } catch (error) {
    const why = error instanceof ApiProblem ? error.detail || error.title : "";
    return { approval, outcome: "refused", why };
  }
}

const AT_ONCE = 3;
const tones = { decided: "ok", voted: "warn", refused: "err" } as const;

interface DecideAllProps {
  choice: string;
  approvals: readonly Approval[];
  onClose: (begun: boolean) => void;
}

function DecideAll({ choice, approvals, onClose }: DecideAllProps) {
  const { t } = useTranslation("inbox");
  const cache = useQueryClient();
  const [comment, setComment] = useState("");
  const [begun, setBegun] = useState(false);
  const [results, setResults] = useState<readonly Result[]>([]);
  const over = results.length === approvals.length;
  const word = humanize(choice);
  const begin = async () => {
    setBegun(true);
    const one = (approval: Approval) => decide(approval, choice, comment.trim());
    await eachOf(approvals, AT_ONCE, one, (result) => setResults((old) => [...old, result]));
    await leaveStale(cache, ["approvals", "runs"]);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose(begun)}
      dismissable={!begun || over}
      title={t("bulk.title", { choice: word, count: approvals.length })}
      {...(begun ? {} : { description: t("bulk.text") })}
      footer={
        begun ? (
          <Button kind="primary" disabled={!over} onClick={() => onClose(true)}>
            {t("bulk.close")}
          </Button>
        ) : (
          <Button
            kind={toneOfChoice(choice) === "err" ? "danger" : "primary"}
            autoFocus
            onClick={() => void begin()}
          >
            {t("bulk.confirm", { choice: word, count: approvals.length })}
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-4">
        {begun ? (
          <p aria-live="polite" className="text-ui tabular">
            {t("bulk.progress", { done: results.length, count: approvals.length })}
          </p>
        ) : (
          <Field label={t("comment")} optional>
            {(c) => (
              <Textarea
                {...c}
                rows={2}
                value={comment}
                maxLength={2000}
                onChange={(e) => setComment(e.target.value)}
              />
            )}
          </Field>
        )}
        <ul className="divide-y divide-line rounded-menu border border-line">
          {approvals.map((approval) => (
            <Line
              key={approval.id}
              approval={approval}
              result={results.find((r) => r.approval.id === approval.id)}
            />
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

function Line({ approval, result }: { approval: Approval; result: Result | undefined }) {
  const { t } = useTranslation("inbox");
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 text-ui">
      <span className="min-w-0 flex-1 truncate">{approval.title}</span>
      {result && <Badge tone={tones[result.outcome]}>{t(`bulk.outcome.${result.outcome}`)}</Badge>}
      {result?.why && <p className="w-full text-caption text-err">{result.why}</p>}
    </li>
  );
}
