/** The switch that pauses something and lets it go on, and the word of who paused it. What is paused has its own words. */
import { CirclePause, CirclePlay } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMemberNames } from "@/api/company";
import { formatDateTime } from "@/lib/format";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { useProblemToast } from "@/ui/problem-words";
import { toast } from "@/ui/toast";
import { PauseDialog } from "./pause-dialog";

interface Act<T> {
  mutate: (value: T, options: { onSuccess: () => void; onError?: (error: Error) => void }) => void;
  isPending: boolean;
  error: unknown;
}

export interface PauseSwitchProps {
  paused: boolean;
  pause: Act<string>;
  resume: Act<undefined>;
  words: {
    pause: string;
    /** Asked before it is paused. */
    title: string;
    text: string;
    paused: string;
    resume: string;
    resumed: string;
  };
  /** Much stands still then. */
  danger?: boolean;
}

export function PauseSwitch({ paused, pause, resume, words, danger = false }: PauseSwitchProps) {
  const [asking, setAsking] = useState(false);
  const fail = useProblemToast();
  if (paused)
    return (
      <Button
        kind="primary"
        busy={resume.isPending}
        icon={<CirclePlay size={16} aria-hidden />}
        onClick={() =>
          resume.mutate(undefined, { onSuccess: () => toast.done(words.resumed), onError: fail })
        }
      >
        {words.resume}
      </Button>
    );
  return (
    <>
      <Button
        kind={danger ? "danger" : "secondary"}
        icon={<CirclePause size={16} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {words.pause}
      </Button>
      {asking && (
        <PauseDialog
          title={words.title}
          text={words.text}
          busy={pause.isPending}
          error={pause.error}
          onClose={() => setAsking(false)}
          onPause={(reason) =>
            pause.mutate(reason, {
              onSuccess: () => {
                toast.done(words.paused);
                setAsking(false);
              },
            })
          }
        />
      )}
    </>
  );
}

interface PausedByProps {
  /** Stands where nobody gave a reason. */
  title: string;
  reason: string | null;
  by: string | null;
  at: string | null;
  children?: ReactNode;
}

export function PausedBy({ title, reason, by, at, children }: PausedByProps) {
  const { t } = useTranslation("parts");
  const name = useMemberNames()(by) ?? t("pause.someone");
  return (
    <Callout tone="warn" title={reason || title}>
      <p>{t("pause.by", { name, when: formatDateTime(at) })}</p>
      {children}
    </Callout>
  );
}
