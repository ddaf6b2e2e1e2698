/** Help, always in the same place: how the product is meant to be used, and the keys. */
import { useTranslation } from "react-i18next";
import { Dialog } from "@/ui/dialog";
import { Kbd } from "@/ui/kbd";

const topics = ["agent", "workflow", "run", "inbox", "model"] as const;
const keys = [
  ["palette", "Mod+K"],
  ["help", "?"],
  ["close", "Esc"],
  ["inboxMove", "J"],
  ["inboxBack", "K"],
  ["inboxApprove", "A"],
  ["inboxReject", "R"],
  ["inboxChoose", "X"],
] as const;

export default function HelpSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("app");
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      as="sheet"
      size="sm"
      title={t("help.title")}
      description={t("help.text")}
    >
      <dl className="flex flex-col gap-4">
        {topics.map((topic) => (
          <div key={topic}>
            <dt className="text-ui font-semibold">{t(`help.topics.${topic}.title`)}</dt>
            <dd className="mt-0.5 text-ui text-pretty text-muted">{t(`help.topics.${topic}.text`)}</dd>
          </div>
        ))}
      </dl>
      <h3 className="mt-6 mb-2 text-section font-semibold">{t("help.keys.title")}</h3>
      <dl className="divide-y divide-line rounded-menu border border-line">
        {keys.map(([name, combination]) => (
          <div key={name} className="flex items-center justify-between px-3 py-2 text-ui">
            <dt>{t(`help.keys.${name}`)}</dt>
            <dd>
              <Kbd keys={combination} />
            </dd>
          </div>
        ))}
      </dl>
      <p className="mt-2 text-caption text-muted">{t("help.keys.builder")}</p>
      <p className="mt-6 text-ui">
        <a
          href="/api/docs"
          target="_blank"
          rel="noreferrer"
          className="font-medium text-accent hover:underline"
        >
          {t("help.api")}
        </a>
      </p>
    </Dialog>
  );
}
