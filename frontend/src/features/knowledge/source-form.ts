/** What is typed into the dialog of a source, and what is sent of it. Pure. */
import type { KnowledgeSource, SourceInput } from "@/api/knowledge";

export interface Form {
  kind: KnowledgeSource["kind"];
  name: string;
  path: string;
  bucket: string;
  prefix: string;
  region: string;
  endpoint: string;
  accessKey: string;
  secretKey: string;
  driveWhat: "all" | "drive" | "folder";
  driveLink: string;
  withAccess: boolean;
  address: string;
  isSitemap: boolean;
  mostPages: string;
  every: string;
  openTo: readonly string[];
}

export type SetForm = (change: Partial<Form>) => void;

function driveOf(source: KnowledgeSource | null): Pick<Form, "driveWhat" | "driveLink" | "withAccess"> {
  const drive = source?.drive;
  return {
    driveWhat: drive?.drive ? "drive" : drive?.folder ? "folder" : "all",
    driveLink: drive?.drive || drive?.folder || "",
    withAccess: drive?.with_access ?? true,
  };
}

export function formOf(source: KnowledgeSource | null): Form {
  return {
    kind: source?.kind ?? "folder",
    name: source?.name ?? "",
    path: source?.folder?.path ?? "",
    bucket: source?.s3?.bucket ?? "",
    prefix: source?.s3?.prefix ?? "",
    region: source?.s3?.region ?? "us-east-1",
    endpoint: source?.s3?.endpoint ?? "",
    accessKey: source?.access_key ?? "",
    secretKey: "",
    ...driveOf(source),
    address: source?.web?.address ?? "",
    isSitemap: source?.web?.is_sitemap ?? false,
    mostPages: (source?.web?.most_pages ?? 200).toString(),
    every: source ? (source.every_minutes?.toString() ?? "") : "60",
    openTo: source?.open_to ?? ["everyone"],
  };
}

/** The id in a link to a folder or a shared drive, as the browser shows it; or the id that was typed. */
export function driveId(link: string): string {
  return /\/folders\/([\w-]+)/.exec(link)?.[1] ?? link.trim();
}

function placeOf(form: Form): Pick<SourceInput, "folder" | "s3" | "drive" | "web"> {
  const { kind, bucket, prefix, region, endpoint } = form;
  const id = driveId(form.driveLink);
  return {
    folder: kind === "folder" ? { path: form.path.trim() } : null,
    s3:
      kind === "s3"
        ? { bucket: bucket.trim(), prefix: prefix.trim(), region: region.trim(), endpoint: endpoint.trim() }
        : null,
    drive:
      kind === "drive"
        ? {
            drive: form.driveWhat === "drive" ? id : "",
            folder: form.driveWhat === "folder" ? id : "",
            with_access: form.withAccess,
          }
        : null,
    web:
      kind === "web"
        ? {
            address: form.address.trim(),
            is_sitemap: form.isSitemap,
            most_pages: Number(form.mostPages) || 200,
          }
        : null,
  };
}

export function inputOf(form: Form, source: KnowledgeSource | null): SourceInput {
  return {
    kind: form.kind,
    name: form.name.trim(),
    ...placeOf(form),
    access_key: form.kind === "s3" ? form.accessKey.trim() || null : null,
    secret_key: form.kind === "s3" || form.kind === "drive" ? form.secretKey || null : null,
    open_to: [...form.openTo],
    groups: source?.groups ?? {},
    every_minutes: form.kind === "upload" || !form.every ? null : Number(form.every),
  };
}

/** Whether all is there that a source of its kind cannot do without. */
export function isReady(form: Form, source: KnowledgeSource | null): boolean {
  const needed: Record<Form["kind"], string[]> = {
    upload: [],
    folder: [],
    s3: [form.bucket],
    drive: [source ? "kept" : form.secretKey, form.driveWhat === "all" ? "all" : form.driveLink],
    web: [form.address],
  };
  return [form.name, ...needed[form.kind]].every((each) => each.trim()) && form.openTo.length > 0;
}
