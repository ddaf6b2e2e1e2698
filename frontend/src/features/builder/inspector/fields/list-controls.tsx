/** Controls for lists: labels, fields to find, cases of a branch, people. */
import { X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMembers } from "@/api/company";
import { Combobox } from "@/ui/combobox";
import { Input } from "@/ui/input";
import { Select } from "@/ui/select";
import { below } from "../../model/faults";
import type { Json } from "../../model/graph";
import type { FieldSchema } from "../../model/step-types";
import { ExpressionInput } from "./expression-input";
import { asRows, asText, type ControlProps } from "./field-props";
import { Rows, replaceAt, without } from "./rows";

/** Words as chips. An entry may be an object with a name; it is kept as it is. */
export function LabelsControl({ control, label, schema, value, onChange, disabled }: ControlProps) {
  const { t } = useTranslation("builder");
  const [draft, setDraft] = useState("");
  const items = Array.isArray(value) ? value : [];
  const add = (text: string) => {
    const fresh = text
      .split(/[,;\n]/)
      .map((each) => each.trim())
      .filter((each) => each !== "" && !items.some((item) => nameIn(item) === each));
    if (fresh.length > 0) onChange([...items, ...fresh]);
    setDraft("");
  };
  return (
    <div className="flex flex-wrap items-center gap-1 rounded-control border border-line bg-surface p-1 focus-within:border-accent">
      {items.map((item, at) => (
        <span
          key={nameIn(item)}
          className="inline-flex h-7 items-center rounded-full bg-neutral-soft pl-2.5 text-ui"
        >
          {nameIn(item)}
          {disabled ? (
            <span className="w-2.5" />
          ) : (
            <button
              type="button"
              aria-label={t("rows.removeNamed", { name: nameIn(item) })}
              onClick={() => onChange(without(items, at))}
              className="flex size-7 items-center justify-center rounded-full text-muted hover:text-err"
            >
              <X size={13} aria-hidden />
            </button>
          )}
        </span>
      ))}
      <input
        {...control}
        value={draft}
        disabled={disabled}
        aria-label={label}
        placeholder={items.length === 0 ? (schema["x-ui"]?.placeholder ?? t("rows.typeAndEnter")) : ""}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={() => add(draft)}
        onKeyDown={(event) => {
          if ((event.key === "Enter" || event.key === ",") && draft.trim() !== "") {
            event.preventDefault();
            add(draft);
          } else if (event.key === "Backspace" && draft === "" && items.length > 0)
            onChange(items.slice(0, -1));
        }}
        className="h-7 min-w-24 flex-1 bg-transparent px-1.5 text-body outline-none focus-visible:outline-none"
      />
    </div>
  );
}

function nameIn(item: Json): string {
  if (typeof item === "object" && item !== null && !Array.isArray(item)) return asText(item.name);
  return asText(item);
}

/** Rows of name, type and description: what to find, or a form's fields. */
export function FieldsControl({ control, label, schema, value, onChange, disabled }: ControlProps) {
  const { t } = useTranslation("builder");
  const rows = asRows(value);
  const kinds = choicesOf(schema.items?.properties?.type);
  const set = (at: number, change: { [key: string]: Json }) =>
    onChange(replaceAt(rows, at, { ...rows[at], ...change }));
  return (
    <Rows
      id={control.id}
      items={rows}
      label={label}
      addLabel={t("rows.addField")}
      disabled={disabled}
      onAdd={() => onChange([...rows, kinds[0] ? { name: "", type: kinds[0] } : { name: "" }])}
      onRemove={(at) => onChange(without(rows, at))}
    >
      {(row, at) => (
        <>
          <div className="flex gap-1.5">
            <Input
              aria-label={t("rows.name")}
              placeholder={t("rows.name")}
              value={asText(row.name)}
              disabled={disabled}
              onChange={(event) => set(at, { name: event.target.value })}
            />
            {kinds.length > 0 && (
              <Select
                aria-label={t("rows.type")}
                className="max-w-28"
                value={asText(row.type)}
                disabled={disabled}
                onChange={(type) => set(at, { type })}
                choices={kinds.map((kind) => ({
                  value: kind,
                  label: t(`type.${kind}`, { defaultValue: kind }),
                }))}
              />
            )}
          </div>
          <Input
            aria-label={t("rows.description")}
            placeholder={t("rows.descriptionHint")}
            value={asText(row.description)}
            disabled={disabled}
            onChange={(event) => set(at, { description: event.target.value })}
          />
        </>
      )}
    </Rows>
  );
}

const FIELD_TYPES = ["string", "number", "date", "money", "currency", "id"];

function choicesOf(schema: FieldSchema | undefined): string[] {
  const listed = schema?.enum ?? schema?.anyOf?.flatMap((each) => each.enum ?? []);
  return listed?.filter((each): each is string => typeof each === "string") ?? FIELD_TYPES;
}

/** Rows of an exit and the condition under which it is taken. */
export function CasesControl({
  control,
  label,
  value,
  onChange,
  stepId,
  disabled,
  faults = [],
}: ControlProps) {
  const { t } = useTranslation("builder");
  const rows = asRows(value);
  const set = (at: number, change: { [key: string]: Json }) =>
    onChange(replaceAt(rows, at, { ...rows[at], ...change }));
  return (
    <Rows
      id={control.id}
      items={rows}
      label={label}
      addLabel={t("rows.addCase")}
      disabled={disabled}
      onAdd={() => onChange([...rows, { port: freeName(rows, t("rows.newCase")), when: "" }])}
      onRemove={(at) => onChange(without(rows, at))}
    >
      {(row, at) => (
        <>
          <Input
            aria-label={t("rows.exit")}
            placeholder={t("rows.exit")}
            value={asText(row.port)}
            disabled={disabled}
            onChange={(event) => set(at, { port: event.target.value })}
          />
          <ExpressionInput
            control={{ id: `${control.id}-${at}` }}
            label={t("rows.when")}
            singleLine
            faults={below(faults, String(at), "when")}
            placeholder={t("rows.whenHint")}
            bare
            value={asText(row.when)}
            stepId={stepId}
            disabled={disabled}
            onChange={(when) => set(at, { when })}
          />
        </>
      )}
    </Rows>
  );
}

function freeName(rows: readonly { [key: string]: Json }[], word: string): string {
  const taken = new Set(rows.map((row) => row.port));
  for (let n = rows.length + 1; ; n += 1) if (!taken.has(`${word} ${n}`)) return `${word} ${n}`;
}

const ROLES = ["owner", "admin", "builder", "operator", "viewer"];

/** Members and roles. Roles are written `role:operator`, members by their id. */
export function PeopleControl(props: ControlProps) {
  const { t } = useTranslation("builder");
  const members = useMembers().data?.items ?? [];
  const names = new Map([
    ...ROLES.map((role) => [`role:${role}`, t("people.everyone", { role: t(`people.${role}`) })] as const),
    ...members.map((member) => [member.user_id, member.name || member.email] as const),
  ]);
  return <ManyOf {...props} names={names} placeholder={t("people.add")} />;
}

/** Several of many, by name: those chosen, and a list to add from. A value that is no id may be a name. */
export function ManyOf({
  control,
  label,
  value,
  onChange,
  disabled,
  names,
  placeholder,
}: ControlProps & { names: ReadonlyMap<string, string>; placeholder: string }) {
  const { t } = useTranslation("builder");
  const chosen = Array.isArray(value) ? value.map(asText) : value ? [asText(value)] : [];
  const left = [...names]
    .filter(([id, name]) => !chosen.includes(id) && !chosen.includes(name))
    .map(([id, name]) => ({ value: id, label: name }));
  return (
    <div className="flex flex-col gap-1.5">
      {chosen.length > 0 && (
        <ul aria-label={label} className="flex flex-wrap gap-1">
          {chosen.map((id, at) => (
            <li key={id} className="inline-flex h-7 items-center rounded-full bg-neutral-soft pl-2.5 text-ui">
              {names.get(id) ?? id}
              {!disabled && (
                <button
                  type="button"
                  aria-label={t("rows.removeNamed", { name: names.get(id) ?? id })}
                  onClick={() => onChange(without(chosen, at))}
                  className="flex size-7 items-center justify-center rounded-full text-muted hover:text-err"
                >
                  <X size={13} aria-hidden />
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {!disabled && (
        <Combobox
          {...control}
          value={undefined}
          choices={left}
          placeholder={placeholder}
          onChange={(id) => onChange([...chosen, id])}
        />
      )}
    </div>
  );
}
