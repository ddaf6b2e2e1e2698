/** Every key the builder knows, drawn from the registry, and the switch that turns single keys off. */
import { useTranslation } from "react-i18next";
import { Dialog } from "@/ui/dialog";
import { Kbd } from "@/ui/kbd";
import { Checkbox } from "@/ui/switch";
import { shownKeys } from "../commands/command-button";
import { type CommandGroup, commands } from "../commands/registry";

const groups: readonly CommandGroup[] = ["steps", "notes", "test", "edit", "move", "view", "workflow"];

interface KeysSheetProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  singleKeys: boolean;
  onSingleKeys: (on: boolean) => void;
}

export function KeysSheet({ open, onOpenChange, singleKeys, onSingleKeys }: KeysSheetProps) {
  const { t } = useTranslation("builder");
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("keys.title")}
      description={t("keys.text")}
      size="lg"
    >
      <div className="mb-5">
        <Checkbox
          checked={singleKeys}
          onChange={onSingleKeys}
          label={t("keys.single")}
          help={t("keys.singleHelp")}
        />
      </div>
      <div className="grid gap-x-10 gap-y-6 sm:grid-cols-2">
        {groups.map((group) => (
          <section key={group}>
            <h3 className="mb-1 font-semibold text-ui">{t(`keys.group.${group}`)}</h3>
            <dl>
              {commands
                .filter((command) => command.group === group)
                .map((command) => (
                  <div
                    key={command.id}
                    className="flex min-h-8 items-center justify-between gap-4 border-line border-b last:border-0"
                  >
                    <dt className="text-ui">{t(`command.${command.id}`)}</dt>
                    <dd className="flex gap-2">
                      {command.keys.slice(0, 2).map((keys) => (
                        <Kbd key={keys} keys={shownKeys([keys]) ?? keys} />
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
