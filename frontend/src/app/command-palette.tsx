/** One box for everything: go to a place, open an agent or a workflow, do something. */
import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { Bot, CircleHelp, Languages, Moon, Play, Plus, Sun, Workflow } from "lucide-react";
import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useAgents } from "@/api/agents";
import { useMay } from "@/api/session";
import { useWorkflows } from "@/api/workflows";
import { changeLanguage } from "@/locales/i18n";
import { places } from "./nav";
import { setTheme, useShownTheme } from "./theme";

export default function CommandPalette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const { t, i18n } = useTranslation("app");
  const navigate = useNavigate();
  const agents = useAgents();
  const workflows = useWorkflows();
  const theme = useShownTheme();
  const mayAgents = useMay("agent.write");
  const mayStart = useMay("run.start");

  const go = (work: () => void) => () => {
    onClose();
    work();
  };

  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-overlay animate-fade" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-x-2 top-[8vh] z-50 mx-auto max-w-xl overflow-hidden rounded-card border border-line bg-surface shadow-overlay outline-none animate-rise"
        >
          <Dialog.Title className="sr-only">{t("palette.title")}</Dialog.Title>
          <Command label={t("palette.title")} loop>
            <Command.Input
              autoFocus
              placeholder={t("palette.placeholder")}
              className="h-12 w-full border-b border-line bg-transparent px-4 text-body outline-none focus-visible:outline-none"
            />
            <Command.List className="max-h-[min(26rem,60dvh)] overflow-y-auto p-2 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-caption [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-muted">
              <Command.Empty className="py-8 text-center text-ui text-muted">
                {t("palette.empty")}
              </Command.Empty>
              <Command.Group heading={t("palette.places")}>
                {places.map((p) => (
                  <Item
                    key={p.key}
                    icon={<p.icon size={16} aria-hidden />}
                    onSelect={go(() => void navigate({ to: p.to }))}
                  >
                    {t(`nav.${p.key}`)}
                  </Item>
                ))}
              </Command.Group>
              <Command.Group heading={t("palette.actions")}>
                {mayAgents && (
                  <Item
                    icon={<Plus size={16} aria-hidden />}
                    onSelect={go(() => void navigate({ to: "/agents/new" }))}
                  >
                    {t("palette.newAgent")}
                  </Item>
                )}
                <Item
                  icon={theme === "dark" ? <Sun size={16} aria-hidden /> : <Moon size={16} aria-hidden />}
                  onSelect={go(() => setTheme(theme === "dark" ? "light" : "dark"))}
                >
                  {theme === "dark" ? t("palette.light") : t("palette.dark")}
                </Item>
                <Item
                  icon={<Languages size={16} aria-hidden />}
                  onSelect={go(() => void changeLanguage(i18n.language === "de" ? "en" : "de"))}
                >
                  {t("palette.language")}
                </Item>
                <Item icon={<CircleHelp size={16} aria-hidden />} onSelect={onHelp}>
                  {t("help.title")}
                </Item>
              </Command.Group>
              <Command.Group heading={t("nav.workflows")}>
                {workflows.data?.items.map((w) => (
                  <Item
                    key={w.id}
                    value={`${w.name} ${w.id}`}
                    icon={<Workflow size={16} aria-hidden />}
                    onSelect={go(() => void navigate({ to: "/workflows/$id", params: { id: w.id } }))}
                  >
                    {w.name}
                  </Item>
                ))}
                {mayStart &&
                  workflows.data?.items
                    .filter((w) => w.live_version !== null)
                    .map((w) => (
                      <Item
                        key={`start ${w.id}`}
                        value={`start ${w.name} ${w.id}`}
                        icon={<Play size={16} aria-hidden />}
                        onSelect={go(
                          () => void navigate({ to: "/workflows/$id/start", params: { id: w.id } }),
                        )}
                      >
                        {t("palette.start", { name: w.name })}
                      </Item>
                    ))}
              </Command.Group>
              <Command.Group heading={t("nav.agents")}>
                {agents.data?.items.map((a) => (
                  <Item
                    key={a.id}
                    value={`${a.name} ${a.id}`}
                    icon={<Bot size={16} aria-hidden />}
                    onSelect={go(() => void navigate({ to: "/agents/$id", params: { id: a.id } }))}
                  >
                    {a.name}
                  </Item>
                ))}
              </Command.Group>
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Item({
  icon,
  children,
  onSelect,
  value,
}: {
  icon: ReactNode;
  children: ReactNode;
  onSelect: () => void;
  value?: string;
}) {
  return (
    <Command.Item
      onSelect={onSelect}
      {...(value ? { value } : {})}
      className="flex h-9 cursor-default items-center gap-3 rounded-control px-2 text-ui data-[selected=true]:bg-surface-2"
    >
      <span className="text-muted">{icon}</span>
      <span className="truncate">{children}</span>
    </Command.Item>
  );
}
