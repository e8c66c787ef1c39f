"""Labels of forms, reports and tables in English, Spanish and French, and what the values behind them are."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from bellwarden.model.complaint import FieldName, Origin, Part

VALUE_CHARS_MAX: Final = 5_000
_LINE: Final = re.compile(
    r"^[ \t*•-]*([A-Za-zÀ-ÿ][\w À-ÿ'/().#-]{0,60}?)[ \t]*[:=\t][ \t]*(\S[^\n]{0,2000})$", re.MULTILINE
)

_CALLING: Final = (
    *("calling number", "caller", "caller id", "callerid", "caller id number", "caller number", "number that called"),
    *("number which called", "phone number that called", "number that called you", "number displayed", "number shown"),
    *("displayed number", "shown number", "caller id shown", "ani", "cli", "calling party", "calling party number"),
    *("source number", "originating number", "orig tn", "a number", "spam number", "offending number", "from number"),
    *("reported number", "company phone number", "phone number of caller", "number calling", "incoming number"),
    *(
        "callers number",
        "callers phone number",
        "caller phone number",
        "number on caller id",
        "caller telephone number",
    ),
    *("business phone number", "business phone", "did", "your did", "tn", "from", "source identifier", "caller id tn"),
    *(
        "complained of party",
        "complained of number",
        "respondent",
        "accused",
        "a party",
        "clid",
        "orig",
        "offender",
        "number used to call",
        "calling tn",
        "caller s number",
        "caller s phone number",
        "originator",
        "number of caller",
    ),
    *(
        "caller id phone number",
        "displayed caller id",
        "presented number",
        "from tn",
        "suspect number",
        "sender number",
    ),
    *("numero que llamo", "numero llamante", "numero que llama", "llamante", "numero mostrado", "numero de origen"),
    *("numero que me llamo", "telefono que llamo", "numero denunciado"),
    *("appelant", "numero appelant", "numero de l appelant", "numero affiche", "numero qui a appele"),
    *("numero qui m a appele", "numero signale", "emetteur"),
)
_CALLED: Final = (
    *("called number", "your number", "my number", "your phone number", "my phone number", "to", "to number", "dnis"),
    *("destination", "destination number", "dest tn", "b number", "consumer phone", "consumer phone number"),
    *("consumers phone number", "phone number called", "number called", "recipient", "called party", "your phone"),
    *("my phone", "called party number", "victim number", "victim", "complainant number", "called tn", "callee"),
    *("your telephone number", "telephone number called", "consumer s phone number", "number receiving calls"),
    *("phone number where you received the call", "number where call was received", "recipient number", "to tn"),
    *("complainant", "complaining party", "called subscriber", "b party", "dest", "mine", "our number", "our line"),
    *("phone where call received", "receiving number", "your wireless number", "your contact phone", "affected number"),
    *("daytime phone", "phone", "home phone", "cell phone", "subscriber number", "terminating number", "mailbox"),
    *("numero llamado", "mi numero", "su numero", "mi telefono", "su telefono", "numero de destino", "destinatario"),
    *("numero appele", "mon numero", "votre numero", "appele", "destinataire", "mon telephone", "votre telephone"),
)
_CALLBACK: Final = (
    *("callback number", "call back number", "call back", "callback", "number to call back", "return number"),
    *("number left", "number given", "contact number given", "number left in message", "return call number"),
    *("advertiser business phone number", "advertiser phone number", "number in message", "number they gave"),
    *("numero para devolver la llamada", "numero de contacto que dieron", "numero que dejaron", "devolver llamada a"),
    *("numero de rappel", "numero a rappeler", "rappeler", "numero laisse"),
)
_DATE: Final = (
    *("date", "call date", "date of call", "date of the call", "date of issue", "violation date", "date called"),
    *("day", "incident date", "date received", "date of incident", "issue date", "date of transaction"),
    *("fecha", "fecha de la llamada", "dia", "date de l appel", "jour", "date appel"),
)
_TIME: Final = (
    *("time", "call time", "time of call", "time of the call", "time of issue", "time called", "incident time", "hour"),
    *("hora", "hora de la llamada", "heure", "heure de l appel"),
)
_ZONE: Final = (*("time zone", "timezone", "zone", "call zone", "tz", "zona horaria", "fuseau horaire", "fuseau"),)
_WHEN: Final = (
    *(
        "date time",
        "date and time",
        "when",
        "call start",
        "start time",
        "timestamp",
        "call timestamp",
        "at",
        "datetime",
    ),
    *("date and time of call", "call date and time", "date time of call", "received", "arrival date"),
    *("call start utc", "time of incident", "started at", "occurred at", "date of violation", "violation time"),
    *("cuando", "fecha y hora", "quand", "date et heure", "last call", "first call", "call received"),
)
_COUNT: Final = (
    *("number of calls", "count", "how many", "how many calls", "times called", "calls", "call count", "frequency"),
    *("how often", "veces", "cuantas veces", "numero de llamadas", "nombre d appels", "combien d appels"),
)

CALL_DATE: Final = "date"
CALL_TIME: Final = "time"
CALL_ZONE: Final = "zone"
_PLACES: Final[dict[str, tuple[FieldName, str]]] = {
    **dict.fromkeys(_CALLING, (FieldName.CALLING, "")),
    **dict.fromkeys(_CALLED, (FieldName.CALLED, "")),
    **dict.fromkeys(_CALLBACK, (FieldName.CALLBACK, "")),
    **dict.fromkeys(_WHEN, (FieldName.WHEN, "")),
    **dict.fromkeys(_DATE, (FieldName.WHEN, CALL_DATE)),
    **dict.fromkeys(_TIME, (FieldName.WHEN, CALL_TIME)),
    **dict.fromkeys(_ZONE, (FieldName.WHEN, CALL_ZONE)),
    **dict.fromkeys(_COUNT, (FieldName.COUNT, "")),
}


def plain(label: str) -> str:
    """Without case, accents and signs: `Número que llamó:` and `numero_que_llamo` are one."""
    flat = unicodedata.normalize("NFKD", label.casefold())
    return " ".join(
        "".join(sign if sign.isalnum() else " " for sign in flat if not unicodedata.combining(sign)).split()
    )


def meaning(label: str) -> FieldName:
    """What stands behind a label; NONE when it may be anything."""
    return _PLACES.get(plain(label), (FieldName.NONE, ""))[0]


def likely_meaning(label: str) -> FieldName:
    """Of a label that is not listed, by its words; for numbers in texts, where nothing else is at stake."""
    words = f" {plain(label)} "
    for name, telling in _TELLING:
        if any(f" {one} " in words for one in telling):
            return name
    return FieldName.NONE


_TELLING: Final = (
    (
        FieldName.CALLBACK,
        ("call back", "callback", "called back", "ring back", "return call", "rappel", "rappeler", "devolver"),
    ),
    (
        FieldName.CALLING,
        (
            *(
                "caller",
                "callers",
                "calling",
                "called you",
                "called me",
                "called us",
                "called from",
                "rang you",
                "screen",
            ),
            *(
                "display",
                "displayed",
                "shown",
                "company phone",
                "offender",
                "spammer",
                "scammer",
                "cli",
                "from",
                "origen",
            ),
            *("llamo", "llamante", "llama", "llamaron", "pantalla", "appelant", "affiche", "a appele", "vous a appele"),
        ),
    ),
    (
        FieldName.CALLED,
        (
            *("they call", "they called", "they rang", "they phone"),
            *("your", "my", "our", "consumer", "customer", "rang", "called at", "called on", "received", "affected"),
            *("victim", "recipient", "dialed", "dialled", "called", "subscriber", "mi", "su", "nuestro", "afectado"),
            *("recibio", "usuario", "titular", "votre", "mon", "notre", "appele", "concerne", "abonne", "joint"),
        ),
    ),
)


def fields_of(pairs: Iterable[tuple[str, str]]) -> tuple[Part, ...]:
    """Labelled values as parts. Date, time and zone become one text, so that they are read together."""
    found: list[Part] = []
    when: dict[str, str] = {}
    for label, written in pairs:
        value = written.strip()[:VALUE_CHARS_MAX]
        if not value:
            continue
        name, place = _PLACES.get(plain(label), (FieldName.NONE, ""))
        if place:
            when.setdefault(place, value)
        else:
            found.append(Part(Origin.FIELD, value, name, label.strip()[:80]))
    if CALL_DATE in when or CALL_TIME in when:
        told = " ".join(when[place] for place in (CALL_DATE, CALL_TIME, CALL_ZONE) if place in when)
        found.append(Part(Origin.FIELD, told, FieldName.WHEN, "date and time"))
    elif CALL_ZONE in when:
        found = [_with_zone(part, when[CALL_ZONE]) for part in found]
    return tuple(found)


def _with_zone(part: Part, zone: str) -> Part:
    if part.field is not FieldName.WHEN:
        return part
    return Part(part.origin, f"{part.text} {zone}", part.field, part.name)


def labelled(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Lines `label: value` of texts whose label is known; an address of mail or a page is no telephone number."""
    pairs = [
        pair
        for part in parts
        for pair in _LINE.findall(part.text)
        if pair[0] and meaning(pair[0]) is not FieldName.NONE and "@" not in pair[1]
    ]
    return tuple(part for part in fields_of(pairs) if part.field is not FieldName.NONE)
