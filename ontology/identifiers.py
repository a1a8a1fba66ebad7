"""Identifiers as every source may write them, brought to one form `scheme:value`, with their check digits verified."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from ontology.errors import BadInput
from ontology.model import IdentifierScheme, Ontology

__all__ = ["METHODS", "applies", "normalise"]

_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_GB11714_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


def normalise(ontology: Ontology, text: str, scheme: str | None = None) -> str:
    """The identifier in the form `scheme:value`.

    Parameters
    ----------
    ontology
        Where the schemes are.
    text
        `scheme:value`, a web address that a scheme knows, or, where `scheme` is given, the value alone. Full-width
        characters, blanks, hyphens and the wrong case are forgiven where the scheme leaves no doubt.
    scheme
        The scheme, if it is known already.

    Raises
    ------
    BadInput
        If the scheme is not known, the value does not look like one of it, or its check digit is wrong.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    name, value = _split(ontology, plain, scheme)
    codes = ontology.schemes.get(name)
    if codes is not None:
        if value in codes.concepts:
            return f"{name}:{value}"
        raise BadInput(f"{value!r} is not a code of {name}.", "See the code lists in docs/ontology.md.")
    rule = ontology.identifiers.get(name)
    if rule is None:
        known = ", ".join(ontology.identifiers)
        raise BadInput(f"{text!r} names no identifier scheme.", f"Write scheme:value, with one of {known}.")
    return f"{name}:{_checked(rule, value)}"


def applies(ontology: Ontology, identifier: str, kind: str) -> bool:
    """Whether an entity of class `kind` can have this identifier (`scheme:value`)."""
    scheme = identifier.partition(":")[0]
    codes, rule = ontology.schemes.get(scheme), ontology.identifiers.get(scheme)
    classes = (codes.entity_class,) if codes else rule.applies_to if rule else ()
    return any(name is not None and ontology.is_a(kind, name) for name in classes)


def _split(ontology: Ontology, text: str, scheme: str | None) -> tuple[str, str]:
    for rule in ontology.identifiers.values() if "/" in text else ():
        if scheme in (None, rule.name) and rule.url_prefix and (value := _after(text, rule.url_prefix)):
            return rule.name, value
    name, colon, value = text.partition(":")
    if colon and name.strip().lower() in ((scheme,) if scheme else (*ontology.identifiers, *ontology.schemes)):
        return name.strip().lower(), value.strip()
    return (scheme, text) if scheme else ("", text)


def _after(url: str, prefix: str) -> str:
    """What follows the prefix, whether http or https, www or not, and whatever the case of the host."""
    bare = re.sub(r"^https?://(www\.)?", "", url, flags=re.IGNORECASE)
    known = re.sub(r"^https?://(www\.)?", "", prefix)
    return bare[len(known) :].strip("/ ") if bare.lower().startswith(known.lower()) else ""


def _checked(rule: IdentifierScheme, text: str) -> str:
    pattern = _compiled(rule.pattern)
    value = next((form for form in _forms(text) if pattern.fullmatch(form)), None)
    hint = f"It should look like {rule.example}." if rule.example else ""
    if value is None:
        raise BadInput(f"{text!r} is not a {rule.label.en}.", hint)
    if rule.check is not None and not METHODS[rule.check](value):
        raise BadInput(
            f"The check digit of the {rule.label.en} {value} is wrong.", "Compare it with the register, digit by digit."
        )
    return value


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _forms(text: str) -> Iterator[str]:
    """Ways of writing a value, the given one first: without blanks and hyphens, in hyphened fours, in either case."""
    compact = re.sub(r"[\s\u2010-\u2015-]", "", text)
    for form in (text, compact, "-".join(re.findall(".{1,4}", compact))):
        yield from (form, form.upper(), form.lower())


def _gb32100(code: str) -> bool:
    """GB 32100-2015: weights 3^i mod 31 over 17 characters; the 9th to 17th carry a GB 11714 check of their own."""
    total = sum(_USCC.index(c) * w for c, w in zip(code, _USCC_WEIGHTS, strict=False))
    return _USCC[-total % 31] == code[17] and _gb11714(code[8:17])


def _gb11714(code: str) -> bool:
    """GB 11714: eight characters with weights, the ninth is 11 minus their sum mod 11, X for 10 and 0 for 11."""
    total = sum(int(c, 36) * w for c, w in zip(code, _GB11714_WEIGHTS, strict=False))
    return code[8] == "0123456789X0"[11 - total % 11]


def _mod97_10(code: str) -> bool:
    """ISO 7064 mod 97-10, as ISO 17442 uses it: letters as two digits, remainder 1, check digits 02 to 98."""
    return 2 <= int(code[-2:]) <= 98 and int("".join(str(int(c, 36)) for c in code)) % 97 == 1


def _mod11_2(code: str) -> bool:
    """ISO 7064 mod 11-2, as ISNI and ORCID use it."""
    digits = code.replace("-", "")
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == digits[-1]


def _ror(code: str) -> bool:
    """ROR: a number in Crockford's base 32, followed by 98 minus the remainder of 100 times it mod 97."""
    number = 0
    for character in code[:7]:
        number = number * 32 + _CROCKFORD.index(character)
    return 98 - number * 100 % 97 == int(code[7:])


METHODS: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {"gb32100": _gb32100, "mod97-10": _mod97_10, "mod11-2": _mod11_2, "ror": _ror}
)
"""The check-digit methods by the name that `pg:check` gives; each takes a value that matches its scheme's pattern."""
