/** Adding a provider, and changing one. Both are tested before they are saved, if one likes. */
import { PlugZap } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAddProvider, useChangeProvider, useTryNewProvider, useTryProvider } from "@/api/ai";
import type { FoundServer, ModelProvider, ProviderKind, ProviderPreset } from "@/api/types";
import { fieldErrors } from "@/lib/problem";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Select } from "@/ui/select";
import { toast } from "@/ui/toast";
import { bodyOf, changeOf, type Draft, draftOf, newDraft, trialOf } from "./draft";
import { ProviderForm } from "./form";
import { Outcome } from "./outcome";
import { useCatalogueWords } from "./words";

/** A kind, or one of its presets: what one chooses first. */
interface Start {
  key: string;
  kind: ProviderKind;
  preset: ProviderPreset | null;
}

function starts(kinds: readonly ProviderKind[]): Start[] {
  return kinds.flatMap<Start>((kind) =>
    kind.presets.length > 0
      ? kind.presets.map((preset) => ({ key: `${kind.name}/${preset.name}`, kind, preset }))
      : [{ key: kind.name, kind, preset: null }],
  );
}

interface AddProps {
  kinds: readonly ProviderKind[];
  providers: readonly ModelProvider[];
  found: FoundServer | null;
  onClose: () => void;
}

export function AddDialog({ kinds, providers, found, onClose }: AddProps) {
  const { t } = useTranslation("settings");
  const words = useCatalogueWords();
  const every = starts(kinds);
  const offered = found && every.find((s) => s.key === `${found.kind}/${found.preset}`);
  const [start, setStart] = useState<Start | undefined>(offered ?? every[0]);
  const [draft, setDraft] = useState<Draft | undefined>(
    start && newDraft(start.kind, start.preset, found?.base_url),
  );
  const test = useTryNewProvider();
  const add = useAddProvider();
  if (!start || !draft) return null;
  const choose = (key: string) => {
    const next = every.find((s) => s.key === key);
    if (!next) return;
    setStart(next);
    setDraft(newDraft(next.kind, next.preset));
    test.reset();
    add.reset();
  };
  const save = () =>
    add.mutate(bodyOf(draft, start.kind, start.preset), {
      onSuccess: (saved) => {
        if (saved.tested_ok) toast.done(t("models.added", { name: saved.name }));
        onClose();
      },
    });
  return (
    <Editor
      title={t("models.addTitle")}
      onClose={onClose}
      onTest={() => test.mutate(bodyOf(draft, start.kind, start.preset))}
      onSave={save}
      saveLabel={t("models.addDo")}
      test={test}
      save={add}
    >
      <Field label={t("models.which")}>
        {(c) => (
          <Select
            {...c}
            value={start.key}
            choices={every.map((s) => ({
              value: s.key,
              label: s.preset ? words.presetTitle(s.preset) : words.kindTitle(s.kind),
            }))}
            onChange={choose}
          />
        )}
      </Field>
      <ProviderForm
        kind={start.kind}
        preset={start.preset}
        draft={draft}
        onChange={(change) => setDraft({ ...draft, ...change })}
        refused={{ ...fieldErrors(test.error), ...fieldErrors(add.error) }}
        last4={null}
        models={test.data?.models ?? found?.models ?? []}
        others={providers.filter((p) => p.source === "company" && p.kind !== "replay")}
      />
    </Editor>
  );
}

interface EditProps {
  provider: ModelProvider;
  kind: ProviderKind;
  providers: readonly ModelProvider[];
  onClose: () => void;
}

export function EditDialog({ provider, kind, providers, onClose }: EditProps) {
  const { t } = useTranslation("settings");
  const [draft, setDraft] = useState(() => draftOf(provider, kind));
  const test = useTryProvider(provider.id);
  const change = useChangeProvider(provider.id);
  const save = () =>
    change.mutate(changeOf(draft), {
      onSuccess: () => {
        toast.done(t("models.saved"));
        onClose();
      },
    });
  return (
    <Editor
      title={t("models.editTitle", { name: provider.name })}
      onClose={onClose}
      onTest={() => test.mutate(trialOf(draft))}
      onSave={save}
      saveLabel={t("save")}
      test={test}
      save={change}
    >
      <ProviderForm
        kind={kind}
        preset={kind.presets.find((p) => p.name === provider.preset) ?? null}
        draft={draft}
        onChange={(next) => setDraft({ ...draft, ...next })}
        refused={{ ...fieldErrors(test.error), ...fieldErrors(change.error) }}
        last4={provider.last4}
        models={test.data?.models ?? []}
        others={providers.filter(
          (p) => p.source === "company" && p.kind !== "replay" && p.id !== provider.id,
        )}
      />
    </Editor>
  );
}

interface EditorProps {
  title: string;
  onClose: () => void;
  onTest: () => void;
  onSave: () => void;
  saveLabel: string;
  test: Pick<ReturnType<typeof useTryNewProvider>, "data" | "error" | "isPending">;
  save: { error: Error | null; isPending: boolean };
  children: React.ReactNode;
}

function Editor({ title, onClose, onTest, onSave, saveLabel, test, save, children }: EditorProps) {
  const { t } = useTranslation("settings");
  const error = save.error ?? test.error;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={title}
      as="sheet"
      footer={
        <>
          <Button icon={<PlugZap size={16} aria-hidden />} busy={test.isPending} onClick={onTest}>
            {t("models.test")}
          </Button>
          <Button kind="primary" busy={save.isPending} onClick={onSave}>
            {saveLabel}
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          onSave();
        }}
      >
        {children}
        {error && <ErrorPanel error={error} compact />}
        {test.data && <Outcome result={test.data} />}
      </form>
    </Dialog>
  );
}
