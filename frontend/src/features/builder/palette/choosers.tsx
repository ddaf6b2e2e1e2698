/** The three things the picker is for: add the next step, connect to a step, find a step. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { IconTile } from "@/ui/step-icon";
import { addEdge, addStep, titleOf } from "../commands/actions";
import { regroup } from "../commands/annotating";
import { groupsFor } from "../commands/chosen-marks";
import { nest, placesFor } from "../commands/containers";
import { targetsOf } from "../model/connect";
import { scopeOf } from "../model/containers";
import type { Step } from "../model/graph";
import { useBuilder, useBuilderStore } from "../stores/context";
import { type Pick, Picker } from "./picker";
import { followers, matches, searched } from "./ranking";

export function Choosers({ onFound }: { onFound: (id: string) => void }) {
  const chooser = useBuilder((s) => s.chooser);
  const store = useBuilderStore();
  const close = useCallback(() => store.getState().set({ chooser: null }), [store]);
  if (chooser === null) return null;
  if (chooser.kind === "add") return <AddChooser key="add" onClose={close} />;
  if (chooser.kind === "connect") return <ConnectChooser key="connect" onClose={close} />;
  if (chooser.kind === "into") return <IntoChooser key="into" onClose={close} />;
  if (chooser.kind === "group") return <GroupChooser key="group" onClose={close} />;
  return <FindChooser key="find" onClose={close} onFound={onFound} />;
}

function AddChooser({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const chooser = useBuilder((s) => s.chooser);
  if (chooser?.kind !== "add") return null;
  const { typeList, document } = store.getState();
  const usual = followers(document.graph, chooser.target.from?.step ?? chooser.target.edge?.from);

  const offer = (search: string): Pick[] => {
    const found = searched(typeList, search);
    const suggested =
      search === ""
        ? found
            .filter((type) => usual.has(type.type))
            .sort((a, b) => (usual.get(b.type) ?? 0) - (usual.get(a.type) ?? 0))
            .slice(0, 3)
        : [];
    const rest = found.filter((type) => !suggested.includes(type));
    return [...suggested, ...rest].map((type) => ({
      id: type.type,
      label: type.name,
      hint: type.description,
      icon: <IconTile icon={type.icon} category={type.category} size={24} />,
      ...(search === ""
        ? {
            group: suggested.includes(type)
              ? t("picker.usual")
              : t(`category.${type.category}`, { defaultValue: type.category }),
          }
        : {}),
    }));
  };
  const pick = (id: string) => {
    const type = store.getState().types.get(id);
    onClose();
    if (type) addStep(store, type, chooser.target);
  };
  const title = chooser.target.inside
    ? t("picker.inside")
    : chooser.target.edge
      ? t("picker.insert")
      : chooser.target.from
        ? t("picker.next")
        : t("picker.add");
  return <Picker title={title} offer={offer} onPick={pick} onClose={onClose} screen={chooser.screen} />;
}

function useStepPicks(): (search: string) => { step: Step; pick: Pick }[] {
  const state = useBuilder((s) => s);
  return (search) =>
    state.document.graph.steps.flatMap((step) => {
      const type = state.types.get(step.type);
      const label = titleOf(step, state);
      if (!matches({ name: label, description: type?.name ?? "", type: step.id }, search)) return [];
      const icon = (
        <IconTile key={step.id} icon={type?.icon ?? "box"} category={type?.category ?? "app"} size={24} />
      );
      return [{ step, pick: { id: step.id, label, hint: type?.name ?? step.type, icon } }];
    });
}

function ConnectChooser({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const chooser = useBuilder((s) => s.chooser);
  const picks = useStepPicks();
  if (chooser?.kind !== "connect") return null;
  const { from } = chooser;
  const verdicts = targetsOf(store.getState().document.graph, from);
  const offer = (search: string): Pick[] =>
    picks(search)
      .filter(({ step }) => step.id !== from.step)
      .map(({ step, pick }) => {
        const refusal = verdicts.get(step.id);
        return refusal ? { ...pick, refused: t(`why.${refusal.refused}`) } : pick;
      })
      .sort((a, b) => Number("refused" in a) - Number("refused" in b));
  const take = (id: string) => {
    onClose();
    addEdge(store, from, id);
  };
  return (
    <Picker
      title={t("picker.connect")}
      offer={offer}
      onPick={take}
      onClose={onClose}
      screen={chooser.screen}
    />
  );
}

/** Which container the chosen steps go into; out of all is among the places. */
function IntoChooser({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const chooser = useBuilder((s) => s.chooser);
  const picks = useStepPicks();
  if (chooser?.kind !== "into") return null;
  const state = store.getState();
  const places = new Set(placesFor(state, chooser.ids).map((place) => place.id));
  const own = new Set(chooser.ids.map((id) => scopeOf(state.document.graph, id)));
  const offer = (search: string): Pick[] =>
    picks(search)
      .filter(({ step }) => places.has(step.id))
      .map(({ pick, step }) =>
        own.size === 1 && own.has(step.id) ? { ...pick, refused: t("picker.alreadyInside") } : pick,
      );
  const take = (id: string) => {
    onClose();
    nest(store, chooser.ids, id);
  };
  return (
    <Picker title={t("picker.into")} offer={offer} onPick={take} onClose={onClose} screen={chooser.screen} />
  );
}

function GroupChooser({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const chooser = useBuilder((s) => s.chooser);
  if (chooser?.kind !== "group") return null;
  const state = store.getState();
  const allowed = groupsFor(state, chooser.ids);
  const groups = state.document.graph.groups.filter((each) => allowed.includes(each.id));
  const offer = (search: string): Pick[] =>
    groups
      .map((each) => ({
        id: each.id,
        label: each.name || t("group.unnamed"),
        hint: t("group.members", { count: each.members.length }),
        icon: <span className={`mark-dot mark-${each.colour}`} />,
      }))
      .filter(({ label }) => label.toLowerCase().includes(search.trim().toLowerCase()));
  const take = (id: string) => {
    onClose();
    regroup(store, chooser.ids, id);
  };
  return (
    <Picker title={t("picker.group")} offer={offer} onPick={take} onClose={onClose} screen={chooser.screen} />
  );
}

function FindChooser({ onClose, onFound }: { onClose: () => void; onFound: (id: string) => void }) {
  const { t } = useTranslation("builder");
  const picks = useStepPicks();
  const take = (id: string) => {
    onClose();
    onFound(id);
  };
  return (
    <Picker
      title={t("picker.find")}
      offer={(search) =>
        picks(search)
          .map(({ pick }) => pick)
          .slice(0, 100)
      }
      onPick={take}
      onClose={onClose}
    />
  );
}
