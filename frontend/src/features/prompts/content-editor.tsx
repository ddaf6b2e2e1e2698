/** What a prompt says: its texts, its examples, its variables, and how a model is to answer. */
import { Plus, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Content, Example, Message } from "@/api/prompts";
import { undeclared } from "@/parts/prompts/values";
import { Button, IconButton } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Select } from "@/ui/select";
import { SettingsFields } from "./settings-fields";
import { TextBox } from "./text-box";
import { Variables } from "./variables";

interface Props {
  content: Content;
  onChange: (content: Content) => void;
  /** What is wrong, by place: `system`, `messages.0.content`. */
  faults: Readonly<Record<string, string>>;
  disabled?: boolean;
  withModel?: boolean;
  /** Names of variables that partials bring along. */
  inherited?: readonly string[];
}

export function textsOf(content: Content): string[] {
  return [
    content.system,
    ...content.examples.flatMap((each) => [each.user, each.assistant]),
    ...content.messages.map((each) => each.content),
  ];
}

export function ContentEditor({
  content,
  onChange,
  faults,
  disabled = false,
  withModel = true,
  inherited = [],
}: Props) {
  const { t } = useTranslation("prompts");
  const put = (change: Partial<Content>) => onChange({ ...content, ...change });
  const declared = [...content.variables.map((each) => each.name), ...inherited];
  return (
    <div className="flex flex-col gap-4">
      <Card>
        <CardHeader title={t("texts.title")} description={t("texts.text")} />
        <div className="flex flex-col gap-4 px-5 pb-5">
          <TextBox
            label={t("texts.system")}
            value={content.system}
            onChange={(system) => put({ system })}
            error={faults.system}
            placeholder={t("texts.systemHint")}
            disabled={disabled}
            rows={4}
          />
          <Messages
            messages={content.messages}
            onChange={(messages) => put({ messages })}
            faults={faults}
            disabled={disabled}
          />
        </div>
      </Card>
      <Card>
        <CardHeader title={t("variables.title")} description={t("variables.text")} />
        <div className="px-5 pb-5">
          <Variables
            variables={content.variables}
            onChange={(variables) => put({ variables })}
            missing={undeclared(textsOf(content), declared)}
            faults={faults}
            disabled={disabled}
          />
        </div>
      </Card>
      <Card>
        <CardHeader title={t("examples.title")} description={t("examples.text")} />
        <div className="px-5 pb-5">
          <Examples
            examples={content.examples}
            onChange={(examples) => put({ examples })}
            faults={faults}
            disabled={disabled}
          />
        </div>
      </Card>
      <Card>
        <CardHeader title={t("settings.title")} description={t("settings.text")} />
        <div className="px-5 pb-5">
          <SettingsFields content={content} onChange={onChange} disabled={disabled} withModel={withModel} />
        </div>
      </Card>
    </div>
  );
}

function Messages({
  messages,
  onChange,
  faults,
  disabled,
}: {
  messages: readonly Message[];
  onChange: (messages: Message[]) => void;
  faults: Props["faults"];
  disabled: boolean;
}) {
  const { t } = useTranslation("prompts");
  const put = (place: number, change: Partial<Message>) =>
    onChange(messages.map((each, at) => (at === place ? { ...each, ...change } : each)));
  return (
    <>
      {messages.map((message, place) => (
        <TextBox
          // biome-ignore lint/suspicious/noArrayIndexKey: messages have no name but their place
          key={place}
          label={t("texts.message", { place: place + 1 })}
          value={message.content}
          onChange={(content) => put(place, { content })}
          error={faults[`messages.${place}.content`]}
          placeholder={t("texts.messageHint")}
          disabled={disabled}
          aside={
            <span className="flex items-center gap-1">
              <Select
                size="sm"
                aria-label={t("texts.role", { place: place + 1 })}
                value={message.role}
                disabled={disabled}
                onChange={(role) => put(place, { role: role as Message["role"] })}
                choices={["user", "assistant"].map((role) => ({
                  value: role,
                  label: t(`texts.roles.${role}`),
                }))}
                className="w-36"
              />
              {!disabled && (
                <Remove
                  label={t("texts.removeMessage", { place: place + 1 })}
                  onClick={() => onChange(messages.filter((_, at) => at !== place))}
                />
              )}
            </span>
          }
        />
      ))}
      {!disabled && (
        <Add onClick={() => onChange([...messages, { role: "user", content: "" }])}>{t("texts.add")}</Add>
      )}
    </>
  );
}

function Examples({
  examples,
  onChange,
  faults,
  disabled,
}: {
  examples: readonly Example[];
  onChange: (examples: Example[]) => void;
  faults: Props["faults"];
  disabled: boolean;
}) {
  const { t } = useTranslation("prompts");
  const put = (place: number, change: Partial<Example>) =>
    onChange(examples.map((each, at) => (at === place ? { ...each, ...change } : each)));
  return (
    <div className="flex flex-col gap-4">
      {examples.map((example, place) => (
        <fieldset
          // biome-ignore lint/suspicious/noArrayIndexKey: examples have no name but their place
          key={place}
          aria-label={t("examples.one", { place: place + 1 })}
          className="flex flex-col gap-3 rounded-control border border-line p-3"
        >
          <TextBox
            label={t("examples.user", { place: place + 1 })}
            value={example.user}
            onChange={(user) => put(place, { user })}
            error={faults[`examples.${place}.user`]}
            disabled={disabled}
            rows={1}
            aside={
              !disabled && (
                <Remove
                  label={t("examples.remove", { place: place + 1 })}
                  onClick={() => onChange(examples.filter((_, at) => at !== place))}
                />
              )
            }
          />
          <TextBox
            label={t("examples.assistant", { place: place + 1 })}
            value={example.assistant}
            onChange={(assistant) => put(place, { assistant })}
            error={faults[`examples.${place}.assistant`]}
            disabled={disabled}
            rows={1}
          />
        </fieldset>
      ))}
      {!disabled && (
        <Add onClick={() => onChange([...examples, { user: "", assistant: "" }])}>{t("examples.add")}</Add>
      )}
    </div>
  );
}

function Add({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <div>
      <Button size="sm" icon={<Plus size={14} aria-hidden />} onClick={onClick}>
        {children}
      </Button>
    </div>
  );
}

function Remove({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <IconButton size="sm" label={label} onClick={onClick}>
      <Trash2 size={15} aria-hidden />
    </IconButton>
  );
}
