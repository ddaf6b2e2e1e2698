/** What kinds, presets and options are called: in the language of the screen where there are words, else as the API says. */
import { useTranslation } from "react-i18next";
import type { ProviderKind, ProviderOption, ProviderPreset } from "@/api/types";

export function useCatalogueWords() {
  const { t } = useTranslation("settings");
  return {
    kindTitle: (kind: ProviderKind) => t(`models.kinds.${kind.name}.title`, { defaultValue: kind.title }),
    kindNote: (kind: ProviderKind) => t(`models.kinds.${kind.name}.note`, { defaultValue: kind.note }),
    presetTitle: (preset: ProviderPreset) =>
      t(`models.presets.${preset.name}.title`, { defaultValue: preset.title }),
    presetNote: (preset: ProviderPreset) =>
      t(`models.presets.${preset.name}.note`, { defaultValue: preset.note }),
    optionTitle: (option: ProviderOption) =>
      t(`models.options.${option.name}.title`, { defaultValue: option.title }),
    optionHelp: (option: ProviderOption) =>
      t(`models.options.${option.name}.help`, { defaultValue: option.help }),
    choice: (option: ProviderOption, choice: string) =>
      t(`models.options.${option.name}.choices.${choice}`, { defaultValue: choice }),
  };
}
