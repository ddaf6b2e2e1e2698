/** What a list says before it has anything: one sentence, one main action. */
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "@/lib/cx";

export function Empty({
  icon: Icon,
  title,
  heading: Title = "p",
  children,
  action,
  className,
}: {
  icon: LucideIcon;
  title: ReactNode;
  /** "h1" where this is all there is on the page. */
  heading?: "h1" | "p";
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}) {
  return (
    <div className={cx("flex flex-col items-center gap-3 px-6 py-14 text-center", className)}>
      <span className="flex size-12 items-center justify-center rounded-card bg-soft text-accent" aria-hidden>
        <Icon size={24} />
      </span>
      <div className="max-w-md">
        <Title className="text-section font-semibold">{title}</Title>
        {children && <p className="mt-1 text-ui text-pretty text-muted">{children}</p>}
      </div>
      {action && <div className="mt-1 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
