"""What is decided about a change of providers without asking anybody. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from ai_service.providers.catalogue import KINDS, Kind, kind_named
from ai_service.providers.openai_compatible.presets import Preset, preset_named
from ai_service.vendors.schemas import KindView, OptionView, PresetView
from kernel.problems import FieldError, InvalidRequest

_LAST4_FROM = 12


def addable(kind_name: str, preset_name: str | None) -> tuple[Kind, Preset | None]:
    """The kind, and the preset where the kind has some. Raises `InvalidRequest`."""
    kind = kind_named(kind_name)
    if kind is None or not kind.addable:
        raise InvalidRequest(errors=[FieldError("/kind", "There is no such kind of provider.")])
    if not kind.presets:
        return kind, None
    preset = preset_named(preset_name or "other")
    if preset.name != (preset_name or "other"):
        raise InvalidRequest(errors=[FieldError("/preset", "There is no such preset.")])
    return kind, preset


def address(kind: Kind, preset: Preset | None, given: str | None) -> str:
    """Where it is reached. Raises `InvalidRequest`."""
    if kind.base_url is None:
        if given:
            raise InvalidRequest(errors=[FieldError("/base_url", "This kind of provider has no address.")])
        return ""
    url = given or (preset.base_url if preset else kind.base_url)
    if not url or "YOUR-RESOURCE" in url:
        raise InvalidRequest(errors=[FieldError("/base_url", "Enter the address of its API.")])
    return url


def options(kind: Kind, given: Mapping[str, str]) -> dict[str, str]:
    """What was chosen, without what was left empty. Raises `InvalidRequest`."""
    chosen = {name: value.strip() for name, value in given.items() if value.strip()}
    known = {option.name: option for option in kind.options}
    errors = [FieldError(f"/options/{name}", "This kind has no such option.") for name in chosen if name not in known]
    for name, option in known.items():
        value = chosen.get(name)
        if value is None and option.required:
            errors.append(FieldError(f"/options/{name}", f"{option.title} is needed."))
        if value is not None and option.choices and value not in option.choices:
            errors.append(FieldError(f"/options/{name}", f"Choose one of: {', '.join(option.choices)}."))
        if value is not None and option.form == "line" and (len(value) > 200 or not value.isprintable()):
            errors.append(FieldError(f"/options/{name}", "Give one line of at most 200 characters."))
    if chosen.get("mode") == "record" and not chosen.get("provider"):
        errors.append(FieldError("/options/provider", "Choose whose answers are recorded."))
    if errors:
        raise InvalidRequest(errors=errors)
    return chosen


def last4(key: str) -> str:
    """The end of a key, by which people tell keys apart; nothing of a short one."""
    return key[-4:] if len(key) >= _LAST4_FROM else ""


def stays_the_same(row: Mapping[str, Any], base_url: str, options: Mapping[str, str], *, key_given: bool) -> bool:
    """Whether a change leaves alone how the provider is reached, so that what its last test said still holds."""
    return not key_given and row["base_url"] == base_url and dict(row["options"]) == dict(options)


def free_name(wanted: str, taken: Sequence[str]) -> str:
    """The name, numbered where another provider has it already."""
    names = [wanted, *(f"{wanted} {number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def kind_views() -> list[KindView]:
    """The kinds that can be added."""
    return [_kind(kind) for kind in KINDS if kind.addable]


def _kind(kind: Kind) -> KindView:
    return KindView(
        name=kind.name,
        title=kind.title,
        note=kind.note,
        needs_key=kind.needs_key,
        base_url=kind.base_url,
        stays=kind.stays,
        options=[
            OptionView(
                name=each.name,
                title=each.title,
                help=each.help,
                form=each.form,
                choices=list(each.choices),
                required=each.required,
            )
            for each in kind.options
        ],
        presets=[
            PresetView(
                name=each.name,
                title=each.title,
                base_url=each.base_url,
                needs_key=each.needs_key,
                note=each.note,
                on_machine=each.on_machine,
            )
            for each in kind.presets
        ],
    )
