/** What each version of a prompt made, what that took, and how it was judged. */
import { ThumbsDown, ThumbsUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMemberNames } from "@/api/company";
import { useMoney } from "@/api/metering";
import { type Prompt, usePromptUsage, useScores } from "@/api/prompts";
import { formatAgo, formatNumber, formatPercent, formatSeconds } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { Card, CardHeader } from "@/ui/card";
import { Table, Td, Th, Thead, Tr } from "@/ui/table";

export function Measures({ prompt }: { prompt: Prompt }) {
  const { t } = useTranslation("prompts");
  const usage = usePromptUsage(prompt.name);
  const money = useMoney();
  return (
    <div className="flex flex-col gap-4">
      <Card>
        <CardHeader title={t("usage.title")} description={t("usage.text")} />
        <QueryView query={usage} className="m-5 mt-0">
          {(page) =>
            page.items.length === 0 ? (
              <p className="px-5 pb-5 text-ui text-muted">{t("usage.none")}</p>
            ) : (
              <Table label={t("usage.title")}>
                <Thead>
                  <Th numeric>{t("versions.number")}</Th>
                  <Th numeric>{t("usage.calls")}</Th>
                  <Th numeric>{t("usage.tokens")}</Th>
                  <Th numeric>{t("usage.cost")}</Th>
                  <Th numeric>{t("usage.mean")}</Th>
                  <Th numeric>{t("usage.time")}</Th>
                  <Th numeric>{t("usage.score")}</Th>
                </Thead>
                <tbody>
                  {page.items.map((row) => (
                    <Tr key={row.version}>
                      <Td numeric className="font-medium">
                        {row.version}
                      </Td>
                      <Td numeric>{formatNumber(row.calls, 0)}</Td>
                      <Td numeric>{formatNumber(row.input_tokens + row.output_tokens, 0)}</Td>
                      <Td numeric>{money(row.cost)}</Td>
                      <Td numeric>{row.calls ? money(row.cost / row.calls) : "—"}</Td>
                      <Td numeric>{row.calls ? formatSeconds(row.seconds / row.calls) : "—"}</Td>
                      <Td numeric>
                        {row.score === null
                          ? "—"
                          : t("usage.scored", { score: formatPercent(row.score), count: row.scores })}
                      </Td>
                    </Tr>
                  ))}
                </tbody>
              </Table>
            )
          }
        </QueryView>
      </Card>
      <Scores name={prompt.name} />
    </div>
  );
}

function Scores({ name }: { name: string }) {
  const { t } = useTranslation("prompts");
  const scores = useScores(name);
  const people = useMemberNames();
  if (!scores.data?.items.length) return null;
  return (
    <Card>
      <CardHeader title={t("scores.title")} />
      <ul aria-label={t("scores.title")}>
        {scores.data.items.map((each) => {
          const Icon = each.score >= 0.5 ? ThumbsUp : ThumbsDown;
          return (
            <li key={each.id} className="flex items-start gap-3 border-t border-line px-5 py-3 text-ui">
              <Icon
                size={16}
                className={each.score >= 0.5 ? "mt-0.5 text-ok" : "mt-0.5 text-err"}
                role="img"
                aria-label={t(each.score >= 0.5 ? "scores.good" : "scores.bad")}
              />
              <div className="min-w-0 flex-1">
                <p>{each.comment || t(each.score >= 0.5 ? "scores.good" : "scores.bad")}</p>
                <p className="text-caption text-muted">
                  {t("scores.line", {
                    version: each.version,
                    score: formatPercent(each.score),
                    name: people(each.by) ?? "—",
                    at: formatAgo(each.at),
                  })}
                </p>
              </div>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
