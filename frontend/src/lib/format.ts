/** Numbers, money, times and sizes in the reader's language. Pure: language and "now" are handed in or have one default. */

let language = "en";
export function setFormatLanguage(next: string): void {
  language = next;
}

const numberFormats = new Map<string, Intl.NumberFormat>();
function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language + JSON.stringify(options);
  const known = numberFormats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(language, options);
  numberFormats.set(key, made);
  return made;
}

export function formatNumber(value: number, digits = 2): string {
  return numberFormat({ maximumFractionDigits: digits }).format(value);
}

/** Costs of single steps are fractions of a cent: show as many digits as it takes to see something. */
export function formatCost(
  usd: number | null | undefined,
  { currency, per_usd }: { currency: string; per_usd: number } = { currency: "USD", per_usd: 1 },
): string {
  if (usd === null || usd === undefined) return "–";
  const amount = usd * per_usd;
  if (amount === 0) return numberFormat({ style: "currency", currency }).format(0);
  const digits = Math.abs(amount) < 0.01 ? 5 : Math.abs(amount) < 1 ? 3 : 2;
  return numberFormat({
    style: "currency",
    currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: digits,
  }).format(amount);
}

/** `rate` between 0 and 1. */
export function formatPercent(rate: number | null | undefined): string {
  if (rate === null || rate === undefined || Number.isNaN(rate)) return "–";
  return numberFormat({ style: "percent", maximumFractionDigits: 0 }).format(rate);
}

export function formatSeconds(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || Number.isNaN(seconds)) return "–";
  if (seconds === 0) return "0 s";
  if (seconds < 1) return `${formatNumber(Math.round(seconds * 1000), 0)} ms`;
  if (seconds < 60) return `${formatNumber(seconds, seconds < 10 ? 1 : 0)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  const hours = Math.floor(seconds / 3600);
  if (hours < 48) return `${hours} h ${Math.round((seconds % 3600) / 60)} min`;
  return `${formatNumber(hours / 24, 1)} d`;
}

/** A span of time that somebody chose, in the largest unit that it is whole in: “5 minutes”. */
export function formatSpan(seconds: number): string {
  const [size, unit] =
    seconds % 3600 === 0
      ? ([3600, "hour"] as const)
      : seconds % 60 === 0
        ? ([60, "minute"] as const)
        : ([1, "second"] as const);
  const options = { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 1 } as const;
  return numberFormat(options).format(seconds / size);
}

export function secondsBetween(
  start: string | null | undefined,
  end: string | null | undefined,
  now = Date.now(),
): number | null {
  if (!start) return null;
  const stop = end ? Date.parse(end) : now;
  const seconds = (stop - Date.parse(start)) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}

const dateFormats = new Map<string, Intl.DateTimeFormat>();
/** Making a format takes longer than using it a hundred times. */
function dateFormat(timeStyle?: "short"): Intl.DateTimeFormat {
  const key = `${language} ${timeStyle}`;
  const known = dateFormats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(language, {
    dateStyle: "medium",
    ...(timeStyle ? { timeStyle } : {}),
  });
  dateFormats.set(key, made);
  return made;
}

export function formatDateTime(iso: string | null | undefined): string {
  return iso ? dateFormat("short").format(new Date(iso)) : "–";
}

export function formatDate(iso: string | null | undefined): string {
  return iso ? dateFormat().format(new Date(iso)) : "–";
}

const steps: ReadonlyArray<[unit: Intl.RelativeTimeFormatUnit, seconds: number]> = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

const relativeFormats = new Map<string, Intl.RelativeTimeFormat>();
function relativeFormat(): Intl.RelativeTimeFormat {
  const known = relativeFormats.get(language);
  if (known) return known;
  const made = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
  relativeFormats.set(language, made);
  return made;
}

/** "3 minutes ago"; older than a week becomes a date. */
export function formatAgo(iso: string | null | undefined, now = Date.now()): string {
  if (!iso) return "–";
  const seconds = (now - Date.parse(iso)) / 1000;
  if (seconds > 7 * 86_400) return formatDate(iso);
  const relative = relativeFormat();
  for (const [unit, size] of steps) {
    if (seconds >= size) return relative.format(-Math.floor(seconds / size), unit);
  }
  return relative.format(-Math.max(0, Math.floor(seconds)), "second");
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${formatNumber(bytes / 1024, 0)} KB`;
  return `${formatNumber(bytes / 1024 / 1024, 1)} MB`;
}

/** "invoice_number", "invoiceNumber" and "steps.kind" in words a reader expects: "Invoice number". */
export function humanize(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[_\-.]+/g, " ")
    .trim()
    .toLowerCase();
  const spelled = words.replace(/\b(url|id|api|vat|iban|http|json|pdf|usd|eur)\b/g, (acronym) =>
    acronym.toUpperCase(),
  );
  return spelled.charAt(0).toUpperCase() + spelled.slice(1);
}
