/** Tabs inside a page. */
import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cx } from "@/lib/cx";

export interface TabItem {
  value: string;
  label: ReactNode;
  content: ReactNode;
  count?: number | undefined;
}

export function Tabs({
  value,
  onChange,
  tabs,
  label,
  className,
  panelClassName,
}: {
  value: string;
  onChange: (value: string) => void;
  tabs: readonly TabItem[];
  label?: string;
  className?: string;
  panelClassName?: string;
}) {
  return (
    <Radix.Root value={value} onValueChange={onChange} className={className}>
      <Radix.List aria-label={label} className="flex gap-1 overflow-x-auto border-b border-line">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="-mb-px flex h-10 items-center gap-1.5 border-b-2 border-transparent px-3 text-ui font-medium whitespace-nowrap text-muted transition-colors hover:text-text data-[state=active]:border-accent data-[state=active]:text-text focus-visible:outline-offset-[-2px]"
          >
            {tab.label}
            {tab.count !== undefined && (
              <span className="rounded-full bg-neutral-soft px-1.5 text-caption tabular text-muted">
                {tab.count}
              </span>
            )}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className={cx("pt-4 outline-none", panelClassName)}>
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
