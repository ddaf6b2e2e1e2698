/** Who belongs to the company, and in which role. */
import { useTranslation } from "react-i18next";
import { useMembers } from "@/api/company";
import { useSession } from "@/api/session";
import { formatDate } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { Avatar } from "@/ui/avatar";
import { Badge } from "@/ui/badge";
import { Card, CardHeader } from "@/ui/card";
import { Table, Td, Th, Thead, Tr } from "@/ui/table";

export function MembersSection() {
  const { t } = useTranslation("settings");
  const { t: ta } = useTranslation("app");
  const members = useMembers();
  const me = useSession((s) => s.user?.id);
  return (
    <Card>
      <CardHeader title={t("section.members")} description={t("members.text")} />
      <QueryView query={members} className="m-5 mt-0">
        {(page) => (
          <Table label={t("section.members")}>
            <Thead>
              <Th>{t("members.name")}</Th>
              <Th>{t("members.role")}</Th>
              <Th numeric className="max-sm:hidden">
                {t("members.joined")}
              </Th>
            </Thead>
            <tbody>
              {page.items.map((m) => (
                <Tr key={m.user_id}>
                  <Td className="max-w-0 min-w-48 py-2">
                    <span className="flex items-center gap-3">
                      <Avatar name={m.name || m.email} size={32} />
                      <span className="min-w-0">
                        <span className="block truncate font-medium">
                          {m.name}{" "}
                          {m.user_id === me && (
                            <span className="font-normal text-muted">({t("members.you")})</span>
                          )}
                        </span>
                        <span className="block truncate text-caption text-muted">{m.email}</span>
                      </span>
                    </span>
                  </Td>
                  <Td>
                    <Badge tone={m.role === "owner" ? "accent" : "neutral"}>
                      {ta(`roles.${m.role}`, { defaultValue: m.role })}
                    </Badge>
                  </Td>
                  <Td numeric className="text-muted max-sm:hidden">
                    {formatDate(m.joined_at)}
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        )}
      </QueryView>
    </Card>
  );
}
