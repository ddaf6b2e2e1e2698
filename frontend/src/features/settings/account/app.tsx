/** The authenticator app: added by a picture and a first code, removed again. */
import { Smartphone } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { type TotpSetup, useBeginApp, useConfirmApp, useRemoveApp } from "@/api/security";
import { refresh } from "@/api/session";
import { formatDate } from "@/lib/format";
import { fieldErrors } from "@/lib/problem";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { CopyButton } from "@/ui/copy";
import { Confirm, Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { useProblemToast } from "@/ui/problem-words";
import { toast } from "@/ui/toast";
import { CodesDialog } from "./codes";
import { Qr } from "./qr";

export function AppCard({ since }: { since: string | null }) {
  const { t } = useTranslation("account");
  const begin = useBeginApp();
  const remove = useRemoveApp();
  const fail = useProblemToast();
  const [setup, setSetup] = useState<TotpSetup | null>(null);
  const [codes, setCodes] = useState<string[]>([]);
  const [sure, setSure] = useState(false);
  const add = () => begin.mutate(undefined, { onSuccess: setSetup, onError: fail });
  const drop = () => {
    setSure(false);
    remove.mutate(undefined, { onSuccess: () => toast.done(t("app.removed")), onError: fail });
  };
  return (
    <Card>
      <CardHeader
        title={t("app.title")}
        description={since ? t("app.since", { date: formatDate(since) }) : t("app.text")}
        actions={
          since ? (
            <Button busy={remove.isPending} onClick={() => setSure(true)}>
              {t("app.remove")}
            </Button>
          ) : (
            <Button kind="primary" busy={begin.isPending} onClick={add}>
              <Smartphone size={16} aria-hidden />
              {t("app.add")}
            </Button>
          )
        }
      />
      {setup && (
        <SetupDialog
          setup={setup}
          onClose={() => setSetup(null)}
          onDone={(given) => {
            setSetup(null);
            setCodes(given);
            toast.done(t("app.added"));
            void refresh();
          }}
        />
      )}
      {codes.length > 0 && <CodesDialog codes={codes} onClose={() => setCodes([])} />}
      <Confirm
        open={sure}
        onOpenChange={setSure}
        title={t("app.sureTitle")}
        description={t("app.sureText")}
        confirmLabel={t("app.remove")}
        onConfirm={drop}
        danger
      />
    </Card>
  );
}

function SetupDialog({
  setup,
  onClose,
  onDone,
}: {
  setup: TotpSetup;
  onClose: () => void;
  onDone: (codes: string[]) => void;
}) {
  const { t } = useTranslation("account");
  const confirm = useConfirmApp();
  const [code, setCode] = useState("");
  const wrong = fieldErrors(confirm.error).code;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    confirm.mutate(code, { onSuccess: (given) => onDone(given.codes), onError: () => setCode("") });
  };
  return (
    <Dialog open onOpenChange={onClose} title={t("app.add")} description={t("app.how")}>
      <div className="flex flex-col gap-5 sm:flex-row">
        <Qr rows={setup.picture} label={t("app.picture")} />
        <form onSubmit={submit} className="flex min-w-0 flex-1 flex-col gap-4">
          {confirm.error && !wrong && <ErrorPanel error={confirm.error} compact />}
          <div>
            <p className="text-caption text-muted">{t("app.typed")}</p>
            <p className="flex items-start gap-2">
              <code className="text-ui break-all">{setup.secret.match(/.{4}/g)?.join(" ")}</code>
              <CopyButton text={setup.secret} />
            </p>
          </div>
          <Field label={t("step.code")} help={t("step.codeHelp")} error={wrong}>
            {(c) => (
              <Input
                {...c}
                inputMode="numeric"
                autoComplete="one-time-code"
                maxLength={8}
                value={code}
                onChange={(e) => setCode(e.target.value)}
              />
            )}
          </Field>
          <Button kind="primary" type="submit" busy={confirm.isPending} disabled={!code.trim()}>
            {t("app.confirm")}
          </Button>
        </form>
      </div>
    </Dialog>
  );
}
