import { Link, useParams } from "@tanstack/react-router";
import {
  Bot,
  Building2,
  ChartNoAxesColumn,
  Cpu,
  DatabaseZap,
  Fingerprint,
  Info,
  KeyRound,
  KeySquare,
  LogIn,
  Logs,
  type LucideIcon,
  Mail,
  MailSearch,
  MessagesSquare,
  PiggyBank,
  ShieldHalf,
  UserRound,
  Users,
  Waypoints,
} from "lucide-react";
import { type ComponentType, lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { may } from "@/api/session";
import { cx } from "@/lib/cx";
import { Page, PageHeader } from "@/ui/page";
import { SkeletonRows } from "@/ui/skeleton";
import { AboutSection } from "./about";
import { CompanySection } from "./company";
import { EmailSection } from "./email";
import { ModelsSection } from "./models/section";
import { PauseSection } from "./pause";
import { RetentionSection } from "./retention";
import { SamplesSection } from "./samples";

const CalendarSection = lazy(() => import("./company-life/calendar"));
const DangerSection = lazy(() => import("./company-life/danger"));
const MembersSection = lazy(() => import("./people/members"));
const RolesSection = lazy(() => import("./people/roles"));
const UsageSection = lazy(() => import("./metering/usage"));
const BudgetsSection = lazy(() => import("./metering/budgets"));
const ProfileSection = lazy(() => import("./account/profile"));
const SecuritySection = lazy(() => import("./account/security"));
const OutboxSection = lazy(() => import("./account/outbox"));
const CacheSection = lazy(() => import("./metering/cache"));
const AliasesSection = lazy(() => import("./aliases/section"));
const GuardrailsSection = lazy(() => import("./guardrails/section"));
const ExchangesSection = lazy(() => import("./exchanges"));
const KeysSection = lazy(() => import("./access/keys-section"));
const AccountsSection = lazy(() => import("./access/accounts-section"));
const SsoSection = lazy(() => import("./sso/section"));
const AuditSection = lazy(() => import("./audit/section"));

interface Section {
  key: string;
  icon: LucideIcon;
  view: ComponentType;
  permission?: string;
}

const groups: ReadonlyArray<{ key: string; sections: readonly Section[] }> = [
  {
    key: "company",
    sections: [
      { key: "company", icon: Building2, view: CompanySettings },
      { key: "members", icon: Users, view: MembersSection },
      { key: "roles", icon: KeyRound, view: RolesSection },
      { key: "accounts", icon: Bot, view: AccountsSection },
      { key: "sso", icon: LogIn, view: SsoSection, permission: "sso.manage" },
      { key: "audit", icon: Logs, view: AuditSection, permission: "audit.read" },
    ],
  },
  {
    key: "ai",
    sections: [
      { key: "model", icon: Cpu, view: ModelsSection },
      { key: "aliases", icon: Waypoints, view: AliasesSection },
      { key: "guardrails", icon: ShieldHalf, view: GuardrailsSection },
      { key: "cache", icon: DatabaseZap, view: CacheSection },
      { key: "usage", icon: ChartNoAxesColumn, view: UsageSection },
      { key: "budgets", icon: PiggyBank, view: BudgetsSection },
      { key: "exchanges", icon: MessagesSquare, view: ExchangesSection },
    ],
  },
  {
    key: "messages",
    sections: [
      { key: "email", icon: Mail, view: EmailSection },
      { key: "outbox", icon: MailSearch, view: OutboxSection, permission: "notification.manage" },
    ],
  },
  {
    key: "you",
    sections: [
      { key: "profile", icon: UserRound, view: ProfileSection },
      { key: "security", icon: Fingerprint, view: SecuritySection },
      { key: "keys", icon: KeySquare, view: KeysSection },
    ],
  },
  { key: "platform", sections: [{ key: "about", icon: Info, view: AboutSection }] },
];

function CompanySettings() {
  return (
    <div className="flex flex-col gap-5">
      <CompanySection />
      <CalendarSection />
      <PauseSection />
      <RetentionSection />
      <SamplesSection />
      <DangerSection />
    </div>
  );
}

export function SettingsPage() {
  const { t } = useTranslation("settings");
  const { section } = useParams({ from: "/app/settings/{-$section}" });
  const offered = groups
    .map((group) => ({
      ...group,
      sections: group.sections.filter((s) => !s.permission || may(s.permission)),
    }))
    .filter((group) => group.sections.length > 0);
  const all = offered.flatMap((group) => group.sections);
  const shown = all.find((s) => s.key === section) ?? all[0];
  const View = shown?.view;
  return (
    <Page>
      <PageHeader documentTitle={t("title")} title={t("title")} />
      <div className="grid gap-6 md:grid-cols-[13rem_minmax(0,1fr)]">
        <nav aria-label={t("title")} className="flex gap-1 overflow-x-auto md:flex-col md:gap-4">
          {offered.map((group) => (
            <div key={group.key} className="contents md:flex md:flex-col md:gap-0.5">
              <h2 id={`settings-${group.key}`} className="px-3 pb-1 text-caption text-muted max-md:sr-only">
                {t(`group.${group.key}`)}
              </h2>
              <ul aria-labelledby={`settings-${group.key}`} className="flex gap-1 md:flex-col md:gap-0.5">
                {group.sections.map((s) => (
                  <li key={s.key}>
                    <SectionLink section={s} isShown={s === shown} />
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </nav>
        <div className="min-w-0 max-w-3xl">
          <Suspense fallback={<SkeletonRows />}>{View && <View />}</Suspense>
        </div>
      </div>
    </Page>
  );
}

function SectionLink({ section, isShown }: { section: Section; isShown: boolean }) {
  const { t } = useTranslation("settings");
  return (
    <Link
      to="/settings/{-$section}"
      params={{ section: section.key }}
      aria-current={isShown ? "page" : undefined}
      className={cx(
        "flex h-9 shrink-0 items-center gap-2.5 rounded-control px-3 text-ui font-medium whitespace-nowrap",
        isShown ? "bg-soft text-accent" : "text-muted hover:bg-surface-2 hover:text-text",
      )}
    >
      <section.icon size={16} aria-hidden />
      {t(`section.${section.key}`)}
    </Link>
  );
}
