/** Giving an approval to somebody else. */
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useReassign } from "@/api/approvals";
import { useMembers } from "@/api/company";
import type { Approval } from "@/api/types";
import { Button } from "@/ui/button";
import { Combobox } from "@/ui/combobox";
import { Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Textarea } from "@/ui/input";
import { toast } from "@/ui/toast";
import { roles, useAddressee } from "./addressees";

export function Delegate({ approval }: { approval: Approval }) {
  const { t } = useTranslation("inbox");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="sm" icon={<UserPlus size={15} aria-hidden />} onClick={() => setOpen(true)}>
        {t("delegate.button")}
      </Button>
      {open && <DelegateDialog approval={approval} onClose={() => setOpen(false)} />}
    </>
  );
}

function DelegateDialog({ approval, onClose }: { approval: Approval; onClose: () => void }) {
  const { t } = useTranslation("inbox");
  const members = useMembers();
  const addressee = useAddressee();
  const reassign = useReassign(approval.id);
  const [to, setTo] = useState("");
  const [comment, setComment] = useState("");
  const people = (members.data?.items ?? []).map((m) => ({
    value: m.user_id,
    label: m.name,
    description: m.email,
  }));
  const groups = roles.map((role) => ({ value: `role:${role}`, label: addressee(`role:${role}`) }));
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="sm"
      title={t("delegate.title")}
      description={t("delegate.text")}
      footer={
        <Button
          kind="primary"
          disabled={!to}
          busy={reassign.isPending}
          onClick={() =>
            reassign.mutate(
              { to: [to], comment: comment.trim() },
              {
                onSuccess: () => {
                  toast.done(t("delegate.done", { name: addressee(to) }));
                  onClose();
                },
              },
            )
          }
        >
          {t("delegate.give")}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        {reassign.error && <ErrorPanel error={reassign.error} compact />}
        <Field label={t("delegate.to")} required>
          {(c) => (
            <Combobox
              {...c}
              value={to}
              onChange={setTo}
              placeholder={t("delegate.choose")}
              choices={[...people, ...groups]}
            />
          )}
        </Field>
        <Field label={t("delegate.why")} optional>
          {(c) => (
            <Textarea
              {...c}
              rows={2}
              maxLength={2000}
              value={comment}
              onChange={(e) => setComment(e.target.value)}
            />
          )}
        </Field>
      </div>
    </Dialog>
  );
}
