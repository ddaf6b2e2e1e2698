/** A document as it is searched: its text in pieces, with the place that a link names marked. */
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useDocument, useDocumentText } from "@/api/knowledge";
import { cx } from "@/lib/cx";
import { formatBytes } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { Badge } from "@/ui/badge";
import { Callout } from "@/ui/callout";
import { Card } from "@/ui/card";
import { backLinkClass, Page, PageHeader } from "@/ui/page";
import { stateTones } from "./documents";
import { piecesOf } from "./pieces";

export function DocumentPage() {
  const { t } = useTranslation("knowledge");
  const { id, document } = useParams({ from: "/app/knowledge/$id/documents/$document" });
  const about = useDocument(id, document);
  return (
    <Page width="narrow">
      <QueryView query={about}>
        {(data) => (
          <>
            <PageHeader
              documentTitle={data.name}
              back={
                <Link
                  to="/knowledge/$id"
                  params={{ id }}
                  search={{ tab: "documents" }}
                  className={backLinkClass}
                >
                  <ArrowLeft size={15} aria-hidden />
                  {t("tab.documents")}
                </Link>
              }
              title={data.name}
              badge={<Badge tone={stateTones[data.state]}>{t(`state.${data.state}`)}</Badge>}
              description={[
                formatBytes(data.size),
                t("count.pages", { count: data.pages }),
                t("count.passages", { count: data.chunks }),
              ].join(" · ")}
            />
            {data.problem && (
              <Callout tone="warn" title={data.problem.title} className="mb-5">
                {data.problem.detail}
              </Callout>
            )}
            {data.searched && <Text base={id} document={document} />}
          </>
        )}
      </QueryView>
    </Page>
  );
}

function Text({ base, document }: { base: string; document: string }) {
  const { t } = useTranslation("knowledge");
  const { from, to } = useSearch({ from: "/app/knowledge/$id/documents/$document" });
  const text = useDocumentText(base, document);
  const mark = useRef<HTMLElement>(null);
  const pieces = useMemo(
    () => (text.data ? piecesOf(text.data.text, text.data.chunks, Number(from ?? -1), Number(to ?? -1)) : []),
    [text.data, from, to],
  );
  const shown = pieces.length;
  useEffect(() => {
    if (shown > 0) mark.current?.scrollIntoView({ block: "center" });
  }, [shown]);
  return (
    <QueryView query={text}>
      {() => (
        <ol className="flex flex-col gap-3">
          {pieces.map((piece) => (
            <li key={piece.number}>
              <Card className={cx("px-5 py-4", piece.isMarked && "border-accent")}>
                <p className="mb-1.5 text-caption text-muted tabular">
                  {t("document.piece", { number: piece.number + 1, page: piece.page })}
                  {piece.headings && ` · ${piece.headings}`}
                </p>
                <p className="text-ui whitespace-pre-line text-pretty">
                  {piece.before}
                  {piece.marked && (
                    <mark ref={mark} className="rounded-sm bg-soft text-text">
                      {piece.marked}
                    </mark>
                  )}
                  {piece.after}
                </p>
              </Card>
            </li>
          ))}
        </ol>
      )}
    </QueryView>
  );
}
