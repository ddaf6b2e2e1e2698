/** The steps there are, by category. Drag one onto the canvas, or click to add it after the selected step. */
import { PanelLeftClose, PanelLeftOpen, Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/button";
import { SearchInput } from "@/ui/input";
import { IconTile } from "@/ui/step-icon";
import { Tooltip } from "@/ui/tooltip";
import { STEP_TYPE_MIME } from "../canvas/gestures";
import { addStep, nextTarget } from "../commands/actions";
import type { StepType } from "../model/step-types";
import { useBuilder, useBuilderStore } from "../stores/context";
import { byCategory, searched } from "./ranking";

export function Palette({ open, onToggle }: { open: boolean; onToggle: () => void }) {
  const { t } = useTranslation("builder");
  const types = useBuilder((s) => s.typeList);
  const [search, setSearch] = useState("");
  const found = searched(types, search);
  if (!open) {
    return (
      <div className="flex w-12 shrink-0 flex-col items-center border-line border-r bg-surface py-2">
        <Tooltip text={t("palette.show")} side="right">
          <IconButton size="sm" label={t("palette.show")} onClick={onToggle}>
            <PanelLeftOpen size={16} aria-hidden />
          </IconButton>
        </Tooltip>
        <div className="mt-2 flex flex-col gap-1.5 overflow-y-auto">
          {types.map((type) => (
            <TypeButton key={type.type} type={type} compact />
          ))}
        </div>
      </div>
    );
  }
  return (
    <aside
      aria-label={t("palette.title")}
      className="flex w-60 shrink-0 flex-col border-line border-r bg-surface"
    >
      <div className="flex items-center justify-between gap-2 py-2 pr-2 pl-4">
        <h2 className="font-semibold text-ui">{t("palette.title")}</h2>
        <IconButton size="sm" label={t("palette.hide")} title={t("palette.hide")} onClick={onToggle}>
          <PanelLeftClose size={16} aria-hidden />
        </IconButton>
      </div>
      <div className="px-3 pb-2">
        <SearchInput
          label={t("palette.search")}
          placeholder={t("palette.search")}
          icon={<Search size={15} />}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-3">
        {found.length === 0 && (
          <p className="px-2 py-6 text-center text-muted text-ui">{t("palette.nothing", { search })}</p>
        )}
        {byCategory(found).map(([category, members]) => (
          <section key={category} aria-label={t(`category.${category}`, { defaultValue: category })}>
            <h3 className="px-2 pt-3 pb-1 font-medium text-caption text-muted">
              {t(`category.${category}`, { defaultValue: category })}
            </h3>
            <ul>
              {members.map((type) => (
                <li key={type.type}>
                  <TypeButton type={type} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      <p className="border-line border-t px-4 py-2 text-caption text-muted">{t("palette.hint")}</p>
    </aside>
  );
}

function TypeButton({ type, compact = false }: { type: StepType; compact?: boolean }) {
  const store = useBuilderStore();
  const add = () => {
    const state = store.getState();
    const only = state.selected.size === 1 ? [...state.selected][0] : undefined;
    addStep(store, type, only ? nextTarget(state, only) : {});
  };
  return (
    <button
      type="button"
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData(STEP_TYPE_MIME, type.type);
        event.dataTransfer.effectAllowed = "copy";
      }}
      onClick={add}
      title={compact ? type.name : type.description}
      aria-label={compact ? type.name : undefined}
      className={
        compact
          ? "flex size-9 cursor-grab items-center justify-center rounded-control hover:bg-surface-2 active:cursor-grabbing"
          : "flex w-full cursor-grab items-center gap-2.5 rounded-control px-2 py-1.5 text-left hover:bg-surface-2 active:cursor-grabbing"
      }
    >
      <IconTile icon={type.icon} category={type.category} size={28} />
      {!compact && (
        <span className="min-w-0 flex-1">
          <span className="block truncate text-ui">{type.name}</span>
          <span className="block truncate text-caption text-muted">{type.description}</span>
        </span>
      )}
    </button>
  );
}
