/** One prompt: its newest version to work on, all versions, what they made, and who uses it. */
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Archive, ArchiveRestore, ArrowLeft, FlaskConical, MoreHorizontal, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type Prompt,
  useChangePrompt,
  useDeletePrompt,
  usePrompt,
  useVersion,
  type Variable,
  wholeContent,
} from "@/api/prompts";
import { useMay } from "@/api/session";
import { QueryView } from "@/parts/query-view";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Confirm } from "@/ui/dialog";
import { Menu, MenuItem } from "@/ui/menu";
import { backLinkClass, Page, PageHeader } from "@/ui/page";
import { useProblemToast } from "@/ui/problem-words";
import { Tabs } from "@/ui/tabs";
import { toast } from "@/ui/toast";
import { Editor } from "./editor";
import { LabelBadges } from "./label-badges";
import { Measures } from "./measures";
import { Uses } from "./uses";
import { Versions } from "./versions";

export function PromptPage({ name }: { name: string }) {
  const prompt = usePrompt(name);
  return (
    <Page>
      <QueryView query={prompt}>{(data) => <Shown key={data.name} prompt={data} />}</QueryView>
    </Page>
  );
}

function Shown({ prompt }: { prompt: Prompt }) {
  const { t } = useTranslation("prompts");
  const { tab } = useSearch({ from: "/app/prompts/{-$name}" });
  const navigate = useNavigate();
  const go = (next: string) =>
    void navigate({
      to: "/prompts/{-$name}",
      params: { name: prompt.name },
      search: next === "edit" ? {} : { tab: next },
      replace: true,
    });
  return (
    <>
      <PageHeader
        documentTitle={prompt.name}
        title={prompt.name}
        description={prompt.description}
        badge={
          <>
            <LabelBadges labels={prompt.labels} withVersion />
            {prompt.archived && <Badge>{t("archived")}</Badge>}
          </>
        }
        back={
          <Link to="/prompts/{-$name}" className={backLinkClass}>
            <ArrowLeft size={15} aria-hidden />
            {t("title")}
          </Link>
        }
        actions={
          <>
            <Button asChild>
              <Link to="/prompts/{-$name}" params={{ name: prompt.name }} search={{ tab: "try" }}>
                <FlaskConical size={16} aria-hidden />
                {t("try")}
              </Link>
            </Button>
            <More prompt={prompt} />
          </>
        }
      />
      <Tabs
        label={prompt.name}
        value={tab ?? "edit"}
        onChange={go}
        tabs={[
          { value: "edit", label: t("tab.edit"), content: <Newest prompt={prompt} /> },
          {
            value: "versions",
            label: t("tab.versions"),
            count: prompt.latest,
            content: <Versions prompt={prompt} />,
          },
          { value: "usage", label: t("tab.usage"), content: <Measures prompt={prompt} /> },
          { value: "uses", label: t("tab.uses"), content: <Uses name={prompt.name} /> },
        ]}
      />
    </>
  );
}

function Newest({ prompt }: { prompt: Prompt }) {
  const { version } = useSearch({ from: "/app/prompts/{-$name}" });
  const number = Number(version) || prompt.latest;
  const query = useVersion(prompt.name, number);
  const navigate = useNavigate();
  return (
    <QueryView query={query}>
      {(data) => (
        <Editor
          key={data.version}
          name={prompt.name}
          initial={wholeContent(data.content)}
          inherited={data.inherited as Variable[]}
          onSaved={(name) => void navigate({ to: "/prompts/{-$name}", params: { name }, search: {} })}
        />
      )}
    </QueryView>
  );
}

function More({ prompt }: { prompt: Prompt }) {
  const { t } = useTranslation("prompts");
  const mayWrite = useMay("prompt.write");
  const [deleting, setDeleting] = useState(false);
  const change = useChangePrompt(prompt.name);
  const remove = useDeletePrompt(prompt.name);
  const fail = useProblemToast();
  const navigate = useNavigate();
  if (!mayWrite) return null;
  const archive = () =>
    change.mutate(
      { description: prompt.description, archived: !prompt.archived },
      { onSuccess: () => toast.done(t(prompt.archived ? "restored" : "archivedDone")), onError: fail },
    );
  const Icon = prompt.archived ? ArchiveRestore : Archive;
  return (
    <>
      <Menu
        label={t("more")}
        trigger={
          <IconButton label={t("more")}>
            <MoreHorizontal size={17} aria-hidden />
          </IconButton>
        }
      >
        <MenuItem icon={<Icon size={16} aria-hidden />} onSelect={archive}>
          {t(prompt.archived ? "restore" : "archive")}
        </MenuItem>
        <MenuItem icon={<Trash2 size={16} aria-hidden />} danger onSelect={() => setDeleting(true)}>
          {t("delete")}
        </MenuItem>
      </Menu>
      <Confirm
        open={deleting}
        onOpenChange={setDeleting}
        title={t("deleteTitle", { name: prompt.name })}
        description={t("deleteText")}
        confirmLabel={t("delete")}
        busy={remove.isPending}
        danger
        onConfirm={() =>
          remove.mutate(undefined, {
            onSuccess: () => void navigate({ to: "/prompts/{-$name}" }),
            onError: fail,
            onSettled: () => setDeleting(false),
          })
        }
      />
    </>
  );
}
