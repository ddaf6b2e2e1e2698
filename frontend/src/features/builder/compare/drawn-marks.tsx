/** Notes and groups that are only looked at, with the mark of what changed about them. */
import type { NodeProps } from "@xyflow/react";
import { memo, useContext } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { Mark, useKindWord } from "@/parts/changes/mark";
import type { GroupNodeType, NoteNodeType } from "../canvas/marks-flow";
import { MarksContext } from "./marks";

export const DrawnNote = memo(function DrawnNote({ id, data }: NodeProps<NoteNodeType>) {
  const { note } = data;
  return (
    <div className={cx("note", `mark-${note.colour}`)}>
      <ChangeMark id={id} />
      <p className="note-text">{note.text}</p>
    </div>
  );
});

export const DrawnGroup = memo(function DrawnGroup({ id, data }: NodeProps<GroupNodeType>) {
  const { t } = useTranslation("builder");
  const { group } = data;
  return (
    <div className={cx("group-frame", `mark-${group.colour}`)}>
      <ChangeMark id={id} />
      <div className="group-head">
        <span className="group-name truncate">{group.name || t("group.unnamed")}</span>
      </div>
    </div>
  );
});

function ChangeMark({ id }: { id: string }) {
  const kind = useContext(MarksContext).marks.get(id);
  const word = useKindWord();
  return kind ? (
    <>
      <span className="drawn-mark" aria-hidden>
        <Mark kind={kind} />
      </span>
      <span className="sr-only">{word(kind)}</span>
    </>
  ) : null;
}
