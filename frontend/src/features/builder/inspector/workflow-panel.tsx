/** What the workflow takes and what it answers. */
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/button";
import { Input } from "@/ui/input";
import { Select } from "@/ui/select";
import { Checkbox } from "@/ui/switch";
import { isObject, type Json } from "../model/graph";
import { INPUT_KINDS, type InputKind, type InputRow, inputRows, schemaOf } from "../model/input-schema";
import { useBuilder, useBuilderStore } from "../stores/context";
import { DurationField } from "./fields/duration-field";
import { ExpressionInput } from "./fields/expression-input";
import { asText } from "./fields/field-props";
import { KeyValueControl } from "./fields/keyvalue-control";
import { Rows, replaceAt, without } from "./fields/rows";
import { FileSection } from "./file-section";

export function WorkflowPanel() {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  return (
    <>
      <div className="flex items-center justify-between px-4 pt-4 pb-2">
        <h2 className="font-semibold text-section">{t("workflow.title")}</h2>
        <IconButton
          size="sm"
          label={t("inspector.close")}
          onClick={() => store.getState().set({ panel: null })}
        >
          <X size={16} aria-hidden />
        </IconButton>
      </div>
      <div className="flex min-h-0 flex-1 flex-col gap-7 overflow-y-auto px-4 pt-2 pb-8">
        <InputEditor />
        <OutputEditor />
        <TimeLimit />
        <FileSection />
      </div>
    </>
  );
}

function InputEditor() {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const input = useBuilder((s) => s.document.graph.input);
  const readOnly = useBuilder((s) => s.readOnly);
  const rows = inputRows(input);
  const change = (next: InputRow[]) =>
    store.getState().change({
      label: "input",
      group: "input",
      operations: [{ kind: "setInput", input: schemaOf(next, input) }],
    });
  return (
    <section className="flex flex-col gap-3">
      <div>
        <h3 className="font-semibold text-ui">{t("workflow.input")}</h3>
        <p className="text-caption text-muted">{t("workflow.inputHelp")}</p>
      </div>
      <Rows
        items={rows}
        label={t("workflow.input")}
        addLabel={t("workflow.addInput")}
        disabled={readOnly}
        onAdd={() =>
          change([...rows, { name: freeName(rows), kind: "text", required: true, choices: [], raw: {} }])
        }
        onRemove={(at) => change(without(rows, at))}
      >
        {(row, at) => (
          <InputRowEditor
            row={row}
            rows={rows}
            disabled={readOnly}
            onChange={(next) => change(replaceAt(rows, at, next))}
          />
        )}
      </Rows>
    </section>
  );
}

function freeName(rows: readonly InputRow[]): string {
  for (let n = rows.length + 1; ; n += 1)
    if (!rows.some((row) => row.name === `input_${n}`)) return `input_${n}`;
}

interface InputRowEditorProps {
  row: InputRow;
  rows: readonly InputRow[];
  disabled: boolean;
  onChange: (row: InputRow) => void;
}

function InputRowEditor({ row, rows, disabled, onChange }: InputRowEditorProps) {
  const { t } = useTranslation("builder");
  const kinds: readonly InputKind[] = row.kind === "other" ? [...INPUT_KINDS, "other"] : INPUT_KINDS;
  return (
    <>
      <div className="flex gap-1.5">
        <Input
          aria-label={t("rows.name")}
          placeholder={t("rows.name")}
          value={row.name}
          disabled={disabled}
          className="font-mono text-[12.5px]!"
          onChange={(event) => {
            const name = event.target.value.replace(/[^A-Za-z0-9_]/g, "_");
            if (name !== "" && !rows.some((each) => each !== row && each.name === name))
              onChange({ ...row, name });
          }}
        />
        <Select
          aria-label={t("rows.type")}
          className="max-w-36"
          value={row.kind}
          disabled={disabled}
          choices={kinds.map((kind) => ({ value: kind, label: t(`inputKind.${kind}`) }))}
          onChange={(kind) => onChange({ ...row, kind: kind as InputKind })}
        />
      </div>
      {row.kind === "choice" && (
        <Input
          aria-label={t("workflow.choices")}
          placeholder={t("workflow.choicesHint")}
          defaultValue={row.choices.join(", ")}
          disabled={disabled}
          onChange={(event) =>
            onChange({
              ...row,
              choices: event.target.value
                .split(",")
                .map((each) => each.trim())
                .filter(Boolean),
            })
          }
        />
      )}
      <Checkbox
        checked={row.required}
        disabled={disabled}
        label={t("workflow.required")}
        onChange={(required) => onChange({ ...row, required })}
      />
    </>
  );
}

function TimeLimit() {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const timeout = useBuilder((s) => s.document.graph.timeout);
  const readOnly = useBuilder((s) => s.readOnly);
  return (
    <section className="flex flex-col gap-3" aria-label={t("workflow.limits")}>
      <h3 className="font-semibold text-ui">{t("workflow.limits")}</h3>
      <DurationField
        label={t("workflow.timeout")}
        help={t("workflow.timeoutHelp")}
        value={timeout ?? ""}
        placeholder={t("workflow.timeoutHint")}
        disabled={readOnly}
        onChange={(value) =>
          store.getState().change({
            label: "timeLimit",
            group: "timeout",
            operations: [{ kind: "setTimeLimit", timeout: value === "" ? null : value }],
          })
        }
      />
    </section>
  );
}

function OutputEditor() {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const output = useBuilder((s) => s.document.graph.output);
  const readOnly = useBuilder((s) => s.readOnly);
  const change = (value: Json | undefined) =>
    store
      .getState()
      .change({ label: "output", group: "output", operations: [{ kind: "setOutput", output: value ?? {} }] });
  const control = { id: "workflow-output" };
  return (
    <section className="flex flex-col gap-3">
      <div>
        <h3 className="font-semibold text-ui">{t("workflow.output")}</h3>
        <p className="text-caption text-muted">{t("workflow.outputHelp")}</p>
      </div>
      {isObject(output) ? (
        <KeyValueControl
          control={control}
          label={t("workflow.output")}
          schema={{}}
          value={output}
          stepId={null}
          disabled={readOnly}
          onChange={change}
        />
      ) : (
        <ExpressionInput
          control={control}
          label={t("workflow.output")}
          value={asText(output)}
          stepId={null}
          disabled={readOnly}
          onChange={(text) => change(text === "" ? undefined : text)}
        />
      )}
    </section>
  );
}
