/** All prompts of the company: found by name or description, with the labels they have. */
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { FlaskConical, MessageSquareText, Plus, Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type PromptLine, usePrompts } from "@/api/prompts";
import { useMay } from "@/api/session";
import { formatAgo } from "@/lib/format";
import { useSettled } from "@/lib/use-settled";
import { QueryView } from "@/parts/query-view";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { SearchInput } from "@/ui/input";
import { Page, PageHeader } from "@/ui/page";
import { Segmented } from "@/ui/segmented";
import { rowLinkClass, Table, Td, Th, Thead, Tr } from "@/ui/table";
import { LabelBadges } from "./label-badges";

export function PromptsPage() {
  const { t } = useTranslation("prompts");
  const search = useSearch({ from: "/app/prompts/{-$name}" });
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const archived = search.tab === "archived";
  const prompts = usePrompts(useSettled(typed), archived);
  const mayWrite = useMay("prompt.write");
  const add = mayWrite && (
    <Button kind="primary" asChild>
      <Link to="/prompts/{-$name}" search={{ tab: "new" }}>
        <Plus size={16} aria-hidden />
        {t("new")}
      </Link>
    </Button>
  );
  return (
    <Page>
      <PageHeader
        documentTitle={t("title")}
        title={t("title")}
        description={t("text")}
        actions={
          <>
            <Button asChild>
              <Link to="/prompts/{-$name}" search={{ tab: "try" }}>
                <FlaskConical size={16} aria-hidden />
                {t("playground.title")}
              </Link>
            </Button>
            {add}
          </>
        }
      />
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <SearchInput
          label={t("search")}
          placeholder={t("search")}
          icon={<Search size={15} />}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className="w-full sm:w-72"
        />
        <Segmented
          size="sm"
          label={t("which")}
          value={archived ? "archived" : "used"}
          onChange={(which) =>
            void navigate({
              to: "/prompts/{-$name}",
              search: which === "archived" ? { tab: "archived" } : {},
              replace: true,
            })
          }
          choices={[
            { value: "used", label: t("inUse") },
            { value: "archived", label: t("archived") },
          ]}
        />
      </div>
      <QueryView query={prompts}>
        {(page) => (
          <Card>
            {page.items.length > 0 ? (
              <List items={page.items} />
            ) : typed || archived ? (
              <Empty icon={Search} title={t("nothingFound")} />
            ) : (
              <Empty icon={MessageSquareText} title={t("empty.title")} action={add}>
                {t("empty.text")}
              </Empty>
            )}
          </Card>
        )}
      </QueryView>
    </Page>
  );
}

function List({ items }: { items: readonly PromptLine[] }) {
  const { t } = useTranslation("prompts");
  return (
    <Table label={t("title")}>
      <Thead>
        <Th>{t("column.name")}</Th>
        <Th>{t("column.labels")}</Th>
        <Th numeric>{t("column.versions")}</Th>
        <Th>{t("column.changed")}</Th>
      </Thead>
      <tbody>
        {items.map((prompt) => (
          <Tr key={prompt.name}>
            <Td className="max-w-md">
              <Link to="/prompts/{-$name}" params={{ name: prompt.name }} className={rowLinkClass}>
                {prompt.name}
              </Link>
              {prompt.description && <p className="truncate text-caption text-muted">{prompt.description}</p>}
            </Td>
            <Td>
              <LabelBadges labels={prompt.labels} withVersion />
            </Td>
            <Td numeric>{prompt.latest}</Td>
            <Td className="whitespace-nowrap">{formatAgo(prompt.updated_at)}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
