/** The prompt as a model will read it, with sample values. */
import { useTranslation } from "react-i18next";
import type { Content, Rendered, Variable } from "@/api/prompts";
import type { Texts } from "@/parts/prompts/values";
import { ValuesForm } from "@/parts/prompts/values-form";
import { Card, CardHeader } from "@/ui/card";
import { ErrorPanel } from "@/ui/error-panel";
import { inWords } from "./faults";

interface Props {
  content: Content;
  inherited: readonly Variable[];
  texts: Texts;
  onTexts: (texts: Texts) => void;
  faults: Readonly<Record<string, string>>;
  rendered: Rendered | undefined;
  error: unknown;
}

export function Preview({ content, inherited, texts, onTexts, faults, rendered, error }: Props) {
  const { t } = useTranslation("prompts");
  const missing = Object.values(faults).includes("missing");
  return (
    <Card className="lg:sticky lg:top-5">
      <CardHeader title={t("preview.title")} description={t("preview.text")} />
      <div className="flex flex-col gap-4 px-5 pb-5">
        <ValuesForm
          variables={[...content.variables.filter((each) => each.name), ...inherited]}
          texts={texts}
          onChange={onTexts}
          faults={faults}
        />
        <div className="border-t border-line pt-4">
          {missing ? (
            <p className="text-ui text-muted">{t("preview.fill")}</p>
          ) : error ? (
            <ErrorPanel error={inWords(error)} compact />
          ) : (
            rendered && <Messages rendered={rendered} />
          )}
        </div>
      </div>
    </Card>
  );
}

function Messages({ rendered }: { rendered: Rendered }) {
  const { t } = useTranslation("prompts");
  return (
    <>
      <ol aria-label={t("preview.messages")} className="flex flex-col gap-3">
        {rendered.messages.map((message, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: messages have no name but their place
          <li key={place}>
            <p className="text-caption font-medium text-muted">{t(`texts.roles.${message.role}`)}</p>
            <p className="mt-0.5 rounded-control bg-surface-2 px-3 py-2 text-ui whitespace-pre-wrap [overflow-wrap:anywhere]">
              {message.content}
            </p>
          </li>
        ))}
      </ol>
      <p className="mt-3 text-caption text-muted">{t("preview.tokens", { count: rendered.tokens })}</p>
    </>
  );
}
