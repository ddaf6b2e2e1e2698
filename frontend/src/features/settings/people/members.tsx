/** Who belongs to the company, in which role; inviting, changing and removing people. */
import { EllipsisVertical, UserPlus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useChangeMember, useLeave, useRemoveMember, useRoles, useTransfer } from "@/api/access";
import { useMembers } from "@/api/company";
import { useMay, useSession } from "@/api/session";
import type { Member } from "@/api/types";
import { formatDate } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { givable, useRoleName } from "@/parts/role-names";
import { Avatar } from "@/ui/avatar";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Confirm } from "@/ui/dialog";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/ui/menu";
import { useProblemToast } from "@/ui/problem-words";
import { Table, Td, Th, Thead, Tr } from "@/ui/table";
import { toast } from "@/ui/toast";
import { InvitationsCard } from "./invitations";
import { InviteDialog } from "./invite-dialog";

export default function MembersSection() {
  const { t } = useTranslation("access");
  const { t: ts } = useTranslation("settings");
  const members = useMembers();
  const mayManage = useMay("member.manage");
  const [inviting, setInviting] = useState(false);
  return (
    <div className="flex flex-col gap-5">
      <Card>
        <CardHeader
          title={ts("section.members")}
          description={t("members.text")}
          actions={
            mayManage && (
              <Button
                kind="primary"
                icon={<UserPlus size={16} aria-hidden />}
                onClick={() => setInviting(true)}
              >
                {t("invite.open")}
              </Button>
            )
          }
        />
        <QueryView query={members} className="m-5 mt-0">
          {(page) => (
            <Table label={ts("section.members")}>
              <Thead>
                <Th>{t("members.name")}</Th>
                <Th>{t("members.role")}</Th>
                <Th numeric className="max-sm:hidden">
                  {t("members.joined")}
                </Th>
                <Th>
                  <span className="sr-only">{t("members.actions")}</span>
                </Th>
              </Thead>
              <tbody>
                {page.items.map((member) => (
                  <MemberRow key={member.user_id} member={member} />
                ))}
              </tbody>
            </Table>
          )}
        </QueryView>
      </Card>
      {mayManage && <InvitationsCard />}
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </div>
  );
}

function MemberRow({ member }: { member: Member }) {
  const { t } = useTranslation("access");
  const me = useSession((s) => s.user?.id);
  const roleName = useRoleName();
  const name = member.name || member.email;
  return (
    <Tr>
      <Td className="max-w-0 min-w-48 py-2">
        <span className="flex items-center gap-3">
          <Avatar name={name} size={32} />
          <span className="min-w-0">
            <span className="block truncate font-medium">
              {member.name}{" "}
              {member.user_id === me && <span className="font-normal text-muted">({t("members.you")})</span>}
            </span>
            <span className="block truncate text-caption text-muted">{member.email}</span>
          </span>
        </span>
      </Td>
      <Td>
        <span className="flex flex-wrap gap-1.5">
          <Badge tone={member.role === "owner" ? "accent" : "neutral"}>{roleName(member.role)}</Badge>
          {member.deactivated_at && <Badge tone="warn">{t("members.deactivated")}</Badge>}
        </span>
      </Td>
      <Td numeric className="text-muted max-sm:hidden">
        {formatDate(member.joined_at)}
      </Td>
      <Td className="w-10">
        <MemberMenu member={member} name={name} isMe={member.user_id === me} />
      </Td>
    </Tr>
  );
}

type Asking = "remove" | "transfer" | "leave" | null;

function MemberMenu({ member, name, isMe }: { member: Member; name: string; isMe: boolean }) {
  const { t } = useTranslation("access");
  const company = useSession((s) => s.company);
  const mayManage = useMay("member.manage");
  const roles = useRoles().data?.items ?? [];
  const roleName = useRoleName();
  const change = useChangeMember();
  const fail = useProblemToast();
  const [asking, setAsking] = useState<Asking>(null);
  const done = { onSuccess: () => toast.done(t("members.changed", { name })), onError: fail };
  const isActive = !member.deactivated_at;
  const mine = company?.permissions ?? [];
  const theirs = roles.find((role) => role.name === member.role)?.permissions ?? [];
  const inReach = mayManage && theirs.every((permission) => mine.includes(permission));
  if (!isMe && !inReach) return null;
  return (
    <>
      <Menu
        label={t("members.actionsFor", { name })}
        trigger={
          <IconButton size="sm" label={t("members.actionsFor", { name })}>
            <EllipsisVertical size={16} aria-hidden />
          </IconButton>
        }
      >
        {isMe ? (
          <MenuItem danger onSelect={() => setAsking("leave")}>
            {t("leave.open")}
          </MenuItem>
        ) : (
          <>
            <MenuLabel>{t("members.giveRole")}</MenuLabel>
            {givable(roles, mine)
              .filter((role) => role.name !== member.role)
              .map((role) => (
                <MenuItem
                  key={role.name}
                  onSelect={() => change.mutate({ id: member.user_id, role: role.name }, done)}
                >
                  {roleName(role.name)}
                </MenuItem>
              ))}
            <MenuSeparator />
            {company?.role === "owner" && isActive && (
              <MenuItem onSelect={() => setAsking("transfer")}>{t("transfer.open")}</MenuItem>
            )}
            <MenuItem onSelect={() => change.mutate({ id: member.user_id, active: !isActive }, done)}>
              {t(isActive ? "members.deactivate" : "members.activate")}
            </MenuItem>
            <MenuItem danger onSelect={() => setAsking("remove")}>
              {t("members.remove")}
            </MenuItem>
          </>
        )}
      </Menu>
      <Ask asking={asking} member={member} name={name} onClose={() => setAsking(null)} />
    </>
  );
}

function Ask({
  asking,
  member,
  name,
  onClose,
}: {
  asking: Asking;
  member: Member;
  name: string;
  onClose: () => void;
}) {
  const { t } = useTranslation("access");
  const remove = useRemoveMember();
  const transfer = useTransfer();
  const leave = useLeave();
  const fail = useProblemToast();
  if (!asking) return null;
  const told = {
    onSuccess: () => toast.done(t(`${asking}.done`, { name })),
    onError: fail,
    onSettled: onClose,
  };
  const go = {
    remove: () => remove.mutate(member.user_id, told),
    transfer: () => transfer.mutate(member.user_id, told),
    leave: () => leave.mutate(undefined, { onSuccess: () => location.assign("/"), onError: fail }),
  };
  return (
    <Confirm
      open
      danger
      onOpenChange={(open) => !open && onClose()}
      title={t(`${asking}.title`, { name })}
      description={t(`${asking}.text`, { name })}
      confirmLabel={t(`${asking}.go`)}
      busy={remove.isPending || transfer.isPending || leave.isPending}
      onConfirm={go[asking]}
    />
  );
}
