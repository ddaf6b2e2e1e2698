/** One form: a person and their company. The first person becomes the owner. */
import { Link, Navigate, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { type UseFormRegisterReturn, useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { signUp } from "@/api/account";
import { useSession } from "@/api/session";
import { ApiProblem, fieldErrors } from "@/lib/problem";
import { Button } from "@/ui/button";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { AuthFrame } from "./frame";
import { PasswordInput } from "./password-input";

interface Values {
  name: string;
  company: string;
  email: string;
  password: string;
}
const names = ["name", "company", "email", "password"] as const;
const MIN_PASSWORD = 15;

export function SignUpPage() {
  const { t } = useTranslation("auth");
  const navigate = useNavigate();
  const status = useSession((s) => s.status);
  const [error, setError] = useState<unknown>(null);
  const form = useForm<Values>({ defaultValues: { name: "", company: "", email: "", password: "" } });
  const { formState } = form;

  if (status === "in" && !formState.isSubmitting) return <Navigate to="/" replace />;

  const refuse = (problem: unknown) => {
    const fields = fieldErrors(problem);
    const known = names.filter((name) => fields[name]);
    for (const name of known) form.setError(name, { message: fields[name] ?? "" }, { shouldFocus: true });
    const onlyFields =
      problem instanceof ApiProblem && known.length > 0 && known.length === problem.fields.length;
    setError(onlyFields ? null : problem);
  };

  const submit = form.handleSubmit(async (values) => {
    setError(null);
    try {
      await signUp(values);
      await navigate({ to: "/", replace: true });
    } catch (problem) {
      refuse(problem);
    }
  });

  const required = { required: t("required") };
  const rows: ReadonlyArray<{ name: "name" | "company"; auto: string; field: UseFormRegisterReturn }> = [
    { name: "name", auto: "name", field: form.register("name", required) },
    { name: "company", auto: "organization", field: form.register("company", required) },
  ];

  return (
    <AuthFrame
      title={t("signUp.title")}
      text={t("signUp.text")}
      footer={
        <>
          {t("signUp.haveAccount")}{" "}
          <Link to="/login" className="font-medium text-accent hover:underline">
            {t("signUp.toLogIn")}
          </Link>
        </>
      }
    >
      <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
        {error !== null && <ErrorPanel error={error} compact />}
        {rows.map((row) => (
          <Field key={row.name} label={t(row.name)} error={formState.errors[row.name]?.message}>
            {(control) => <Input {...control} autoComplete={row.auto} className="h-11" {...row.field} />}
          </Field>
        ))}
        <Field label={t("email")} error={formState.errors.email?.message}>
          {(control) => (
            <Input
              {...control}
              type="email"
              autoComplete="username"
              className="h-11"
              {...form.register("email", {
                ...required,
                pattern: { value: /^\S+@\S+\.\S+$/, message: t("emailShape") },
              })}
            />
          )}
        </Field>
        <Field
          label={t("password")}
          help={t("passwordHelp", { count: MIN_PASSWORD })}
          error={formState.errors.password?.message}
        >
          {(control) => (
            <PasswordInput
              {...control}
              autoComplete="new-password"
              {...form.register("password", {
                ...required,
                minLength: { value: MIN_PASSWORD, message: t("passwordShort", { count: MIN_PASSWORD }) },
              })}
            />
          )}
        </Field>
        <Button kind="primary" size="lg" type="submit" busy={formState.isSubmitting} className="mt-1 w-full">
          {t("signUp.submit")}
        </Button>
      </form>
    </AuthFrame>
  );
}
