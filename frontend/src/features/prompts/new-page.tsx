/** A new prompt: written and looked at, then named and kept. */
import { Link, useNavigate } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useTranslation } from "react-i18next";
import { emptyContent } from "@/api/prompts";
import { backLinkClass, Page, PageHeader } from "@/ui/page";
import { Editor } from "./editor";

export function NewPromptPage() {
  const { t } = useTranslation("prompts");
  const navigate = useNavigate();
  return (
    <Page>
      <PageHeader
        documentTitle={t("new")}
        title={t("new")}
        description={t("newText")}
        back={
          <Link to="/prompts/{-$name}" className={backLinkClass}>
            <ArrowLeft size={15} aria-hidden />
            {t("title")}
          </Link>
        }
      />
      <Editor
        name={null}
        initial={emptyContent}
        inherited={[]}
        onSaved={(name) => void navigate({ to: "/prompts/{-$name}", params: { name } })}
      />
    </Page>
  );
}
