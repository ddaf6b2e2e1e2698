/** Who may see an agent or a workflow. */
import { X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Grant, type Level, useRoles, useShare, useSharing } from "@/api/access";
import { useMembers } from "@/api/company";
import { Button, IconButton } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Combobox } from "@/ui/combobox";
import { Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Select } from "@/ui/select";
import { toast } from "@/ui/toast";
import { QueryView } from "./query-view";
import { useRoleName } from "./role-names";

const levels = ["read", "operate", "edit"] as const;
interface Props {
  resource: string;
  name: string;
  onClose: () => void;
}

export default function ShareDialog(props: Props) {
  const { t } = useTranslation("access");
  const sharing = useSharing(props.resource);
  if (sharing.data) return <Grants {...props} given={sharing.data.grants} />;
  return (
    <Dialog open onOpenChange={props.onClose} title={t("share.title", { name: props.name })}>
      <QueryView query={sharing}>{() => null}</QueryView>
    </Dialog>
  );
}

function Grants({ resource, name, onClose, given }: Props & { given: readonly Grant[] }) {
  const { t } = useTranslation("access");
  const members = useMembers().data?.items ?? [];
  const roles = useRoles().data?.items ?? [];
  const roleName = useRoleName();
  const share = useShare(resource);
  const [grants, setGrants] = useState<readonly Grant[]>(given.map(({ to, level }) => ({ to, level })));
  const choices = [
    ...roles.map((each) => ({
      value: `role:${each.name}`,
      label: t("share.role", { role: roleName(each.name) }),
    })),
    ...members.map((each) => ({ value: each.user_id, label: each.name || each.email })),
  ];
  const nameOf = (to: string) => choices.find((each) => each.value === to)?.label ?? t("share.gone");
  const add = (to: string) => to && setGrants([...grants, { to, level: "read" }]);
  const set = (to: string, level: Level) =>
    setGrants(grants.map((each) => (each.to === to ? { to, level } : each)));
  const save = () =>
    share.mutate([...grants], {
      onSuccess: () => {
        toast.done(t("share.saved"));
        onClose();
      },
    });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("share.title", { name })}
      footer={
        <Button kind="primary" busy={share.isPending} onClick={save}>
          {t("share.save")}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        {share.error && <ErrorPanel error={share.error} compact />}
        <Callout tone={grants.length ? "info" : "plain"}>
          {t(grants.length ? "share.restricted" : "share.open")}
        </Callout>
        <ul className="flex flex-col gap-2">
          {grants.map(({ to, level }) => (
            <li key={to} className="flex items-center gap-2">
              <span className="min-w-0 flex-1 truncate text-ui">{nameOf(to)}</span>
              <span className="w-40 shrink-0">
                <Select
                  size="sm"
                  aria-label={t("share.levelOf", { name: nameOf(to) })}
                  value={level}
                  onChange={(next) => set(to, levels.find((each) => each === next) ?? "read")}
                  choices={levels.map((value) => ({ value, label: t(`share.level.${value}`) }))}
                />
              </span>
              <IconButton
                size="sm"
                label={t("share.remove", { name: nameOf(to) })}
                onClick={() => setGrants(grants.filter((each) => each.to !== to))}
              >
                <X size={16} aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
        <Combobox
          aria-label={t("share.add")}
          placeholder={t("share.add")}
          value=""
          onChange={add}
          choices={choices.filter((each) => !grants.some((grant) => grant.to === each.value))}
        />
      </div>
    </Dialog>
  );
}
