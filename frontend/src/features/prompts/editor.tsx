/** Writes a prompt beside what a model will read of it; keeps it as a version. */
import { Save } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Content, usePreview, type Variable } from "@/api/prompts";
import { useMay } from "@/api/session";
import { useSettled } from "@/lib/use-settled";
import { readValues, type Texts } from "@/parts/prompts/values";
import { Button } from "@/ui/button";
import { ContentEditor, textsOf } from "./content-editor";
import { faultsOf } from "./faults";
import { Preview } from "./preview";
import { SaveDialog } from "./save-dialog";

interface Props {
  name: string | null;
  initial: Content;
  inherited: readonly Variable[];
  onSaved: (name: string, version: number) => void;
}

export function Editor({ name, initial, inherited, onSaved }: Props) {
  const { t } = useTranslation("prompts");
  const mayWrite = useMay("prompt.write");
  const [content, setContent] = useState(initial);
  const [texts, setTexts] = useState<Texts>({});
  const [saving, setSaving] = useState(false);
  const changed = JSON.stringify(content) !== JSON.stringify(initial);
  const written = textsOf(content).some((text) => text.trim() !== "");
  const settled = useSettled(content);
  const read = readValues([...content.variables, ...inherited], texts);
  const values = useSettled(read.values);
  const preview = usePreview(
    settled,
    values,
    name,
    textsOf(settled).some((text) => text.trim() !== ""),
  );
  const faults = faultsOf(preview.error);
  const save = mayWrite && (
    <Button
      kind="primary"
      icon={<Save size={16} aria-hidden />}
      disabled={!written || (name !== null && !changed)}
      onClick={() => setSaving(true)}
    >
      {name ? t("editor.save") : t("editor.create")}
    </Button>
  );
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <div className="flex flex-col gap-4">
        <ContentEditor
          content={content}
          onChange={setContent}
          faults={faults}
          disabled={!mayWrite}
          inherited={inherited.map((each) => each.name)}
        />
        {save && <div className="flex justify-end">{save}</div>}
      </div>
      <div>
        <Preview
          content={content}
          inherited={inherited}
          texts={texts}
          onTexts={setTexts}
          faults={read.faults}
          rendered={preview.data}
          error={preview.error}
        />
      </div>
      {saving && (
        <SaveDialog
          content={content}
          name={name}
          onClose={() => setSaving(false)}
          onSaved={(saved, version) => {
            setSaving(false);
            onSaved(saved, version);
          }}
        />
      )}
    </div>
  );
}
