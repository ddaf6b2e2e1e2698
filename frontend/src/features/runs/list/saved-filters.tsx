/** Filters kept under a name: choose one, keep the present one, drop one. */
import { Bookmark, Check, Trash2, Users } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDeleteFilter, useSavedFilters, useSaveFilter } from "@/api/run-list";
import type { SavedFilter } from "@/api/types";
import { Button, IconButton } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { Popover } from "@/ui/popover";
import { useProblemToast } from "@/ui/problem-words";
import { Checkbox } from "@/ui/switch";
import { toast } from "@/ui/toast";
import { isFiltered, type Search, sameSearch, searchOf, tidy } from "./filter";

interface Props {
  search: Search;
  onApply: (search: Search) => void;
}

export function SavedFilters({ search, onApply }: Props) {
  const { t } = useTranslation("runs");
  const [open, setOpen] = useState(false);
  const [saving, setSaving] = useState(false);
  const saved = useSavedFilters();
  const items = saved.data?.items ?? [];
  const current = items.find((each) => sameSearch(searchOf(each.search), search));
  return (
    <>
      <Popover
        open={open}
        onOpenChange={setOpen}
        align="end"
        label={t("saved.title")}
        className="w-72 p-2"
        trigger={
          <Button icon={<Bookmark size={16} aria-hidden />} kind={current ? "soft" : "secondary"}>
            <span className="max-w-40 truncate">{current?.name ?? t("saved.title")}</span>
          </Button>
        }
      >
        {items.length === 0 && <p className="px-2 py-3 text-ui text-muted">{t("saved.none")}</p>}
        <ul className="max-h-72 overflow-y-auto">
          {items.map((each) => (
            <SavedLine
              key={each.id}
              saved={each}
              active={each.id === current?.id}
              onApply={() => {
                onApply(searchOf(each.search));
                setOpen(false);
              }}
            />
          ))}
        </ul>
        <div className="mt-1 border-t border-line pt-2">
          <Button
            size="sm"
            kind="ghost"
            className="w-full justify-start"
            disabled={!isFiltered(search) || current !== undefined}
            onClick={() => {
              setOpen(false);
              setSaving(true);
            }}
          >
            {t("saved.keep")}
          </Button>
        </div>
      </Popover>
      {saving && <SaveDialog search={search} onClose={() => setSaving(false)} />}
    </>
  );
}

function SavedLine({ saved, active, onApply }: { saved: SavedFilter; active: boolean; onApply: () => void }) {
  const { t } = useTranslation("runs");
  const drop = useDeleteFilter();
  const fail = useProblemToast();
  return (
    <li className="flex items-center gap-1">
      <button
        type="button"
        aria-current={active ? "true" : undefined}
        onClick={onApply}
        className="flex min-h-9 min-w-0 flex-1 items-center gap-2 rounded-control px-2 text-left text-ui hover:bg-surface-2"
      >
        <span className="min-w-0 flex-1 truncate">{saved.name}</span>
        {saved.shared && <Users size={14} className="text-muted" role="img" aria-label={t("saved.shared")} />}
        {active && <Check size={16} className="text-accent" aria-hidden />}
      </button>
      {saved.mine && (
        <IconButton
          size="sm"
          label={t("saved.delete", { name: saved.name })}
          onClick={() => drop.mutate(saved.id, { onError: fail })}
        >
          <Trash2 size={15} aria-hidden />
        </IconButton>
      )}
    </li>
  );
}

function SaveDialog({ search, onClose }: { search: Search; onClose: () => void }) {
  const { t } = useTranslation("runs");
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const save = useSaveFilter();
  const fail = useProblemToast();
  const submit = () =>
    save.mutate(
      { name: name.trim(), shared, search: { ...tidy(search) } },
      {
        onSuccess: () => {
          toast.done(t("saved.done", { name: name.trim() }));
          onClose();
        },
        onError: fail,
      },
    );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("saved.keep")}
      description={t("saved.text")}
      size="sm"
      footer={
        <Button kind="primary" type="submit" form="save-filter" busy={save.isPending} disabled={!name.trim()}>
          {t("saved.save")}
        </Button>
      }
    >
      <form
        id="save-filter"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) submit();
        }}
      >
        <Field label={t("saved.name")} required>
          {(c) => (
            <Input
              {...c}
              value={name}
              maxLength={80}
              placeholder={t("saved.nameExample")}
              onChange={(e) => setName(e.target.value)}
            />
          )}
        </Field>
        <Checkbox
          label={t("saved.share")}
          help={t("saved.shareHelp")}
          checked={shared}
          onChange={setShared}
        />
      </form>
    </Dialog>
  );
}
