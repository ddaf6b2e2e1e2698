/** A plain statement that belongs to the page: information, a warning, something done. */
import { CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "@/lib/cx";

const looks = {
  info: { icon: Info, className: "bg-run-soft", iconClass: "text-run" },
  warn: { icon: TriangleAlert, className: "bg-warn-soft", iconClass: "text-warn" },
  ok: { icon: CircleCheck, className: "bg-ok-soft", iconClass: "text-ok" },
  plain: { icon: Info, className: "bg-surface-2", iconClass: "text-muted" },
};

export function Callout({
  tone = "info",
  title,
  children,
  actions,
  className,
}: {
  tone?: keyof typeof looks;
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  className?: string;
}) {
  const look = looks[tone];
  const Icon = look.icon;
  return (
    <div className={cx("flex gap-3 rounded-menu px-4 py-3 text-ui", look.className, className)}>
      <Icon size={18} className={cx("mt-px shrink-0", look.iconClass)} aria-hidden />
      <div className="min-w-0 flex-1">
        {title && <p className="font-semibold">{title}</p>}
        {children && <div className={title ? "mt-0.5" : ""}>{children}</div>}
        {actions && <div className="mt-2 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  );
}
