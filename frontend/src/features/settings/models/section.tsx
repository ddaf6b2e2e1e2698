/** Settings → AI models: who can be asked, in which order, and what else could be connected. */
import { Link } from "@tanstack/react-router";
import { FlaskConical, Plus, Server } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFoundServers, useModelProviders, useProviderKinds } from "@/api/ai";
import { useMay } from "@/api/session";
import type { FoundServer, ModelProvider } from "@/api/types";
import { QueryView } from "@/parts/query-view";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Card, CardHeader } from "@/ui/card";
import { AddDialog, EditDialog } from "./dialogs";
import { ProviderItem } from "./provider";

/** What stands open: nothing, the sheet to add one (perhaps one that was found), or the sheet to change one. */
type Open = null | { add: FoundServer | null } | { edit: ModelProvider };

export function ModelsSection() {
  const { t } = useTranslation("settings");
  const mayManage = useMay("ai.manage");
  const providers = useModelProviders();
  const kinds = useProviderKinds();
  const [open, setOpen] = useState<Open>(null);
  const known = providers.data?.items ?? [];
  const kindOf = (provider: ModelProvider) => kinds.data?.items.find((k) => k.name === provider.kind);
  const edited = open && "edit" in open ? { provider: open.edit, kind: kindOf(open.edit) } : null;
  return (
    <div className="flex flex-col gap-5">
      {mayManage && <Offers onTake={(found) => setOpen({ add: found })} />}
      <Card>
        <CardHeader
          title={t("models.title")}
          description={t("models.text")}
          actions={
            <>
              <Button asChild>
                <Link to="/prompts/{-$name}" search={{ tab: "try" }}>
                  <FlaskConical size={16} aria-hidden />
                  {t("models.playground")}
                </Link>
              </Button>
              {mayManage && (
                <Button
                  kind="primary"
                  icon={<Plus size={16} aria-hidden />}
                  disabled={!kinds.data}
                  onClick={() => setOpen({ add: null })}
                >
                  {t("models.add")}
                </Button>
              )}
            </>
          }
        />
        <QueryView query={providers} className="m-5 mt-0">
          {(page) => (
            <ul aria-label={t("models.title")}>
              {page.items.map((provider, place) => (
                <ProviderItem
                  key={provider.id}
                  provider={provider}
                  mayManage={mayManage}
                  isFirst={place === 0}
                  onEdit={() => setOpen({ edit: provider })}
                />
              ))}
            </ul>
          )}
        </QueryView>
      </Card>
      {open && "add" in open && kinds.data && (
        <AddDialog
          kinds={kinds.data.items}
          providers={known}
          found={open.add}
          onClose={() => setOpen(null)}
        />
      )}
      {edited?.kind && (
        <EditDialog
          key={edited.provider.id}
          provider={edited.provider}
          kind={edited.kind}
          providers={known}
          onClose={() => setOpen(null)}
        />
      )}
    </div>
  );
}

/** Model servers that run on the platform's machine. Nothing is sent to them unless somebody connects them. */
function Offers({ onTake }: { onTake: (found: FoundServer) => void }) {
  const { t } = useTranslation("settings");
  const found = useFoundServers(true);
  if (!found.data?.items.length) return null;
  return (
    <>
      {found.data.items.map((server) => (
        <Callout
          key={server.base_url}
          title={t("models.foundTitle", { name: server.title })}
          actions={
            <Button size="sm" icon={<Server size={15} aria-hidden />} onClick={() => onTake(server)}>
              {t("models.connect")}
            </Button>
          }
        >
          {t("models.foundText", { url: server.base_url, count: server.models.length })}
        </Callout>
      ))}
    </>
  );
}
