/** Which knowledge bases an agent may look things up in by itself. */
import { useTranslation } from "react-i18next";
import { useBases } from "@/api/knowledge";
import { useMay } from "@/api/session";
import { Card, CardHeader } from "@/ui/card";
import { Checkbox } from "@/ui/switch";

export function AgentKnowledge({
  value,
  onChange,
}: {
  value: readonly string[];
  onChange: (value: string[]) => void;
}) {
  const { t } = useTranslation("knowledge");
  const mayRead = useMay("knowledge.read");
  const bases = useBases(mayRead);
  if (!mayRead) return null;
  const toggle = (id: string) =>
    onChange(value.includes(id) ? value.filter((each) => each !== id) : [...value, id]);
  return (
    <Card>
      <CardHeader title={t("agents.label")} description={t("agents.help")} />
      <div className="flex flex-col gap-2 px-5 pb-5">
        {bases.data?.items.length === 0 && <p className="text-ui text-muted">{t("agents.none")}</p>}
        {bases.data?.items.map((base) => (
          <Checkbox
            key={base.id}
            checked={value.includes(base.id)}
            onChange={() => toggle(base.id)}
            label={base.name}
          />
        ))}
      </div>
    </Card>
  );
}
