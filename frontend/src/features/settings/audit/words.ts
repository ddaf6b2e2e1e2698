/** What an entry of the audit log says, in a sentence. */
import type { TFunction } from "i18next";
import type { AuditEntry } from "@/api/audit";

/** "publish_workflow" → "Publish workflow": for what this version has no words for. */
function plain(action: string): string {
  const name = (action.split(".").at(-1) ?? action).replaceAll("_", " ");
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The version that was made, where one was. */
function versionOf(entry: AuditEntry): string {
  for (const change of entry.changes) {
    const found = change.values.version?.[1] ?? change.values.live_version?.[1];
    if (typeof found === "number") return String(found);
  }
  return "";
}

function shortId(id: string): string {
  return id.length > 20 ? `${id.slice(0, 12)}…` : id;
}

export function sentence(entry: AuditEntry, t: TFunction<"audit">): string {
  const name = entry.resource_name ? `“${entry.resource_name}”` : shortId(entry.resource);
  const values = {
    who:
      entry.actor === "directory"
        ? t("directory")
        : entry.actor_name || shortId(entry.actor_id) || t("nobody"),
    what: name || t("someone"),
    version: versionOf(entry),
  };
  const words = t(`did.${entry.action}` as "did.auth.log_in", { ...values, defaultValue: "" });
  return words || `${values.who}: ${plain(entry.action)}`;
}

/** A path such as "graph/steps/kind/with/text" as people read it. */
export function fieldName(path: string): string {
  return path.replaceAll("_", " ").replaceAll("/", " › ");
}

export function valueText(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}
