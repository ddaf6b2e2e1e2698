/** What is shown when there is no page. */
import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { useDocumentTitle } from "@/ui/page";

export function NotFound() {
  const { t } = useTranslation("app");
  useDocumentTitle(t("notFound.title"));
  return (
    <main className="flex min-h-[70dvh] items-center justify-center">
      <Empty
        icon={Compass}
        title={t("notFound.title")}
        heading="h1"
        action={
          <Button kind="primary" asChild>
            <Link to="/">{t("notFound.home")}</Link>
          </Button>
        }
      >
        {t("notFound.text")}
      </Empty>
    </main>
  );
}
