/** Service accounts: programs that are members, each with a role and keys of its own. */
import { Bot, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useRoles } from "@/api/access";
import { type ServiceAccount, useRemoveAccount, useServiceAccounts } from "@/api/api-keys";
import { useMay, useSession } from "@/api/session";
import { formatDate } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/dialog";
import { Empty } from "@/ui/empty";
import { useProblemToast } from "@/ui/problem-words";
import { AccountDialog } from "./account-dialog";
import { KeysCard } from "./keys-card";

export default function AccountsSection() {
  const { t } = useTranslation("audit");
  const mayManage = useMay("member.manage");
  return mayManage ? <Accounts /> : <Callout tone="plain">{t("accounts.mayNot")}</Callout>;
}

function Accounts() {
  const { t } = useTranslation("audit");
  const accounts = useServiceAccounts();
  const [editing, setEditing] = useState<ServiceAccount | "new" | null>(null);
  const add = (
    <Button kind="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setEditing("new")}>
      {t("accounts.add")}
    </Button>
  );
  return (
    <div className="flex flex-col gap-5">
      <QueryView query={accounts}>
        {(page) =>
          page.items.length === 0 ? (
            <Card>
              <Empty icon={Bot} title={t("accounts.none")} action={add}>
                {t("accounts.noneText")}
              </Empty>
            </Card>
          ) : (
            <>
              <div className="flex flex-wrap items-center justify-between gap-3">
                <p className="max-w-prose text-ui text-pretty text-muted">{t("accounts.text")}</p>
                {add}
              </div>
              {page.items.map((account) => (
                <AccountCard key={account.id} account={account} onEdit={() => setEditing(account)} />
              ))}
            </>
          )
        }
      </QueryView>
      {editing && (
        <AccountDialog account={editing === "new" ? null : editing} onClose={() => setEditing(null)} />
      )}
    </div>
  );
}

function AccountCard({ account, onEdit }: { account: ServiceAccount; onEdit: () => void }) {
  const { t } = useTranslation("audit");
  const { t: ta } = useTranslation("app");
  const mine = useSession((state) => state.company?.permissions);
  const [removing, setRemoving] = useState(false);
  const remove = useRemoveAccount();
  const fail = useProblemToast();
  const title = useRoles().data?.items.find((each) => each.name === account.role)?.title;
  const may = account.permissions.filter((each) => mine?.includes(each));
  return (
    <Card>
      <div className="flex flex-wrap items-start justify-between gap-3 border-b border-line px-5 py-4">
        <div className="min-w-0">
          <h2 className="flex flex-wrap items-center gap-2 text-section font-semibold">
            <span className="break-words">{account.name}</span>
            <Badge>{ta(`roles.${account.role}`, { defaultValue: title ?? account.role })}</Badge>
          </h2>
          <p className="mt-1 text-caption text-muted">
            {t("accounts.since", { date: formatDate(account.created_at) })}
          </p>
        </div>
        <div className="flex gap-2">
          <Button size="sm" onClick={onEdit} aria-label={t("accounts.changeOf", { name: account.name })}>
            {t("accounts.change")}
          </Button>
          <Button
            size="sm"
            onClick={() => setRemoving(true)}
            aria-label={t("accounts.removeOf", { name: account.name })}
          >
            {t("accounts.remove")}
          </Button>
        </div>
      </div>
      <KeysCard holder={account.id} may={may} />
      <Confirm
        open={removing}
        onOpenChange={setRemoving}
        title={t("accounts.removeTitle", { name: account.name })}
        description={t("accounts.removeText")}
        confirmLabel={t("accounts.remove")}
        busy={remove.isPending}
        danger
        onConfirm={() => remove.mutate(account.id, { onError: fail, onSettled: () => setRemoving(false) })}
      />
    </Card>
  );
}
