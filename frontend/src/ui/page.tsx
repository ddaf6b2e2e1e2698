/** The frame of a page: width, header with title and actions, and the back link. Sets the document title. */
import { type ReactNode, useEffect } from "react";
import { cx } from "@/lib/cx";

export function Page({ children, width = "wide" }: { children: ReactNode; width?: "narrow" | "wide" }) {
  return (
    <div
      className={cx(
        "mx-auto w-full px-4 py-5 sm:px-6 sm:py-7",
        width === "narrow" ? "max-w-4xl" : "max-w-7xl",
      )}
    >
      {children}
    </div>
  );
}

export function PageHeader({
  title,
  documentTitle,
  description,
  actions,
  badge,
  back,
  icon,
}: {
  title: ReactNode;
  documentTitle: string;
  description?: ReactNode;
  actions?: ReactNode;
  badge?: ReactNode;
  /** A link element to where this page belongs. */
  back?: ReactNode;
  icon?: ReactNode;
}) {
  useDocumentTitle(documentTitle);
  return (
    <header className="mb-5">
      {back && <div className="mb-2 text-ui text-muted">{back}</div>}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="flex min-w-0 items-start gap-3">
          {icon}
          <div className="min-w-0">
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <h1 className="text-title font-semibold tracking-tight text-balance">{title}</h1>
              {badge}
            </div>
            {description && (
              <p className="mt-0.5 max-w-2xl text-body text-pretty text-muted">{description}</p>
            )}
          </div>
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </header>
  );
}

export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · Agent Platform` : "Agent Platform";
  }, [title]);
}

export const backLinkClass = "inline-flex items-center gap-1 hover:text-text rounded-control";
