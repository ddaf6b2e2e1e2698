/** One's own account: name, language, time zone, address, and an end to it. */
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type Profile,
  useAskToVerify,
  useChangeEmail,
  useDeleteAccount,
  useProfile,
  useSaveProfile,
} from "@/api/security";
import { leave, useSession } from "@/api/session";
import { fieldErrors } from "@/lib/problem";
import { changeLanguage, type Language } from "@/locales/i18n";
import { QueryView } from "@/parts/query-view";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Card, CardHeader } from "@/ui/card";
import { Combobox } from "@/ui/combobox";
import { Confirm } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { useProblemToast } from "@/ui/problem-words";
import { Select } from "@/ui/select";
import { toast } from "@/ui/toast";

export default function ProfileSection() {
  const profile = useProfile();
  return (
    <QueryView query={profile}>
      {(me) => (
        <div className="flex flex-col gap-5">
          <ProfileForm profile={me} />
          <Address profile={me} />
          <DeleteAccount />
        </div>
      )}
    </QueryView>
  );
}

const asBrowser = "browser";

function ProfileForm({ profile }: { profile: Profile }) {
  const { t } = useTranslation("account");
  const save = useSaveProfile();
  const [name, setName] = useState(profile.name);
  const [language, setLanguage] = useState(profile.language ?? asBrowser);
  const [zone, setZone] = useState(profile.time_zone ?? asBrowser);
  const wrong = fieldErrors(save.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const input = {
      name,
      language: language === asBrowser ? null : language,
      time_zone: zone === asBrowser ? null : zone,
    };
    save.mutate(input, {
      onSuccess: (saved) => {
        useSession.setState((old) => ({ user: old.user && { ...old.user, name: saved.name } }));
        if (saved.language) void changeLanguage(saved.language as Language);
        toast.done(t("saved"));
      },
    });
  };
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <Card>
      <CardHeader title={t("profile.title")} description={t("profile.text")} />
      <form onSubmit={submit} className="flex flex-col gap-4 px-5 pb-5">
        {save.error && Object.keys(wrong).length === 0 && <ErrorPanel error={save.error} compact />}
        <Field label={t("profile.name")} error={wrong.name}>
          {(c) => (
            <Input
              {...c}
              value={name}
              autoComplete="name"
              maxLength={120}
              onChange={(e) => setName(e.target.value)}
            />
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("profile.language")} help={t("profile.languageHelp")}>
            {(c) => (
              <Select
                {...c}
                value={language}
                onChange={setLanguage}
                choices={[
                  { value: asBrowser, label: t("profile.asBrowser") },
                  { value: "en", label: "English" },
                  { value: "de", label: "Deutsch" },
                ]}
              />
            )}
          </Field>
          <Field label={t("profile.zone")} error={wrong.time_zone}>
            {(c) => (
              <Combobox
                {...c}
                value={zone}
                onChange={setZone}
                choices={[
                  { value: asBrowser, label: `${t("profile.asBrowser")} (${here})` },
                  ...Intl.supportedValuesOf("timeZone").map((value) => ({ value, label: value })),
                ]}
              />
            )}
          </Field>
        </div>
        <div className="flex justify-end">
          <Button kind="primary" type="submit" busy={save.isPending} disabled={!name.trim()}>
            {t("save")}
          </Button>
        </div>
      </form>
    </Card>
  );
}

function Address({ profile }: { profile: Profile }) {
  const { t } = useTranslation("account");
  const change = useChangeEmail();
  const ask = useAskToVerify();
  const fail = useProblemToast();
  const [email, setEmail] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(email.trim(), {
      onSuccess: (answer) => {
        toast.done(t(answer.is_mailed ? "address.mailed" : "address.changed", { email: email.trim() }));
        setEmail("");
      },
    });
  };
  return (
    <Card>
      <CardHeader title={t("address.title")} description={t("address.text", { email: profile.email })} />
      <div className="flex flex-col gap-4 px-5 pb-5">
        {profile.email_verified && <p className="text-ui text-ok">{t("address.verified")}</p>}
        {profile.verification_asked_for && (
          <Callout
            tone="warn"
            title={t("address.unverified")}
            actions={
              <Button
                size="sm"
                busy={ask.isPending}
                onClick={() =>
                  ask.mutate(undefined, {
                    onSuccess: () => toast.done(t("address.mailed", { email: profile.email })),
                    onError: fail,
                  })
                }
              >
                {t("address.again")}
              </Button>
            }
          >
            {t("address.unverifiedText")}
          </Callout>
        )}
        <form onSubmit={submit} className="flex flex-col gap-4">
          {change.error && !fieldErrors(change.error).email && <ErrorPanel error={change.error} compact />}
          <Field label={t("address.new")} error={fieldErrors(change.error).email}>
            {(c) => (
              <Input
                {...c}
                type="email"
                autoComplete="email"
                value={email}
                onChange={(e) => setEmail(e.target.value)}
              />
            )}
          </Field>
          <div className="flex justify-end">
            <Button type="submit" busy={change.isPending} disabled={!email.trim()}>
              {t("address.change")}
            </Button>
          </div>
        </form>
      </div>
    </Card>
  );
}

function DeleteAccount() {
  const { t } = useTranslation("account");
  const navigate = useNavigate();
  const remove = useDeleteAccount();
  const fail = useProblemToast();
  const [sure, setSure] = useState(false);
  const go = () => {
    setSure(false);
    remove.mutate(undefined, {
      onSuccess: () => {
        leave();
        void navigate({ to: "/login" });
      },
      onError: fail,
    });
  };
  return (
    <Card>
      <CardHeader
        title={t("delete.title")}
        description={t("delete.text")}
        actions={
          <Button kind="danger" busy={remove.isPending} onClick={() => setSure(true)}>
            {t("delete.do")}
          </Button>
        }
      />
      <Confirm
        open={sure}
        onOpenChange={setSure}
        title={t("delete.sureTitle")}
        description={t("delete.sureText")}
        confirmLabel={t("delete.do")}
        onConfirm={go}
        danger
      />
    </Card>
  );
}
