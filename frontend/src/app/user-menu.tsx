/** Theme, language and leaving. */
import { useNavigate } from "@tanstack/react-router";
import { CircleHelp, LogOut, Monitor, Moon, Settings, Sun } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { logOut } from "@/api/account";
import { useSession } from "@/api/session";
import { changeLanguage, type Language } from "@/locales/i18n";
import { Avatar } from "@/ui/avatar";
import { IconButton } from "@/ui/button";
import { Menu, MenuChoices, MenuItem, MenuLabel, MenuSeparator } from "@/ui/menu";
import { useProblemToast } from "@/ui/problem-words";
import { CompanyChoices, NewCompanyDialog } from "./company-switcher";
import { forgetEverything } from "./query-client";
import { setTheme, type ThemeChoice, useShownTheme, useThemeChoice } from "./theme";

export function ThemeMenu() {
  const { t } = useTranslation("app");
  const choice = useThemeChoice();
  const shown = useShownTheme();
  return (
    <Menu
      label={t("theme.label")}
      trigger={
        <IconButton label={t("theme.label")} className="max-sm:hidden">
          {shown === "dark" ? <Moon size={18} aria-hidden /> : <Sun size={18} aria-hidden />}
        </IconButton>
      }
    >
      <ThemeChoices choice={choice} />
    </Menu>
  );
}

function ThemeChoices({ choice }: { choice: ThemeChoice }) {
  const { t } = useTranslation("app");
  return (
    <MenuChoices
      value={choice}
      onChange={(value) => setTheme(value as ThemeChoice)}
      choices={[
        { value: "light", label: t("theme.light"), icon: <Sun size={16} aria-hidden /> },
        { value: "dark", label: t("theme.dark"), icon: <Moon size={16} aria-hidden /> },
        { value: "system", label: t("theme.system"), icon: <Monitor size={16} aria-hidden /> },
      ]}
    />
  );
}

export function UserMenu({ onHelp }: { onHelp: () => void }) {
  const { t, i18n } = useTranslation("app");
  const user = useSession((s) => s.user);
  const company = useSession((s) => s.company);
  const choice = useThemeChoice();
  const navigate = useNavigate();
  const fail = useProblemToast();
  const [founding, setFounding] = useState(false);
  if (!user) return null;

  const goOut = () => {
    logOut()
      .catch(fail)
      .then((elsewhere) => {
        forgetEverything();
        if (elsewhere) location.assign(elsewhere);
        else void navigate({ to: "/login" });
      });
  };

  return (
    <>
      <Menu
        label={t("user.label")}
        trigger={
          <IconButton label={t("user.label")} className="ml-1">
            <Avatar name={user.name} size={28} />
          </IconButton>
        }
      >
        <div className="px-2.5 pt-1.5 pb-2">
          <p className="truncate text-ui font-semibold">{user.name}</p>
          <p className="truncate text-caption text-muted">{user.email}</p>
          {company && (
            <p className="mt-1 truncate text-caption text-muted">
              {company.name} · {t(`roles.${company.role}`, { defaultValue: company.role })}
            </p>
          )}
        </div>
        <CompanyChoices onNew={() => setFounding(true)} />
        <MenuSeparator />
        <MenuLabel>{t("language.label")}</MenuLabel>
        <MenuChoices
          value={i18n.language}
          onChange={(value) => void changeLanguage(value as Language)}
          choices={[
            { value: "en", label: t("language.en") },
            { value: "de", label: t("language.de") },
          ]}
        />
        <div className="sm:hidden">
          <MenuLabel>{t("theme.label")}</MenuLabel>
          <ThemeChoices choice={choice} />
        </div>
        <MenuSeparator />
        <MenuItem
          icon={<Settings size={16} aria-hidden />}
          onSelect={() => void navigate({ to: "/settings/{-$section}" })}
        >
          {t("nav.settings")}
        </MenuItem>
        <MenuItem icon={<CircleHelp size={16} aria-hidden />} onSelect={onHelp}>
          {t("help.title")}
        </MenuItem>
        <MenuItem icon={<LogOut size={16} aria-hidden />} onSelect={goOut}>
          {t("user.logOut")}
        </MenuItem>
      </Menu>
      {founding && <NewCompanyDialog onClose={() => setFounding(false)} />}
    </>
  );
}
