/** The roles of the company: what each allows, roles of its own, and why somebody may or may not. */
import { Check, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Role, useDeleteRole, usePermissions, useRoles } from "@/api/access";
import { useMay } from "@/api/session";
import { QueryView } from "@/parts/query-view";
import { useRoleName } from "@/parts/role-names";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Confirm } from "@/ui/dialog";
import { useProblemToast } from "@/ui/problem-words";
import { Table, Td, Th, Thead, Tr } from "@/ui/table";
import { toast } from "@/ui/toast";
import { RoleDialog } from "./role-dialog";
import { WhyCard } from "./why";
import { usePermissionWords } from "./words";

export default function RolesSection() {
  const { t } = useTranslation("access");
  const roles = useRoles();
  const mayDefine = useMay("role.manage");
  const [editing, setEditing] = useState<Role | "new" | null>(null);
  return (
    <div className="flex flex-col gap-5">
      <Card>
        <CardHeader
          title={t("roles.title")}
          description={t("roles.text")}
          actions={
            mayDefine && (
              <Button kind="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setEditing("new")}>
                {t("roles.add")}
              </Button>
            )
          }
        />
        <QueryView query={roles} className="m-5 mt-0">
          {(page) => (
            <ul className="divide-y divide-line border-t border-line">
              {page.items.map((role) => (
                <RoleRow key={role.name} role={role} mayDefine={mayDefine} onEdit={() => setEditing(role)} />
              ))}
            </ul>
          )}
        </QueryView>
      </Card>
      <MatrixCard roles={roles.data?.items ?? []} />
      <WhyCard />
      {editing && <RoleDialog role={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
    </div>
  );
}

function RoleRow({ role, mayDefine, onEdit }: { role: Role; mayDefine: boolean; onEdit: () => void }) {
  const { t } = useTranslation("access");
  const roleName = useRoleName();
  const remove = useDeleteRole();
  const fail = useProblemToast();
  const [asking, setAsking] = useState(false);
  const name = roleName(role.name);
  return (
    <li className="flex flex-wrap items-center gap-3 px-5 py-3">
      <span className="min-w-0 flex-1">
        <span className="block text-ui font-medium">{name}</span>
        <span className="block text-caption text-muted">
          {t(`sentence.${role.name}`, { defaultValue: role.description })}{" "}
          {t("roles.members", { count: role.members })}
        </span>
      </span>
      {mayDefine && !role.built_in && (
        <>
          <Button size="sm" onClick={onEdit} aria-label={t("roles.changeOf", { name })}>
            {t("roles.change")}
          </Button>
          <Button size="sm" onClick={() => setAsking(true)} aria-label={t("roles.deleteOf", { name })}>
            {t("roles.delete")}
          </Button>
        </>
      )}
      <Confirm
        open={asking}
        danger
        onOpenChange={setAsking}
        title={t("roles.deleteTitle", { name })}
        description={t("roles.deleteText")}
        confirmLabel={t("roles.delete")}
        busy={remove.isPending}
        onConfirm={() =>
          remove.mutate(role.name, {
            onSuccess: () => toast.done(t("roles.deleted", { name })),
            onError: fail,
            onSettled: () => setAsking(false),
          })
        }
      />
    </li>
  );
}

function MatrixCard({ roles }: { roles: readonly Role[] }) {
  const { t } = useTranslation("access");
  const roleName = useRoleName();
  const permissions = usePermissions();
  const words = usePermissionWords();
  return (
    <Card>
      <CardHeader title={t("matrix.title")} description={t("matrix.text")} />
      <QueryView query={permissions} className="m-5 mt-0">
        {(page) => (
          <Table label={t("matrix.title")}>
            <Thead>
              <Th>{t("matrix.permission")}</Th>
              {roles.map((role) => (
                <Th key={role.name}>{roleName(role.name)}</Th>
              ))}
            </Thead>
            <tbody>
              {page.items.map((permission) => (
                <Tr key={permission.key}>
                  <Td className="min-w-44">{words(permission).name}</Td>
                  {roles.map((role) => (
                    <Td key={role.name}>
                      {role.permissions.includes(permission.key) ? (
                        <Check size={16} className="text-ok" aria-label={t("matrix.yes")} />
                      ) : (
                        <span className="text-muted" role="img" aria-label={t("matrix.no")}>
                          –
                        </span>
                      )}
                    </Td>
                  ))}
                </Tr>
              ))}
            </tbody>
          </Table>
        )}
      </QueryView>
    </Card>
  );
}
