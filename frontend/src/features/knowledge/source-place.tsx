/** Where a source is: the fields of each kind of place. */
import { useTranslation } from "react-i18next";
import type { KnowledgeSource } from "@/api/knowledge";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { Segmented } from "@/ui/segmented";
import { Checkbox } from "@/ui/switch";
import type { Form, SetForm } from "./source-form";

export interface PlaceProps {
  form: Form;
  set: SetForm;
  source: KnowledgeSource | null;
  refused: Partial<Record<string, string>>;
}

type TextKey =
  | "path"
  | "bucket"
  | "prefix"
  | "region"
  | "endpoint"
  | "accessKey"
  | "driveLink"
  | "address"
  | "mostPages";

function Text({
  name,
  error,
  optional,
  form,
  set,
}: { name: TextKey; error?: string | undefined; optional?: boolean | undefined } & PlaceProps) {
  const { t } = useTranslation("knowledge");
  return (
    <Field
      label={t(`form.${name}`)}
      help={t(`form.${name}Help`, { defaultValue: "" }) || undefined}
      error={error}
      optional={optional ?? false}
    >
      {(c) => (
        <Input
          {...c}
          autoComplete="off"
          value={form[name]}
          onChange={(e) => set({ [name]: e.target.value })}
        />
      )}
    </Field>
  );
}

function Secret({ label, help, optional, form, set, source, refused }: PlaceProps & SecretProps) {
  const { t } = useTranslation("knowledge");
  return (
    <Field label={label} help={help} error={refused.secret_key} optional={optional ?? false}>
      {(c) => (
        <Input
          {...c}
          type="password"
          autoComplete="new-password"
          placeholder={source?.access_key ? t("form.secretKept") : ""}
          value={form.secretKey}
          onChange={(e) => set({ secretKey: e.target.value })}
        />
      )}
    </Field>
  );
}

interface SecretProps {
  label: string;
  help?: string | undefined;
  optional?: boolean | undefined;
}

function S3Place(props: PlaceProps) {
  const { t } = useTranslation("knowledge");
  const { refused } = props;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Text name="bucket" error={refused["s3/bucket"]} {...props} />
      <Text name="prefix" error={refused["s3/prefix"]} optional {...props} />
      <Text name="region" error={refused["s3/region"]} {...props} />
      <Text name="endpoint" error={refused["s3/endpoint"]} optional {...props} />
      <Text name="accessKey" optional {...props} />
      <Secret label={t("form.secretKey")} optional {...props} />
    </div>
  );
}

function DrivePlace(props: PlaceProps) {
  const { t } = useTranslation("knowledge");
  const { form, set, source, refused } = props;
  return (
    <>
      <Secret label={t("form.googleKey")} help={t("form.googleKeyHelp")} {...props} />
      {source?.access_key && (
        <p className="text-ui text-muted">{t("form.account", { account: source.access_key })}</p>
      )}
      <Segmented
        label={t("form.driveWhat")}
        value={form.driveWhat}
        onChange={(what) => set({ driveWhat: what === "drive" || what === "folder" ? what : "all" })}
        choices={(["all", "drive", "folder"] as const).map((value) => ({
          value,
          label: t(`drive.${value}`),
        }))}
      />
      {form.driveWhat !== "all" && (
        <Text name="driveLink" error={refused[`drive/${form.driveWhat}`]} {...props} />
      )}
      <Checkbox
        checked={form.withAccess}
        onChange={(withAccess) => set({ withAccess })}
        label={t("form.withAccess")}
        help={t("form.withAccessHelp")}
      />
    </>
  );
}

function WebPlace(props: PlaceProps) {
  const { t } = useTranslation("knowledge");
  const { form, set, refused } = props;
  return (
    <>
      <Text name="address" error={refused["web/address"]} {...props} />
      <Segmented
        label={t("form.pages")}
        value={form.isSitemap ? "sitemap" : "links"}
        onChange={(pages) => set({ isSitemap: pages === "sitemap" })}
        choices={(["links", "sitemap"] as const).map((value) => ({ value, label: t(`web.${value}`) }))}
      />
      <Text name="mostPages" error={refused["web/most_pages"]} {...props} />
    </>
  );
}

export function SourcePlace(props: PlaceProps) {
  switch (props.form.kind) {
    case "folder":
      return <Text name="path" error={props.refused["folder/path"]} {...props} />;
    case "s3":
      return <S3Place {...props} />;
    case "drive":
      return <DrivePlace {...props} />;
    case "web":
      return <WebPlace {...props} />;
    default:
      return null;
  }
}
