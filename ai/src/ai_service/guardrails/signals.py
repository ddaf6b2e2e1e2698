"""Phrases by which texts try to steer a model. A signal for people, never a defence: whoever means it writes otherwise.

Pure. Source: direct and indirect prompt injection as OWASP's LLM01 describes them, in English and German.
"""

import re

_SIGNALS: dict[str, re.Pattern[str]] = {
    "ignores instructions": re.compile(
        r"\b(?:ignore|disregard|forget|override)\b.{0,30}\b(?:previous|prior|above|earlier|all|your)\b.{0,20}"
        r"\b(?:instructions?|prompts?|rules|guidelines)\b"
        r"|\b(?:ignorier|vergiss|missachte)\w*\b.{0,40}\b(?:anweisung|anleitung|vorgabe|regel)\w*",
        re.IGNORECASE | re.DOTALL,
    ),
    "asks for the instructions": re.compile(
        r"\b(?:reveal|print|show|repeat|output|leak)\b.{0,30}\b(?:system|hidden|initial)\s+(?:prompt|message|instructions?)"
        r"|\b(?:zeig|nenne|wiederhol|verrat)\w*\b.{0,30}\b(?:system-?prompt|systemnachricht|systemanweisung)\w*",
        re.IGNORECASE | re.DOTALL,
    ),
    "takes another role": re.compile(
        r"\byou are now\b.{0,40}\b(?:unrestricted|jailbroken|DAN|developer mode|without (?:any )?restrictions?)\b"
        r"|\bdo anything now\b|\bdu bist (?:jetzt|nun)\b.{0,40}\b(?:uneingeschränkt|ohne (?:regeln|einschränkungen))\b",
        re.IGNORECASE | re.DOTALL,
    ),
    "speaks as the system": re.compile(
        r"<\|(?:im_start|system|endoftext)\|>|\[/?(?:INST|SYS)\]|<<SYS>>|^\s*#{2,}\s*system\s*(?:prompt|message)?\s*:?$",
        re.IGNORECASE | re.MULTILINE,
    ),
    "hides text": re.compile("[\u200b\u200c\u2060\ufeff]{3,}|[\U000e0020-\U000e007f]{3,}"),
}


def signals_in(text: str) -> list[str]:
    """The signals in a text."""
    return [name for name, form in _SIGNALS.items() if form.search(text)]
