/** A group on the canvas: a coloured frame around its members with its name on top. The frame moves them all. */
import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { renameGroup } from "../commands/annotating";
import { stopEditing } from "../commands/chosen-marks";
import { MAX_GROUP_NAME } from "../model/annotations";
import { useBuilder, useBuilderStore } from "../stores/context";
import { MarkTools } from "./lazy-tools";
import type { GroupNodeType } from "./marks-flow";
import { focusCanvas } from "./view";

export const GroupNode = memo(function GroupNode({ id, data, selected }: NodeProps<GroupNodeType>) {
  const { t } = useTranslation("builder");
  const { group } = data;
  const store = useBuilderStore();
  const editing = useBuilder((s) => s.editing === id);
  const focused = useBuilder((s) => s.focus === id);
  const landing = useBuilder((s) => s.landingGroup === id);
  const readOnly = useBuilder((s) => s.readOnly);
  const alone = useBuilder((s) => selected && s.selected.size === 1 && !s.readOnly);
  return (
    <div
      className={cx(
        "group-frame",
        `mark-${group.colour}`,
        selected && "is-selected",
        focused && "is-focused",
        landing && "is-landing",
      )}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a double click is the short way to what Enter and the button do */}
      <div className="group-head" onDoubleClick={() => !readOnly && store.getState().set({ editing: id })}>
        {editing ? (
          <input
            ref={takeFocus}
            aria-label={t("group.name")}
            value={group.name}
            maxLength={MAX_GROUP_NAME}
            placeholder={t("group.unnamed")}
            className="group-name nodrag nopan"
            onChange={(event) => renameGroup(store, id, event.target.value)}
            onBlur={() => stopEditing(store)}
            onKeyDown={(event) => {
              if (event.key !== "Escape" && event.key !== "Enter") return;
              event.stopPropagation();
              event.nativeEvent.stopImmediatePropagation();
              stopEditing(store);
              focusCanvas();
            }}
          />
        ) : (
          <span className="group-name truncate">{group.name || t("group.unnamed")}</span>
        )}
        {alone && !editing && <MarkTools id={id} colour={group.colour} />}
      </div>
    </div>
  );
});

function takeFocus(field: HTMLInputElement | null): void {
  if (!field || document.activeElement === field) return;
  field.focus({ preventScroll: true });
  field.select();
}
