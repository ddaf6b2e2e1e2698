"""What stands in a report on paper, in the reader's language: words, numbers and times as they are written there."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

Language = Literal["en", "de"]

_WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("Insights", "Auswertung"),
    "span": ("{0} – {1}, compared with {2} – {3}", "{0} – {1}, verglichen mit {2} – {3}"),
    "zone": ("Times are those of {0}", "Zeiten gelten in {0}"),
    "workflow": ("Workflow", "Workflow"),
    "agent": ("Agent", "Agent"),
    "only": ("Only {0}: {1}", "Nur {0}: {1}"),
    "sample": ("Sample company", "Beispielfirma"),
    "page": ("Page {0} of {1}", "Seite {0} von {1}"),
    "made": ("Made on {0}", "Erstellt am {0}"),
    "before": ("before: {0}", "vorher: {0}"),
    "runs": ("Runs", "Läufe"),
    "success": ("Success rate", "Erfolgsquote"),
    "p50": ("Median time", "Mittlere Dauer (Median)"),
    "p95": ("95 % done within", "95 % fertig in"),
    "median": ("Median time", "Median"),
    "saved": ("Time saved", "Gesparte Zeit"),
    "automation": ("Without a person", "Ohne Menschen"),
    "cost": ("AI cost", "KI-Kosten"),
    "costPerSuccess": ("Cost per success", "Kosten je Erfolg"),
    "succeeded": ("Succeeded", "Erfolgreich"),
    "failed": ("Failed", "Fehlgeschlagen"),
    "cancelled": ("Cancelled", "Abgebrochen"),
    "outcomes": ("How many runs, and how did they end?", "Wie viele Läufe, und wie endeten sie?"),
    "times": ("How long do runs take?", "Wie lange dauern Läufe?"),
    "half": ("Half within (median)", "Die Hälfte in (Median)"),
    "most": ("95 % within", "95 % in"),
    "workflows": ("Which workflows do the most?", "Welche Workflows leisten am meisten?"),
    "agents": ("Which agents do the most?", "Welche Agenten leisten am meisten?"),
    "models": ("Which models answer, and what do they cost?", "Welche Modelle antworten, und was kosten sie?"),
    "model": ("Model", "Modell"),
    "provider": ("Provider", "Anbieter"),
    "answers": ("Answers", "Antworten"),
    "failures": ("Why do runs fail?", "Warum schlagen Läufe fehl?"),
    "problem": ("Problem", "Problem"),
    "step": ("Step", "Schritt"),
    "waits": ("How long do people take to decide?", "Wie lange brauchen Menschen für Entscheidungen?"),
    "wait": ("Waiting time", "Wartezeit"),
    "upTo": ("Up to {0}", "Bis {0}"),
    "longer": ("Longer", "Länger"),
    "approvals": ("Approvals decided", "Entschiedene Freigaben"),
    "deleted": ("Deleted", "Gelöscht"),
    "untitled": ("Failed without saying why", "Ohne Begründung fehlgeschlagen"),
    "local": ("Built-in extraction (no model)", "Eingebaute Extraktion (ohne Modell)"),
    "nothing": ("No runs in this time.", "Keine Läufe in dieser Zeit."),
}


class Wording:
    """One language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._column = ("en", "de").index(language)

    def say(self, key: str, *values: str) -> str:
        return _WORDS[key][self._column].format(*values)

    def number(self, value: float, digits: int = 0) -> str:
        text = f"{value:,.{digits}f}"
        return text.translate(str.maketrans(",.", ".,")) if self.language == "de" else text

    def percent(self, rate: float | None) -> str:
        if rate is None:
            return "–"
        return f"{self.number(rate * 100)}{' %' if self.language == 'de' else '%'}"

    def cost(self, usd: float | None) -> str:
        if usd is None:
            return "–"
        digits = 2 if usd == 0 or abs(usd) >= 1 else 3 if abs(usd) >= 0.01 else 5
        return f"{self.number(usd, digits)} $" if self.language == "de" else f"${self.number(usd, digits)}"

    def length(self, seconds: float | None) -> str:
        if seconds is None:
            return "–"
        if 0 < seconds < 1:
            return f"{self.number(seconds * 1000)} ms"
        if seconds < 60:
            return f"{self.number(seconds, 1 if 0 < seconds < 10 else 0)} s"
        minutes, rest = divmod(round(seconds), 60)
        if minutes < 60:
            return f"{minutes} min {rest} s" if rest else f"{minutes} min"
        hours, minutes = divmod(minutes, 60)
        if hours < 48:
            return f"{hours} h {minutes} min" if minutes else f"{hours} h"
        return f"{self.number(seconds / 86_400, 1)} d"

    def day(self, moment: datetime) -> str:
        return moment.strftime("%d.%m.%Y" if self.language == "de" else "%d/%m/%Y")

    def moment(self, moment: datetime) -> str:
        return f"{self.day(moment)}, {moment:%H:%M}"

    def mark(self, moment: datetime, by: str) -> str:
        """The short name of an hour or a day, under a chart."""
        if by == "hour":
            return f"{moment:%H:%M}"
        return moment.strftime("%d.%m." if self.language == "de" else "%d/%m")
