/** Opens who may see an agent; the dialog is loaded when it is first asked for. */
import { Users } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { Button } from "@/ui/button";

const ShareDialog = lazy(() => import("./share-dialog"));

export function ShareButton({ resource, name }: { resource: string; name: string }) {
  const { t } = useTranslation("parts");
  const [open, setOpen] = useState(false);
  if (!useMay("access.manage")) return null;
  return (
    <>
      <Button icon={<Users size={15} aria-hidden />} onClick={() => setOpen(true)}>
        {t("share")}
      </Button>
      <Suspense fallback={null}>
        {open && <ShareDialog resource={resource} name={name} onClose={() => setOpen(false)} />}
      </Suspense>
    </>
  );
}
