/** Which models a role may use: all, or those on its list. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useModelNames } from "@/api/aliases";
import { Card, CardHeader } from "@/ui/card";
import { Field } from "@/ui/field";
import { Textarea } from "@/ui/input";
import { Switch } from "@/ui/switch";
import { namesIn } from "./draft";
import type { PartProps } from "./section";

const roles = ["admin", "builder", "operator"] as const;

export function Roles({ draft, change, disabled }: PartProps) {
  const { t } = useTranslation("metering", { keyPrefix: "guard" });
  const names = useModelNames().data?.data.map((each) => each.id) ?? [];
  const without = (role: string) =>
    Object.fromEntries(Object.entries(draft.roles).filter(([r]) => r !== role));
  return (
    <Card>
      <CardHeader title={t("roles.title")} description={t("roles.text")} />
      <ul className="divide-y divide-line border-t border-line">
        {roles.map((role) => {
          const allowed = draft.roles[role];
          const word = t(`roles.${role}`);
          return (
            <li key={role} className="flex flex-col gap-3 px-5 py-3">
              <div className="flex items-center justify-between gap-3">
                <div>
                  <p className="text-ui font-medium">{word}</p>
                  <p className="text-caption text-muted">{allowed ? t("roles.some") : t("roles.all")}</p>
                </div>
                <Switch
                  aria-label={t("roles.limit", { role: word })}
                  checked={allowed !== undefined}
                  disabled={disabled}
                  onChange={(limited) =>
                    change({ roles: limited ? { ...draft.roles, [role]: ["default"] } : without(role) })
                  }
                />
              </div>
              {allowed && (
                <Names
                  label={t("roles.names", { role: word })}
                  value={allowed}
                  known={names}
                  disabled={disabled}
                  onChange={(chosen) => change({ roles: { ...draft.roles, [role]: chosen } })}
                />
              )}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

function Names({
  label,
  value,
  known,
  disabled,
  onChange,
}: {
  label: string;
  value: readonly string[];
  known: readonly string[];
  disabled: boolean;
  onChange: (names: string[]) => void;
}) {
  const { t } = useTranslation("metering", { keyPrefix: "guard" });
  const [text, setText] = useState(value.join("\n"));
  return (
    <Field
      label={label}
      help={known.length > 0 ? t("roles.known", { names: known.slice(0, 8).join(", ") }) : t("roles.help")}
    >
      {(c) => (
        <Textarea
          {...c}
          rows={3}
          value={text}
          disabled={disabled}
          onChange={(e) => {
            setText(e.target.value);
            onChange(namesIn(e.target.value));
          }}
        />
      )}
    </Field>
  );
}
