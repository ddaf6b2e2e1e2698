/** Passkeys: added with the browser's own dialog, named, removed. */
import { KeyRound } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { passkeysWork, wasCalledOff } from "@/api/account";
import { type Passkey, useAddPasskey, useRemovePasskey } from "@/api/security";
import { refresh } from "@/api/session";
import { formatAgo, formatDate } from "@/lib/format";
import { fieldErrors } from "@/lib/problem";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Confirm, Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { useProblemToast } from "@/ui/problem-words";
import { toast } from "@/ui/toast";

export function PasskeysCard({ passkeys }: { passkeys: readonly Passkey[] }) {
  const { t } = useTranslation("account");
  const remove = useRemovePasskey();
  const fail = useProblemToast();
  const [adding, setAdding] = useState(false);
  const [chosen, setChosen] = useState<Passkey | null>(null);
  const works = passkeysWork();
  return (
    <Card>
      <CardHeader
        title={t("passkeys.title")}
        description={t(works ? "passkeys.text" : "step.noPasskeysHere")}
        actions={
          <Button disabled={!works} onClick={() => setAdding(true)}>
            <KeyRound size={16} aria-hidden />
            {t("passkeys.add")}
          </Button>
        }
      />
      {passkeys.length > 0 && (
        <ul className="divide-y divide-line border-t border-line">
          {passkeys.map((key) => (
            <li key={key.id} className="flex items-center justify-between gap-3 px-5 py-3">
              <span className="min-w-0">
                <span className="block truncate text-ui font-medium">{key.name}</span>
                <span className="block text-caption text-muted">
                  {t("passkeys.since", { date: formatDate(key.created_at) })}
                  {key.last_used_at && ` · ${t("passkeys.used", { when: formatAgo(key.last_used_at) })}`}
                </span>
              </span>
              <Button
                size="sm"
                aria-label={t("passkeys.removeNamed", { name: key.name })}
                onClick={() => setChosen(key)}
              >
                {t("passkeys.remove")}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {adding && <AddDialog onClose={() => setAdding(false)} />}
      <Confirm
        open={chosen !== null}
        onOpenChange={() => setChosen(null)}
        title={t("passkeys.sureTitle", { name: chosen?.name ?? "" })}
        description={t("passkeys.sureText")}
        confirmLabel={t("passkeys.remove")}
        onConfirm={() => {
          if (chosen)
            remove.mutate(chosen.id, { onSuccess: () => toast.done(t("passkeys.removed")), onError: fail });
          setChosen(null);
        }}
        danger
      />
    </Card>
  );
}

function AddDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("account");
  const add = useAddPasskey();
  const [name, setName] = useState("");
  const wrong = fieldErrors(add.error).name;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(name, {
      onSuccess: () => {
        toast.done(t("passkeys.added"));
        void refresh();
        onClose();
      },
    });
  };
  return (
    <Dialog open onOpenChange={onClose} size="sm" title={t("passkeys.add")} description={t("passkeys.how")}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {add.error && !wrong && !wasCalledOff(add.error) && <ErrorPanel error={add.error} compact />}
        <Field label={t("passkeys.name")} help={t("passkeys.nameHelp")} error={wrong}>
          {(c) => <Input {...c} value={name} maxLength={120} onChange={(e) => setName(e.target.value)} />}
        </Field>
        <div className="flex justify-end">
          <Button kind="primary" type="submit" busy={add.isPending} disabled={!name.trim()}>
            {t("passkeys.goOn")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
