/** Logging in with e-mail and password; afterwards back to where the person wanted to go. */
import { Link, Navigate, useNavigate, useSearch } from "@tanstack/react-router";
import { Building2, KeyRound } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import {
  type FactorNeeded,
  finishByCode,
  finishByPasskey,
  logIn,
  passkeysWork,
  wasCalledOff,
} from "@/api/account";
import { useSession } from "@/api/session";
import { goToProvider, lookForProvider } from "@/api/sso";
import { ApiProblem, fieldErrors } from "@/lib/problem";
import { SecondStep } from "@/parts/second-step";
import { Button } from "@/ui/button";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { AuthFrame } from "./frame";
import { PasswordInput } from "./password-input";

interface Values {
  email: string;
  password: string;
  company: string;
}

/** Never leads out of this application. */
export function safeNext(next: string | undefined): string {
  return next?.startsWith("/") && !next.startsWith("//") && !next.startsWith("/\\") ? next : "/";
}

export function LogInPage() {
  const { t } = useTranslation("auth");
  const navigate = useNavigate();
  const { next } = useSearch({ from: "/login" });
  const status = useSession((s) => s.status);
  const [error, setError] = useState<unknown>(null);
  const [needed, setNeeded] = useState<FactorNeeded | null>(null);
  const [offered, setOffered] = useState(false);
  const [byPassword, setByPassword] = useState(false);
  /** They are who they say, but belong to no company any more: they may found one. */
  const [isAlone, setAlone] = useState(false);
  const { register, handleSubmit, formState, getValues } = useForm<Values>({
    defaultValues: { email: "", password: "", company: "" },
  });

  if (status === "in" && !formState.isSubmitting) return <Navigate to={safeNext(next) as "/"} replace />;

  const goOn = () => navigate({ href: safeNext(next), replace: true });
  const founds = () => getValues("company").trim() || undefined;
  const failed = (problem: unknown) => {
    if (problem instanceof ApiProblem && problem.type === "/problems/no-company") {
      setAlone(true);
      setNeeded(null);
    }
    setError(problem);
  };
  const submit = handleSubmit(async ({ email, password }) => {
    setError(null);
    try {
      const asked = await logIn({ email, password, founds: founds() });
      setNeeded(asked);
      if (!asked) await goOn();
    } catch (problem) {
      failed(problem);
    }
  });
  /** Whether the address belongs to a company with a sign-in of its own. When that is not known, a password it is. */
  const look = async () => {
    const email = getValues("email");
    const found = email.includes("@") ? await lookForProvider(email).catch(() => null) : null;
    const isOffered = found?.is_offered ?? false;
    setOffered(isOffered);
    return isOffered;
  };
  const goOut = async () => {
    setError(null);
    await goToProvider(getValues("email"), safeNext(next)).catch(setError);
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!byPassword && (offered || (!getValues("password") && (await look())))) await goOut();
    else await submit(event);
  };
  const byPasskey = async () => {
    setError(null);
    try {
      await finishByPasskey(null, founds());
      await goOn();
    } catch (problem) {
      if (!wasCalledOff(problem)) failed(problem);
    }
  };

  const passOn = (problem: unknown) => {
    failed(problem);
    throw problem;
  };

  if (needed) {
    return (
      <AuthFrame
        title={t("second.title")}
        text={t("second.text")}
        footer={
          <Button kind="ghost" size="sm" onClick={() => setNeeded(null)}>
            {t("second.back")}
          </Button>
        }
      >
        <SecondStep
          methods={needed.methods}
          submitLabel={t("logIn.submit")}
          onCode={(code) => finishByCode(needed.challenge, code, founds()).then(goOn).catch(passOn)}
          onPasskey={() => finishByPasskey(needed.challenge, founds()).then(goOn).catch(passOn)}
        />
      </AuthFrame>
    );
  }

  return (
    <AuthFrame
      title={t("logIn.title")}
      text={t("logIn.text")}
      footer={
        <>
          {t("logIn.noAccount")}{" "}
          <Link to="/signup" className="font-medium text-accent hover:underline">
            {t("logIn.toSignUp")}
          </Link>
        </>
      }
    >
      <form onSubmit={(event) => void send(event)} noValidate className="flex flex-col gap-4">
        {error !== null && <ErrorPanel error={error} compact />}
        {isAlone && (
          <Field label={t("logIn.founds")} help={t("logIn.foundsText")} error={fieldErrors(error).founds}>
            {(control) => (
              <Input {...control} autoComplete="organization" className="h-11" {...register("company")} />
            )}
          </Field>
        )}
        <Field label={t("email")} error={formState.errors.email?.message}>
          {(control) => (
            <Input
              {...control}
              type="email"
              autoComplete="username"
              className="h-11"
              {...register("email", { required: t("required"), onBlur: () => void look() })}
            />
          )}
        </Field>
        {offered && !byPassword ? (
          <>
            <Button kind="primary" size="lg" type="submit" className="w-full">
              <Building2 size={17} aria-hidden />
              {t("logIn.sso")}
            </Button>
            <Button kind="ghost" size="sm" onClick={() => setByPassword(true)}>
              {t("logIn.ownPassword")}
            </Button>
          </>
        ) : (
          <>
            <Field
              label={t("password")}
              error={formState.errors.password?.message}
              aside={
                <Link
                  to="/link/$what"
                  params={{ what: "forgot" }}
                  className="text-ui font-medium text-accent hover:underline"
                >
                  {t("logIn.forgot")}
                </Link>
              }
            >
              {(control) => (
                <PasswordInput
                  {...control}
                  autoComplete="current-password"
                  {...register("password", { required: t("required") })}
                />
              )}
            </Field>
            <Button
              kind="primary"
              size="lg"
              type="submit"
              busy={formState.isSubmitting}
              className="mt-1 w-full"
            >
              {t("logIn.submit")}
            </Button>
            {passkeysWork() && (
              <Button size="lg" className="w-full" onClick={() => void byPasskey()}>
                <KeyRound size={17} aria-hidden />
                {t("logIn.passkey")}
              </Button>
            )}
          </>
        )}
      </form>
    </AuthFrame>
  );
}
