/** Accepting an invitation: with a new account, with the one the address has, or as who is signed in. */
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { acceptInvitation, type InvitationOffer, joinCompany, lookAtInvitation } from "@/api/access";
import { useSession } from "@/api/session";
import { formatDate } from "@/lib/format";
import { fieldErrors } from "@/lib/problem";
import { Button } from "@/ui/button";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { SkeletonRows } from "@/ui/skeleton";
import { AuthFrame } from "./frame";
import { PasswordInput } from "./password-input";

export function InvitationPage() {
  const { t } = useTranslation("auth");
  const [token] = useState(() => location.hash.slice(1));
  const [offer, setOffer] = useState<InvitationOffer | null>(null);
  const [error, setError] = useState<unknown>(null);
  const signedInAs = useSession((s) => (s.status === "in" ? s.user?.email : undefined));
  useEffect(() => {
    lookAtInvitation(token).then(setOffer, setError);
  }, [token]);
  const isMine = offer !== null && signedInAs?.toLowerCase() === offer.email;
  return (
    <AuthFrame
      title={offer ? t("invitation.title", { company: offer.company_name }) : t("invitation.loading")}
      text={
        offer
          ? t("invitation.text", {
              inviter: offer.invited_by,
              role: offer.role_name,
              date: formatDate(offer.expires_at),
            })
          : ""
      }
      footer={
        <Link to="/login" className="font-medium text-accent hover:underline">
          {t("signUp.toLogIn")}
        </Link>
      }
    >
      {error !== null && <ErrorPanel error={error} compact />}
      {!offer && error === null && <SkeletonRows />}
      {offer && (isMine ? <Join token={token} /> : <Accept token={token} offer={offer} />)}
    </AuthFrame>
  );
}

function Join({ token }: { token: string }) {
  const { t } = useTranslation("auth");
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const go = () => {
    setBusy(true);
    joinCompany(token).catch((problem: unknown) => {
      setError(problem);
      setBusy(false);
    });
  };
  return (
    <div className="flex flex-col gap-4">
      {error !== null && <ErrorPanel error={error} compact />}
      <Button kind="primary" size="lg" className="w-full" busy={busy} onClick={go}>
        {t("invitation.join")}
      </Button>
    </div>
  );
}

function Accept({ token, offer }: { token: string; offer: InvitationOffer }) {
  const { t } = useTranslation("auth");
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await acceptInvitation(offer, { token, name, password });
      await navigate({ to: "/", replace: true });
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  const wrong = fieldErrors(error);
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      {error !== null && <ErrorPanel error={error} compact />}
      <Field label={t("email")}>
        {(c) => (
          <Input {...c} type="email" autoComplete="username" className="h-11" value={offer.email} readOnly />
        )}
      </Field>
      {!offer.has_account && (
        <Field label={t("name")} error={wrong.name}>
          {(c) => (
            <Input
              {...c}
              autoComplete="name"
              className="h-11"
              value={name}
              onChange={(e) => setName(e.target.value)}
            />
          )}
        </Field>
      )}
      <Field
        label={t("password")}
        help={t(offer.has_account ? "invitation.yourPassword" : "invitation.newPassword")}
        error={wrong.password}
      >
        {(c) => (
          <PasswordInput
            {...c}
            autoComplete={offer.has_account ? "current-password" : "new-password"}
            value={password}
            onChange={(e) => setPassword(e.target.value)}
          />
        )}
      </Field>
      <Button kind="primary" size="lg" type="submit" busy={busy} disabled={!password} className="mt-1 w-full">
        {t("invitation.accept")}
      </Button>
    </form>
  );
}
