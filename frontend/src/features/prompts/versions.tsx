/** All versions of a prompt: what was noted, which labels they have, what two of them do not have in common. */
import { useNavigate } from "@tanstack/react-router";
import { Bookmark, History, MoreHorizontal, Radio, X } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMemberNames } from "@/api/company";
import {
  type Prompt,
  useDiff,
  useMoveLabel,
  useTakeLabelOff,
  useVersions,
  type VersionLine,
} from "@/api/prompts";
import { useMay } from "@/api/session";
import { cx } from "@/lib/cx";
import { formatDateTime } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { Button, IconButton } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Card, CardHeader } from "@/ui/card";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import { useProblemToast } from "@/ui/problem-words";
import { Select } from "@/ui/select";
import { Table, Td, Th, Thead, Tr } from "@/ui/table";
import { toast } from "@/ui/toast";
import { LabelBadges } from "./label-badges";

export function Versions({ prompt }: { prompt: Prompt }) {
  const { t } = useTranslation("prompts");
  const versions = useVersions(prompt.name);
  const people = useMemberNames();
  const mayWrite = useMay("prompt.write");
  return (
    <div className="flex flex-col gap-4">
      <Rollback prompt={prompt} />
      <QueryView query={versions}>
        {(page) => (
          <>
            <Card>
              <Table label={t("tab.versions")}>
                <Thead>
                  <Th numeric>{t("versions.number")}</Th>
                  <Th>{t("versions.note")}</Th>
                  <Th>{t("column.labels")}</Th>
                  <Th>{t("versions.by")}</Th>
                  <Th>{t("versions.at")}</Th>
                  <Th>
                    <span className="sr-only">{t("more")}</span>
                  </Th>
                </Thead>
                <tbody>
                  {page.items.map((line) => (
                    <Tr key={line.version}>
                      <Td numeric className="w-16 font-medium">
                        {line.version}
                      </Td>
                      <Td className="max-w-sm">{line.note || <span className="text-muted">—</span>}</Td>
                      <Td>
                        <LabelBadges labels={line.labels.map((label) => ({ label }))} />
                      </Td>
                      <Td>{people(line.created_by) ?? "—"}</Td>
                      <Td className="whitespace-nowrap">{formatDateTime(line.created_at)}</Td>
                      <Td className="w-12">
                        <Actions prompt={prompt} line={line} mayWrite={mayWrite} />
                      </Td>
                    </Tr>
                  ))}
                </tbody>
              </Table>
            </Card>
            {page.items.length > 1 && <Comparison prompt={prompt} lines={page.items} />}
          </>
        )}
      </QueryView>
    </div>
  );
}

function useMove(prompt: Prompt) {
  const { t } = useTranslation("prompts");
  const move = useMoveLabel(prompt.name);
  const fail = useProblemToast();
  return (label: string, version: number) =>
    move.mutate(
      { label, version, expected: prompt.labels.find((each) => each.label === label)?.version ?? 0 },
      { onSuccess: () => toast.done(t("labels.moved", { label, version })), onError: fail },
    );
}

/** The way back for what is live, where it was somewhere else before. */
function Rollback({ prompt }: { prompt: Prompt }) {
  const { t } = useTranslation("prompts");
  const mayWrite = useMay("prompt.write");
  const move = useMove(prompt);
  const people = useMemberNames();
  const live = prompt.labels.find((each) => each.label === "live");
  if (!live) return <Callout tone="plain">{t("labels.notLive")}</Callout>;
  const { previous } = live;
  if (previous === null || !mayWrite) return null;
  return (
    <Callout
      tone="plain"
      title={t("labels.liveIs", { version: live.version })}
      actions={
        <Button size="sm" icon={<History size={15} aria-hidden />} onClick={() => move("live", previous)}>
          {t("labels.back", { version: previous })}
        </Button>
      }
    >
      {t("labels.movedBy", { name: people(live.moved_by) ?? "—", at: formatDateTime(live.moved_at) })}
    </Callout>
  );
}

function Actions({ prompt, line, mayWrite }: { prompt: Prompt; line: VersionLine; mayWrite: boolean }) {
  const { t } = useTranslation("prompts");
  const navigate = useNavigate();
  const move = useMove(prompt);
  const off = useTakeLabelOff(prompt.name);
  const fail = useProblemToast();
  const [naming, setNaming] = useState(false);
  const { version, labels } = line;
  const search = { version: String(version) };
  return (
    <>
      <Menu
        label={t("versions.actions", { version })}
        trigger={
          <IconButton size="sm" label={t("versions.actions", { version })}>
            <MoreHorizontal size={16} aria-hidden />
          </IconButton>
        }
      >
        <MenuItem
          onSelect={() => void navigate({ to: "/prompts/{-$name}", params: { name: prompt.name }, search })}
        >
          {t("versions.open")}
        </MenuItem>
        <MenuItem
          onSelect={() =>
            void navigate({
              to: "/prompts/{-$name}",
              params: { name: prompt.name },
              search: { tab: "try", ...search },
            })
          }
        >
          {t("versions.try")}
        </MenuItem>
        {mayWrite && <MenuSeparator />}
        {mayWrite && !labels.includes("live") && (
          <MenuItem icon={<Radio size={16} aria-hidden />} onSelect={() => move("live", version)}>
            {t("versions.makeLive")}
          </MenuItem>
        )}
        {mayWrite && (
          <MenuItem icon={<Bookmark size={16} aria-hidden />} onSelect={() => setNaming(true)}>
            {t("versions.label")}
          </MenuItem>
        )}
        {mayWrite &&
          labels.map((label) => (
            <MenuItem
              key={label}
              icon={<X size={16} aria-hidden />}
              onSelect={() => off.mutate(label, { onError: fail })}
            >
              {t("versions.takeOff", { label })}
            </MenuItem>
          ))}
      </Menu>
      {naming && (
        <LabelDialog
          version={version}
          onClose={() => setNaming(false)}
          onLabel={(label) => move(label, version)}
        />
      )}
    </>
  );
}

function LabelDialog({
  version,
  onClose,
  onLabel,
}: {
  version: number;
  onClose: () => void;
  onLabel: (label: string) => void;
}) {
  const { t } = useTranslation("prompts");
  const form = useId();
  const [label, setLabel] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onLabel(label);
    onClose();
  };
  return (
    <Dialog
      open
      size="sm"
      onOpenChange={(open) => !open && onClose()}
      title={t("labels.title", { version })}
      description={t("labels.text")}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button kind="primary" type="submit" form={form} disabled={!/^[a-z][a-z0-9_-]*$/.test(label)}>
            {t("labels.put")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit}>
        <Field label={t("labels.label")}>
          {(c) => (
            <Input
              {...c}
              value={label}
              maxLength={32}
              onChange={(event) => setLabel(event.target.value.toLowerCase().replace(/[^a-z0-9_-]+/g, "-"))}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}

function Comparison({ prompt, lines }: { prompt: Prompt; lines: readonly VersionLine[] }) {
  const { t } = useTranslation("prompts");
  const [to, setTo] = useState(prompt.latest);
  const [from, setFrom] = useState(to > 1 ? to - 1 : 1);
  const diff = useDiff(prompt.name, from, to);
  const choices = lines.map((line) => ({
    value: String(line.version),
    label: t("versions.one", { version: line.version }),
  }));
  return (
    <Card>
      <CardHeader
        title={t("diff.title")}
        actions={
          <div className="flex items-center gap-2 text-ui text-muted">
            <Select
              size="sm"
              aria-label={t("diff.from")}
              value={String(from)}
              onChange={(next) => setFrom(Number(next))}
              choices={choices}
              className="w-32"
            />
            →
            <Select
              size="sm"
              aria-label={t("diff.to")}
              value={String(to)}
              onChange={(next) => setTo(Number(next))}
              choices={choices}
              className="w-32"
            />
          </div>
        }
      />
      <div className="flex flex-col gap-4 px-5 pb-5">
        <QueryView query={diff}>
          {(data) =>
            data.parts.length === 0 ? (
              <p className="text-ui text-muted">{t("diff.same")}</p>
            ) : (
              data.parts.map((part) => (
                <section key={part.part} aria-label={part.part}>
                  <h3 className="mb-1 text-ui font-medium">{part.part}</h3>
                  <pre className="overflow-x-auto rounded-control border border-line py-1 font-mono text-[12.5px] leading-5">
                    {part.lines.map((line, place) => (
                      <span
                        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no name but their place
                        key={place}
                        className={cx(
                          "block px-3 whitespace-pre-wrap",
                          line.change === "added" && "bg-ok-soft",
                          line.change === "removed" && "bg-err-soft",
                        )}
                      >
                        <span aria-hidden className="inline-block w-4 select-none">
                          {line.change === "added" ? "+" : line.change === "removed" ? "−" : " "}
                        </span>
                        {line.change !== "same" && (
                          <span className="sr-only">{t(`diff.${line.change}`)} </span>
                        )}
                        {line.text}
                      </span>
                    ))}
                  </pre>
                </section>
              ))
            )
          }
        </QueryView>
      </div>
    </Card>
  );
}
