/** What was done and said about an approval, and saying something. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useComment } from "@/api/approvals";
import { useMemberNames } from "@/api/company";
import { useMay } from "@/api/session";
import type { Approval, ApprovalEntry } from "@/api/types";
import { formatAgo, formatDateTime, humanize } from "@/lib/format";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Field } from "@/ui/field";
import { Textarea } from "@/ui/input";
import { useProblemToast } from "@/ui/problem-words";
import { useAddressee } from "./addressees";

export function History({ approval }: { approval: Approval }) {
  const { t } = useTranslation("inbox");
  const mayDecide = useMay("approval.decide");
  if (approval.log.length === 0 && !mayDecide) return null;
  return (
    <Card className="p-5">
      <h3 className="mb-3 text-section font-semibold">{t("history.title")}</h3>
      {approval.log.length > 0 && (
        <ol className="mb-4 flex flex-col gap-3">
          {approval.log.map((entry) => (
            <Entry key={`${entry.at} ${entry.kind} ${entry.by}`} entry={entry} />
          ))}
        </ol>
      )}
      {mayDecide && <Say id={approval.id} />}
    </Card>
  );
}

function Entry({ entry }: { entry: ApprovalEntry }) {
  const { t } = useTranslation("inbox");
  const nameOf = useMemberNames();
  const addressee = useAddressee();
  const words = t(`history.${entry.kind}`, {
    name: nameOf(entry.by) ?? t("someone"),
    choice: humanize(entry.choice ?? ""),
    to: (entry.to ?? []).map(addressee).join(", "),
  });
  return (
    <li className="border-line border-l-2 pl-3 text-ui">
      <p>
        {words}{" "}
        <time dateTime={entry.at} title={formatDateTime(entry.at)} className="text-caption text-muted">
          {formatAgo(entry.at)}
        </time>
      </p>
      {entry.comment && <p className="mt-0.5 whitespace-pre-wrap text-muted">{entry.comment}</p>}
    </li>
  );
}

function Say({ id }: { id: string }) {
  const { t } = useTranslation("inbox");
  const [text, setText] = useState("");
  const comment = useComment(id);
  const fail = useProblemToast();
  return (
    <form
      className="flex flex-col items-start gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) comment.mutate(text.trim(), { onSuccess: () => setText(""), onError: fail });
      }}
    >
      <Field label={t("history.say")} help={t("history.sayHelp")} className="w-full">
        {(c) => (
          <Textarea {...c} rows={2} maxLength={2000} value={text} onChange={(e) => setText(e.target.value)} />
        )}
      </Field>
      <Button type="submit" size="sm" busy={comment.isPending} disabled={!text.trim()}>
        {t("history.send")}
      </Button>
    </form>
  );
}
