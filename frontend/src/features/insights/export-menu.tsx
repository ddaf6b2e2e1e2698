/** Taking the figures along: as a document, as a workbook, as comma-separated values, on paper as they look here. */
import { Download, FileChartColumn, FileSpreadsheet, FileText, Printer } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { downloadInsights, type InsightsQuestion } from "@/api/insights";
import { Button } from "@/ui/button";
import { Menu, MenuItem } from "@/ui/menu";
import { useProblemToast } from "@/ui/problem-words";

const files = [
  { key: "document", table: "all", format: "pdf", icon: FileChartColumn },
  { key: "figures", table: "all", format: "xlsx", icon: FileSpreadsheet },
  { key: "runsSheet", table: "runs", format: "xlsx", icon: FileSpreadsheet },
  { key: "runsText", table: "runs", format: "csv", icon: FileText },
  { key: "seriesText", table: "series", format: "csv", icon: FileText },
] as const;

export function ExportMenu({ question }: { question: InsightsQuestion }) {
  const { t, i18n } = useTranslation("insights");
  const [busy, setBusy] = useState(false);
  const fail = useProblemToast();
  const take = (table: string, format: (typeof files)[number]["format"]) => {
    setBusy(true);
    downloadInsights(question, table, format, i18n.language)
      .catch(fail)
      .finally(() => setBusy(false));
  };
  return (
    <span className="print:hidden">
      <Menu
        label={t("export.label")}
        trigger={
          <Button busy={busy} icon={<Download size={16} aria-hidden />}>
            {t("export.label")}
          </Button>
        }
      >
        {files.map((file) => (
          <MenuItem
            key={file.key}
            icon={<file.icon size={16} aria-hidden />}
            onSelect={() => take(file.table, file.format)}
          >
            {t(`export.${file.key}`)}
          </MenuItem>
        ))}
        <MenuItem
          icon={<Printer size={16} aria-hidden />}
          onSelect={() => setTimeout(() => window.print(), 200)}
        >
          {t("export.print")}
        </MenuItem>
      </Menu>
    </span>
  );
}
