/** The documents of a base: uploading, their states in plain words, and what can be done with each. */

import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { EyeOff, FileText, HardDriveUpload, Search } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type DocumentState,
  type KnowledgeBase,
  type KnowledgeDocument,
  knowledgeKeys,
  uploadDocument,
  useDocumentAction,
  useDocuments,
  useSources,
} from "@/api/knowledge";
import { useMay } from "@/api/session";
import { cx } from "@/lib/cx";
import { formatBytes, formatDateTime } from "@/lib/format";
import { problemLine } from "@/lib/problem";
import { QueryView } from "@/parts/query-view";
import { Badge, type Tone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { SearchInput } from "@/ui/input";
import { useProblemToast } from "@/ui/problem-words";
import { Select } from "@/ui/select";
import { Table, Td, Th, Thead, Tr } from "@/ui/table";
import { toast } from "@/ui/toast";
import { AccessDialog } from "./access";

const TAKEN = ".pdf,.docx,.txt,.md,.html,.htm,.csv,.tsv,.eml,.json,.xml";
const states: readonly DocumentState[] = ["ready", "queued", "failed"];
export const stateTones: Record<DocumentState, Tone> = {
  ready: "ok",
  queued: "neutral",
  working: "run",
  failed: "err",
};

export function Documents({ base }: { base: KnowledgeBase }) {
  const { t } = useTranslation("knowledge");
  const { q, state, source } = useSearch({ from: "/app/knowledge/$id" });
  const navigate = useNavigate();
  const set = (change: { q?: string; state?: string; source?: string }) => {
    const wanted = Object.entries({ q, state, source, ...change }).filter(([, value]) => value);
    const search = { tab: "documents", ...Object.fromEntries(wanted) };
    void navigate({ to: "/knowledge/$id", params: { id: base.id }, search, replace: true });
  };
  const documents = useDocuments(base.id, {
    q: q ?? null,
    state: states.find((each) => each === state) ?? null,
    source_id: source ?? null,
  });
  const sources = useSources(base.id);
  const isFiltered = Boolean(q || state || source);
  return (
    <div className="flex flex-col gap-4">
      <UploadPanel base={base} />
      <div className="flex flex-wrap gap-3">
        <SearchInput
          label={t("documents.filter")}
          placeholder={t("documents.filter")}
          icon={<Search size={15} />}
          className="min-w-56 flex-1"
          defaultValue={q}
          onChange={(e) => set({ q: e.target.value })}
        />
        <Select
          className="sm:max-w-44"
          aria-label={t("documents.state")}
          value={state ?? ""}
          onChange={(value) => set({ state: value })}
          choices={[
            { value: "", label: t("documents.anyState") },
            ...states.map((value) => ({ value, label: t(`state.${value}`) })),
          ]}
        />
        <Select
          className="sm:max-w-44"
          aria-label={t("documents.source")}
          value={source ?? ""}
          onChange={(value) => set({ source: value })}
          choices={[
            { value: "", label: t("documents.anySource") },
            ...(sources.data?.items.map((each) => ({ value: each.id, label: each.name })) ?? []),
          ]}
        />
      </div>
      <QueryView query={documents}>
        {(found) => {
          const rows = found.pages.flatMap((page) => page.items);
          if (rows.length === 0)
            return (
              <Card>
                <Empty icon={FileText} title={t(isFiltered ? "documents.noneFound" : "documents.none")}>
                  {t(isFiltered ? "documents.noneFoundText" : "documents.noneText")}
                </Empty>
              </Card>
            );
          return (
            <Card>
              <Table label={t("tab.documents")}>
                <Thead>
                  <Th>{t("documents.name")}</Th>
                  <Th>{t("documents.state")}</Th>
                  <Th numeric>{t("documents.size")}</Th>
                  <Th>{t("documents.changed")}</Th>
                  <Th>
                    <span className="sr-only">{t("documents.actions")}</span>
                  </Th>
                </Thead>
                <tbody>
                  {rows.map((row) => (
                    <Row key={row.id} base={base} row={row} />
                  ))}
                </tbody>
              </Table>
              {documents.hasNextPage && (
                <div className="flex justify-center p-3">
                  <Button busy={documents.isFetchingNextPage} onClick={() => void documents.fetchNextPage()}>
                    {t("more")}
                  </Button>
                </div>
              )}
            </Card>
          );
        }}
      </QueryView>
    </div>
  );
}

function Row({ base, row }: { base: KnowledgeBase; row: KnowledgeDocument }) {
  const { t } = useTranslation("knowledge");
  const action = useDocumentAction(base.id);
  const fail = useProblemToast();
  const mayWrite = useMay("knowledge.write");
  const [opening, setOpening] = useState(false);
  const sources = useSources(base.id);
  const isUpload = sources.data?.items.find((each) => each.id === row.source_id)?.kind === "upload";
  const act = (what: "again" | "delete") => action.mutate({ document: row.id, what }, { onError: fail });
  return (
    <Tr>
      <Td className="max-w-md min-w-52">
        <Link
          to="/knowledge/$id/documents/$document"
          params={{ id: base.id, document: row.id }}
          className="font-medium hover:text-accent"
        >
          {row.name}
        </Link>
        {row.open_to && (
          <EyeOff size={13} className="ml-1.5 inline text-muted" aria-label={t("documents.restricted")} />
        )}
        {row.place !== row.name && row.place.includes("/") && (
          <p className="truncate text-caption text-muted">{row.place}</p>
        )}
        {row.same_as && <p className="text-caption text-muted">{t("documents.sameAs")}</p>}
        {row.problem && (
          <p className="py-1 text-caption text-pretty text-err">
            {row.problem.title}. {row.problem.detail}
            {row.state === "failed" && row.searched && ` ${t("documents.stillOld")}`}
          </p>
        )}
      </Td>
      <Td>
        <Badge tone={stateTones[row.state]}>{t(`state.${row.state}`)}</Badge>
      </Td>
      <Td numeric className="tabular">
        {formatBytes(row.size)}
      </Td>
      <Td className="whitespace-nowrap text-muted">{formatDateTime(row.changed_at)}</Td>
      <Td className="text-right whitespace-nowrap">
        {mayWrite && (
          <span className="inline-flex gap-1">
            {row.state === "failed" && (
              <Button size="sm" kind="ghost" onClick={() => act("again")}>
                {t("documents.again")}
              </Button>
            )}
            <Button size="sm" kind="ghost" onClick={() => setOpening(true)}>
              {t("access.button")}
            </Button>
            {isUpload && (
              <Button
                size="sm"
                kind="ghost"
                aria-label={t("documents.deleteOf", { name: row.name })}
                onClick={() => act("delete")}
              >
                {t("delete")}
              </Button>
            )}
          </span>
        )}
      </Td>
      {opening && <AccessDialog base={base} document={row} onClose={() => setOpening(false)} />}
    </Tr>
  );
}

/** Files by click or by drop, several at once; each that is refused says why. */
function UploadPanel({ base }: { base: KnowledgeBase }) {
  const { t } = useTranslation("knowledge");
  const { t: tu } = useTranslation("ui");
  const cache = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [left, setLeft] = useState(0);
  const [refused, setRefused] = useState<string[]>([]);
  if (!useMay("knowledge.write")) return null;
  const take = async (files: readonly File[]) => {
    setRefused([]);
    setLeft(files.length);
    let taken = 0;
    for (const file of files) {
      try {
        await uploadDocument(base.id, file);
        taken += 1;
      } catch (error) {
        const said = problemLine(error, tu);
        setRefused((old) => [...old, `${said.title}. ${said.description}`]);
      }
      setLeft((old) => old - 1);
    }
    if (taken > 0) toast.done(t("upload.done", { count: taken }));
    if (input.current) input.current.value = "";
    await cache.invalidateQueries({ queryKey: knowledgeKeys.all });
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take([...event.dataTransfer.files]);
  };
  return (
    <Card
      className={cx(
        "flex flex-wrap items-center gap-x-4 gap-y-2 border-dashed px-5 py-4",
        over && "border-accent bg-soft",
      )}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <div className="min-w-0 flex-1">
        <p className="text-ui font-medium">{t("upload.title")}</p>
        <p className="text-caption text-muted">{t("upload.text")}</p>
        <div role="status">
          {left > 0 && <p className="text-caption text-muted">{t("upload.left", { count: left })}</p>}
          {refused.map((line) => (
            <p key={line} className="text-caption text-err">
              {line}
            </p>
          ))}
        </div>
      </div>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={TAKEN}
        aria-label={t("upload.title")}
        onChange={(event) => void take([...(event.target.files ?? [])])}
      />
      <Button
        icon={<HardDriveUpload size={15} aria-hidden />}
        busy={left > 0}
        onClick={() => input.current?.click()}
      >
        {t("upload.button")}
      </Button>
    </Card>
  );
}
