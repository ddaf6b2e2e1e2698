/** What can be done with the note or group that is selected, beside it. */
import { Pencil } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/button";
import { Menu, MenuChoices } from "@/ui/menu";
import { recolour } from "../commands/annotating";
import { editMark } from "../commands/chosen-marks";
import { CommandButton } from "../commands/command-button";
import { COLOURS, type Colour, isNoteId } from "../model/annotations";
import { useBuilderStore } from "../stores/context";

export function MarkTools({ id, colour }: { id: string; colour: Colour }) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const note = isNoteId(id);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what happens here is no gesture on what it stands on
    <div className="mark-tools nodrag nopan" onDoubleClick={(event) => event.stopPropagation()}>
      <ColourMenu colour={colour} />
      <IconButton
        size="sm"
        label={t(note ? "note.edit" : "group.rename")}
        onClick={() => editMark(store, id)}
      >
        <Pencil size={15} aria-hidden />
      </IconButton>
      {note ? <CommandButton id="duplicate" side="top" /> : <CommandButton id="ungroup" side="top" />}
      {note && <CommandButton id="remove" side="top" />}
    </div>
  );
}

/** The palette of notes and groups, as a menu behind a dot of the present colour. */
export function ColourMenu({ colour, onOpen }: { colour: Colour; onOpen?: () => void }) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  return (
    <Menu
      align="start"
      label={t("note.colour")}
      trigger={
        <IconButton size="sm" label={t("note.colourNow", { colour: t(`colour.${colour}`) })} onFocus={onOpen}>
          <Dot colour={colour} />
        </IconButton>
      }
    >
      <MenuChoices
        value={colour}
        onChange={(next) => recolour(store, next as Colour)}
        choices={COLOURS.map((each) => ({
          value: each,
          label: t(`colour.${each}`),
          icon: <Dot colour={each} />,
        }))}
      />
    </Menu>
  );
}

function Dot({ colour }: { colour: Colour }) {
  return <span aria-hidden className={`mark-dot mark-${colour}`} />;
}
