/** What the fields of every kind of trigger are given. */
export interface KindFieldsProps<S> {
  settings: S;
  onChange: (settings: S) => void;
  /** What is wrong at a place ("settings.cron"), in words. */
  errorOf: (place: string) => string | undefined;
}

/** Digits only, for numbers in a draft. */
export const digits = (typed: string): number => Number(typed.replace(/\D/g, "").slice(0, 6));
