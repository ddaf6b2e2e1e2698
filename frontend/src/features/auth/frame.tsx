/** The frame of both pages: the form on one side, what the product does on the other. */
import { ArrowRight, Bell, FileSearch, type LucideIcon, Split, UserCheck } from "lucide-react";
import { Fragment, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { changeLanguage } from "@/locales/i18n";
import { Status } from "@/ui/badge";
import { Button } from "@/ui/button";
import { useDocumentTitle } from "@/ui/page";
import { IconTile } from "@/ui/step-icon";

const steps: ReadonlyArray<{ key: string; icon: LucideIcon; hue: string; status: string }> = [
  { key: "read", icon: FileSearch, hue: "ai", status: "succeeded" },
  { key: "check", icon: Split, hue: "logic", status: "succeeded" },
  { key: "ask", icon: UserCheck, hue: "people", status: "waiting" },
  { key: "tell", icon: Bell, hue: "data", status: "queued" },
];

export function AuthFrame({
  title,
  text,
  children,
  footer,
}: {
  title: string;
  text: string;
  children: ReactNode;
  footer: ReactNode;
}) {
  const { t, i18n } = useTranslation("auth");
  useDocumentTitle(title);
  const other = i18n.language === "de" ? "en" : "de";
  return (
    <div className="grid min-h-dvh bg-surface lg:grid-cols-[minmax(0,1fr)_minmax(0,1.1fr)]">
      <main className="flex flex-col px-6 py-6 sm:px-12">
        <div className="flex items-center justify-between">
          <span className="flex items-center gap-2.5 text-body font-semibold">
            <img src="/mark.svg" alt="" width={28} height={28} />
            {t("product")}
          </span>
          <Button kind="ghost" size="sm" lang={other} onClick={() => void changeLanguage(other)}>
            {t("otherLanguage")}
          </Button>
        </div>
        <div className="mx-auto flex w-full max-w-sm flex-1 flex-col justify-center py-10">
          <h1 className="text-[26px] leading-8 font-semibold tracking-tight">{title}</h1>
          <p className="mt-1.5 mb-7 text-body text-muted">{text}</p>
          {children}
          <p className="mt-6 text-center text-ui text-muted">{footer}</p>
        </div>
      </main>
      <aside className="hidden flex-col justify-center border-l border-line bg-bg px-12 lg:flex xl:px-20">
        <p className="max-w-lg text-[28px] leading-9 font-semibold tracking-tight text-balance">
          {t("promise.title")}
        </p>
        <p className="mt-3 max-w-md text-body text-pretty text-muted">{t("promise.text")}</p>
        <div aria-hidden className="mt-10 flex max-w-md flex-col">
          {steps.map((step, i) => (
            <Fragment key={step.key}>
              {i > 0 && <span className="ml-9 h-5 w-px bg-line-strong" />}
              <div className="flex items-center gap-3 rounded-card border border-line bg-surface px-4 py-3">
                <IconTile icon={step.icon} category={step.hue} size={40} />
                <span className="min-w-0 flex-1">
                  <span className="block text-body font-medium">{t(`promise.steps.${step.key}.name`)}</span>
                  <span className="block truncate text-caption text-muted">
                    {t(`promise.steps.${step.key}.text`)}
                  </span>
                </span>
                <Status status={step.status} />
              </div>
            </Fragment>
          ))}
        </div>
        <ul className="mt-10 flex max-w-md flex-col gap-2 text-ui text-muted">
          {["own", "key", "person"].map((key) => (
            <li key={key} className="flex gap-2">
              <ArrowRight size={16} className="mt-0.5 shrink-0 text-accent" aria-hidden />
              {t(`promise.points.${key}`)}
            </li>
          ))}
        </ul>
      </aside>
    </div>
  );
}
