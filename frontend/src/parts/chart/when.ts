/** Hours and days of the charts in words. */
import { useTranslation } from "react-i18next";
import { formatNumber, formatSeconds } from "@/lib/format";

/** A round duration in one unit: "5 min", "4 h", "3 d". */
export function formatRound(seconds: number): string {
  if (seconds < 60) return formatSeconds(seconds);
  if (seconds < 3_600) return `${formatNumber(seconds / 60, 1)} min`;
  return seconds < 86_400
    ? `${formatNumber(seconds / 3_600, 1)} h`
    : `${formatNumber(seconds / 86_400, 1)} d`;
}

export function useWhen(by: "hour" | "day") {
  const { i18n } = useTranslation();
  const say = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(i18n.language, options);
    return (iso: string): string => format.format(new Date(iso));
  };
  return by === "hour"
    ? {
        short: say({ hour: "2-digit", minute: "2-digit" }),
        long: say({ weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }),
      }
    : {
        short: say({ day: "numeric", month: "short" }),
        long: say({ weekday: "short", day: "numeric", month: "short", year: "numeric" }),
      };
}
