/** What this is, and where its documentation stands. */
import { ExternalLink } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Card, CardHeader } from "@/ui/card";

const links = [
  { key: "docs", href: "/api/docs" },
  { key: "openapi", href: "/api/openapi.json" },
  { key: "health", href: "/readyz" },
] as const;

export function AboutSection() {
  const { t } = useTranslation("settings");
  return (
    <Card>
      <CardHeader title={t("section.about")} />
      <div className="flex flex-col gap-4 px-5 pb-5">
        <div className="flex items-center gap-3">
          <img src="/mark.svg" alt="" width={40} height={40} />
          <div>
            <p className="text-section font-semibold">{t("about.product")}</p>
            <p className="text-ui text-muted">{t("about.text")}</p>
          </div>
        </div>
        <ul className="flex flex-col gap-1">
          {links.map((l) => (
            <li key={l.key}>
              <a
                href={l.href}
                target="_blank"
                rel="noreferrer"
                className="inline-flex min-h-6 items-center gap-1.5 text-ui font-medium text-accent hover:underline"
              >
                {t(`about.${l.key}`)}
                <ExternalLink size={14} aria-hidden />
              </a>
            </li>
          ))}
        </ul>
        <p className="text-caption text-muted">{t("about.license")}</p>
      </div>
    </Card>
  );
}
