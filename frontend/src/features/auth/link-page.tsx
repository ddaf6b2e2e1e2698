/** A forgotten password, and the pages that links by mail lead to. What stands behind `#` never reaches a server's log. */
import { Link, useParams } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { forgotPassword, resetPassword, verifyAddress } from "@/api/account";
import { fieldErrors } from "@/lib/problem";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { AuthFrame } from "./frame";
import { PasswordInput } from "./password-input";

export function LinkPage() {
  const { what } = useParams({ from: "/link/$what" });
  if (what === "reset") return <ResetPage />;
  if (what === "verify") return <VerifyPage />;
  return <ForgotPage />;
}

function Frame({ what, children }: { what: "forgot" | "reset" | "verify"; children: ReactNode }) {
  const { t } = useTranslation("auth");
  return (
    <AuthFrame
      title={t(`${what}.title`)}
      text={t(`${what}.text`)}
      footer={
        <Link to="/login" className="font-medium text-accent hover:underline">
          {t("toLogIn")}
        </Link>
      }
    >
      {children}
    </AuthFrame>
  );
}

function useDoing<T>(work: (value: T) => Promise<unknown>) {
  const [state, setState] = useState<"open" | "busy" | "done">("open");
  const [error, setError] = useState<unknown>(null);
  const run = async (value: T) => {
    setState("busy");
    setError(null);
    try {
      await work(value);
      setState("done");
    } catch (problem) {
      setError(problem);
      setState("open");
    }
  };
  return { state, error, run };
}

function ForgotPage() {
  const { t } = useTranslation("auth");
  const [email, setEmail] = useState("");
  const { state, error, run } = useDoing(forgotPassword);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(email.trim());
  };
  return (
    <Frame what="forgot">
      {state === "done" ? (
        <div role="status">
          <Callout tone="ok" title={t("forgot.doneTitle")}>
            {t("forgot.done")}
          </Callout>
        </div>
      ) : (
        <form onSubmit={submit} className="flex flex-col gap-4">
          {error !== null && <ErrorPanel error={error} compact />}
          <Field label={t("email")}>
            {(control) => (
              <Input
                {...control}
                type="email"
                required
                autoComplete="username"
                className="h-11"
                value={email}
                onChange={(event) => setEmail(event.target.value)}
              />
            )}
          </Field>
          <Button kind="primary" size="lg" type="submit" className="w-full" busy={state === "busy"}>
            {t("forgot.submit")}
          </Button>
        </form>
      )}
    </Frame>
  );
}

function ResetPage() {
  const { t } = useTranslation("auth");
  const [code] = useState(() => location.hash.slice(1));
  const [password, setPassword] = useState("");
  const { state, error, run } = useDoing((value: string) => resetPassword(code, value));
  const wrong = fieldErrors(error).password;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(password);
  };
  return (
    <Frame what="reset">
      {state === "done" ? (
        <div role="status">
          <Callout tone="ok" title={t("reset.doneTitle")}>
            {t("reset.done")}
          </Callout>
        </div>
      ) : (
        <form onSubmit={submit} className="flex flex-col gap-4">
          {error !== null && !wrong && <ErrorPanel error={error} compact />}
          <Field label={t("reset.password")} help={t("passwordHelp", { count: 15 })} error={wrong}>
            {(control) => (
              <PasswordInput
                {...control}
                required
                autoComplete="new-password"
                value={password}
                onChange={(event) => setPassword(event.target.value)}
              />
            )}
          </Field>
          <Button kind="primary" size="lg" type="submit" className="w-full" busy={state === "busy"}>
            {t("reset.submit")}
          </Button>
        </form>
      )}
    </Frame>
  );
}

/** A link proves the address by being opened; once, however often the page is drawn. */
function VerifyPage() {
  const { t } = useTranslation("auth");
  const [email, setEmail] = useState("");
  const { state, error, run } = useDoing((code: string) => verifyAddress(code).then(setEmail));
  const started = useRef(false);
  useEffect(() => {
    if (started.current) return;
    started.current = true;
    void run(location.hash.slice(1));
  });
  return (
    <Frame what="verify">
      {error !== null && <ErrorPanel error={error} compact />}
      {state === "busy" && <p role="status">{t("verify.busy")}</p>}
      {state === "done" && (
        <div role="status">
          <Callout tone="ok" title={t("verify.doneTitle")}>
            {t("verify.done", { email })}
          </Callout>
        </div>
      )}
    </Frame>
  );
}
