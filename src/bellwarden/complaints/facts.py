"""What a complaint tells about the call: facts by name and value, as the triage rules ask for them, with their words.

A fact that is denied ("I never gave consent") is a fact of its own; one that is not told stays unknown.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from bellwarden.model.complaint import ComplaintKind, Fact, FieldName, FoundNumber, Medium, NumberRole, Part

_I: Final = re.IGNORECASE


class _Tell(NamedTuple):
    name: str
    value: str
    pattern: re.Pattern[str]


def _tell(name: str, value: str, *words: str) -> _Tell:
    return _Tell(name, value, re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", _I))


# The first that is found decides a name's value, so the graver stand first.
_TELLS: Final = (
    _tell("origin", "text", r"text(?:s|ed)? (?:message|me|us|from)\w*", r"(?:spam|unwanted|a|the|these|this) texts?",
        r"SMS", r"texted", r"mensajes? de texto", r"me (?:escrib|text)\w+", r"(?:un|des|ce) (?:texto|SMS)"),
    _tell("origin", "fax", r"(?:junk |unsolicited |spam )?fax(?:es|ed|ing)?", r"t[ée]l[ée]copie",
        r"fax(?:es)? no solicitados?"),
    _tell("origin", "prerecorded", r"(?:pre-?)?record(?:ing|ed)(?: \w+)?", r"robo-?calls?",
        r"automated (?:voice|call|message|system)", r"robot\w*", r"machine voice", r"(?:una |voz )?grabaci[oó]n",
        r"grabad[ao]", r"voz autom[aá]tica", r"(?:un )?enregistrement",
        r"(?:voix|message|appel) (?:pr[ée]-?)?enregistr\w+", r"voix (?:automatique|artificielle)",
        r"press (?:1|one|any key)"),
    _tell("origin", "ai_voice", r"AI(?:-generated)? voice", r"sounded like (?:an )?AI", r"cloned voice",
        r"deepfake\w*", r"artificial(?:-intelligence)? voice", r"voz (?:de IA|artificial|clonada)",
        r"voix (?:d['’]IA|clon[ée]e)"),
    _tell("silent", "yes", r"hang(?:s|ing)? up", r"hung up", r"hang-?ups?",
        r"nobody (?:is |was )?(?:there|speaks|spoke|talks|answers)",
        r"no ?(?:one|body) (?:there|on the line|speaks|says anything)", r"dead air", r"silen(?:t|ce)", r"rang once",
        r"one ring", r"rings? once", r"cuelgan?", r"colg(?:ó|aron)", r"nadie (?:habla|contesta|responde)",
        r"son[oó] una vez", r"raccroch\w+", r"personne (?:ne (?:parle|r[ée]pond)|au bout)", r"une seule sonnerie",
        r"appels? (?:muets?|silencieux)"),
    _tell("purpose", "fraud", r"scam\w*", r"fraud\w*", r"phishing", r"gift cards?", r"bitcoin", r"crypto\w*",
        r"wire (?:money|transfer)", r"(?:social security|SSN)(?: number| has been)?",
        r"(?:my|her|his|the|your) (?:card|bank|account|credit card|debit card) (?:number|details|info\w*|is|was|has)",
            r"arrest warrant", r"warrant for (?:my|your)", r"IRS", r"medicare (?:card|number|benefits)",
            r"remote access", r"any ?desk", r"team ?viewer", r"one[- ]time (?:code|password)", r"verification code",
            r"pretend\w*(?: to be)?", r"claim\w* to be", r"impersonat\w+", r"government office",
            r"refund (?:of|department)", r"estafa\w*", r"fraude\w*", r"tarjetas? de regalo", r"se hac\w+ pasar",
            r"oficina del gobierno", r"escroquerie", r"arnaque\w*", r"cartes?[- ]cadeaux?", r"se fai\w+ passer",
            r"service du gouvernement", r"num[ée]ro de carte", r"n[uú]mero de (?:la |su |mi )?tarjeta"),
    _tell("purpose", "debt", r"debt collect\w+", r"collection agency", r"owe(?:s|d)? (?:them|money)",
        r"cobr(?:ador|anza)\w*", r"recouvrement"),
    _tell("purpose", "political", r"political", r"campaign (?:call|volunteer)", r"candidate", r"election",
        r"vote(?:r|s)?", r"pol[ií]tic[ao]s?", r"[ée]lection\w*"),
    _tell("purpose", "charity", r"charit\w+", r"donat\w+", r"police benevolent", r"caridad", r"donaci[oó]n\w*",
        r"association caritative", r"dons?"),
    _tell("purpose", "survey", r"survey\w*", r"poll(?:ing|ster)?", r"encuesta\w*", r"sondage\w*"),
    _tell("purpose", "telemarketing", r"(?:extended |car |auto |vehicle )?warrant(?:y|ies)", r"insurance",
        r"solar(?: panels?)?", r"sell(?:ing)?", r"sales?(?:man|person|people| call)?", r"telemarket\w*",
        r"marketing", r"offer(?:s|ing)?", r"debt relief", r"lower (?:my|your) (?:interest|rate|bill)", r"loan",
        r"timeshare", r"vacation", r"business funding", r"SEO", r"roof(?:ing)?", r"refund", r"garant[ií]a",
        r"seguros?", r"paneles solares", r"ventas?", r"vend\w+", r"oferta\w*", r"pr[ée]stamos?", r"alivio de deudas",
        r"reembolso", r"garantie", r"assurance\w*", r"panneaux (?:solaires|photovolta\w+)", r"d[ée]marchage\w*",
        r"vend(?:re|eur\w*)", r"offre", r"rachat de (?:dettes|cr[ée]dits?)", r"remboursement\w*", r"CPF",
        r"compte formation"),
    _tell("purpose", "personal", r"(?:my )?ex[- ](?:husband|wife|boyfriend|girlfriend|partner)", r"stalk\w*",
        r"somebody I know", r"someone I know", r"former (?:employee|friend|partner|tenant)",
        r"mi ex(?:esposo|marido|novi[ao])?", r"alguien que conozco", r"mon ex(?:[- ]\w+)?",
        r"quelqu['’]un que je connais"),
    _tell("harassment", "yes", r"harass\w*", r"stalk\w*", r"torment\w*", r"threaten\w*", r"threats?", r"obscen\w*",
        r"vulgar", r"sexual(?:ly)?", r"curs(?:ed|ing|es)", r"swear(?:s|ing)?", r"insult\w*", r"scream\w*",
        r"all (?:hours|night)", r"acos\w+", r"amenaz\w+", r"obscen\w+", r"insult\w+", r"harc[èe]l\w+",
        r"mena[cç]\w+", r"obsc[èe]n\w+", r"injur\w+"),
    _tell("feels_threatened", "no", r"(?:not|n't|don't|isn't|never) (?:feel(?:ing)? |been )?(?:threatened|afraid"
        r"|scared|unsafe)", r"no (?:me siento amenazad[oa]|tengo miedo)",
        r"(?:ne (?:me|se) sen\w+ pas menac\w+|pas peur)"),
    _tell("feels_threatened", "yes", r"(?:I |she |he |we |they )?(?:'m |am |is |are |feels? |was |were )?(?:very |so "
        r"|really )?(?:afraid|scared|frightened|terrified|threatened|unsafe)(?: for (?:my|our|her|his))?",
        r"fear for", r"in fear", r"tengo miedo", r"(?:me siento|nos sentimos) amenazad[oa]s?", r"asustad[oa]s?",
        r"j['’]ai peur", r"(?:me|se) sen(?:s|t) menac[ée]e?", r"terrifi[ée]e?"),
    _tell("threat", "yes", r"threat(?:s|en\w*)?", r"amenaz\w+", r"mena(?:ce\w*|[cç]\w+)"),
    _tell("dnc", "national", r"(?:national )?do[- ]not[- ]call(?: list| registry)?", r"DNC(?: list| registry)?",
        r"no[- ]call (?:list|registry)", r"registro (?:nacional )?(?:de )?no llam\w+", r"lista robinson", r"bloctel",
        r"liste (?:d['’]opposition|rouge)"),
    _tell("consent", "revoked", r"(?:told|asked|begged)(?: \w+){0,3} (?:to )?(?:stop|not to call|remove|take me off"
        r"|quit)(?: \w+)?", r"revok\w+", r"opt(?:ed|ing)?[- ]?out", r"unsubscribe\w*", r"repl(?:ied|y) STOP",
        r"texted STOP", r"(?:les )?(?:dije|ped[ií]|pedimos) que (?:no|dejen|dejaran|pararan)\w*(?: \w+){0,3}",
        r"(?:demand[ée]|dit)(?: \w+){0,4} (?:de ne plus|d['’]arr[êe]ter)(?: \w+)?"),
    _tell("consent", "none", r"never (?:gave|given|consented|agreed|signed up|asked|opted|requested)(?: \w+){0,3}",
        r"(?:no|without(?: my)?) (?:consent|permission)", r"did(?: not|n't) (?:consent|agree|sign up|ask for)",
        r"unsolicited", r"nunca (?:di|autoric[eé]|acept[eé]|ped[ií])(?: \w+){0,2}",
        r"sin (?:mi )?(?:consentimiento|permiso|autorizaci[oó]n)",
        r"jamais (?:donn[ée]|accept[ée]|demand[ée]|autoris[ée]|consenti)\w*(?: \w+){0,2}",
        r"sans (?:mon )?(?:consentement|accord|autorisation)"),
    _tell("relationship", "customer", r"(?:I(?:'m| am)|we are|I was) (?:a |an )?(?:existing |former )?customers?(?: "
        r"of)?", r"I (?:do|did) business with", r"my own (?:bank|doctor|dentist|pharmacy)", r"soy cliente",
        r"je suis client\w*"),
    _tell("line", "emergency", r"911 (?:center|centre|line|lines|dispatch)", r"PSAP",
        r"emergency (?:room|line|department|dispatch)", r"hospital (?:room|patient|switchboard|lines?)",
        r"patient(?:s'|'s)? rooms?", r"salle d['’]urgences?", r"(?:sala|l[ií]nea) de emergencias?"),
    _tell("line", "wireless", r"(?:my |her |his |our )?(?:cell(?:ular|phone)?|mobile)(?: phone| number)?",
        r"(?:m[oó]vil|celular)", r"(?:mon |le )?portable"),
    _tell("line", "residential", r"land ?line", r"home (?:phone|number|line)", r"house phone", r"residential",
        r"tel[eé]fono (?:fijo|de casa)", r"(?:ligne|t[ée]l[ée]phone) fixe"),
    _tell("line", "business", r"(?:our|my) (?:business|company|office|store|shop|practice|clinic)(?: (?:line|phone"
        r"|number))?", r"(?:nuestra|mi) (?:empresa|oficina|tienda)",
        r"(?:notre|mon) (?:entreprise|bureau|magasin|soci[ée]t[ée])"),
    _tell("flood", "yes", r"(?:flood\w*|overwhelm\w*|jam(?:med|ming)|tie(?:d|s) up|tying up)(?: (?:our|my|the|with"
        r"|up))?(?: (?:phone )?lines?)?", r"denial of service", r"TDoS",
        r"(?:can't|cannot|could not|unable to) (?:use|make|receive)(?: \w+){0,3} (?:phone|calls?|lines?)",
        r"l[ií]neas? (?:saturad|bloquead)\w+", r"lignes? (?:satur|bloqu)\w+"),
    _tell("spoof_victim", "yes", r"(?:people|strangers|someone|everyone|others|callers)(?: \w+){0,4} (?:calling|call"
        r"|called|saying|say|claim\w*|keep\w*)(?: \w+){0,4} (?:me )?(?:back|that I called|I (?:had )?called"
        r"|returning|missed call from (?:me|my))", r"(?:my|our) (?:own )?(?:phone )?(?:number|caller id)(?: "
        r"\w+){0,3} (?:is|was|has|being|been)(?: \w+){0,2} (?:spoof\w*|used|faked|hijacked|stolen|shown)",
        r"(?:using|spoofing|faking|showing|displaying)(?: \w+){0,2} (?:my|our) (?:own )?(?:phone )?(?:number|caller "
        r"id)", r"I (?:never|did(?: not|n't)) (?:call|called|make|made|place|placed)(?: \w+){0,3}(?: calls?)?",
        r"(?:usan|usando|est[aá]n usando|suplant\w+)(?: \w+){0,2} mi n[uú]mero",
        r"(?:utilis\w+"
        r"|usurp\w+)(?: \w+){0,2} mon num[ée]ro", r"que yo (?:l[eoa]s? )?(?:llam[ée]|he llamado|hab[ií]a llamado)",
        r"yo no (?:fui|l[eoa]s? (?:llam[ée]|he llamado)|llam[ée]"
        r"|he llamado)", r"que je (?:l(?:es|['’]) ?)?(?:ai|avais) appel[ée]",
        r"je n(?:e l(?:es|['’])|['’]) ?ai (?:jamais|pas) appel[ée]|je n['’]ai (?:jamais |pas )?appel[ée] personne"),
    _tell("money_lost", "yes", r"(?:lost|stole|stolen|sent them|paid(?: them)?|took|charged me|transferred"
        r"|withdrew)(?: \w+){0,4} ?[$€£]\s?[\d,.]+", r"[$€£]\s?[\d,.]+(?: \w+){0,4} (?:stolen|lost|gone|taken)",
        r"(?:perd[ií]|robaron|perdu|vol[ée])(?: \w+){0,4} ?[\d,.]+ ?(?:[$€]|d[oó]lares|euros)"),
    _tell("identity_given", "no", r"(?:won't|wouldn't|would not|will not|refus\w+)(?: \w+){0,3} (?:say|tell|give"
        r"|identify|who)(?: \w+){0,4}", r"no (?:company )?name given",
        r"did(?: not|n't) (?:say|identify)(?: \w+){0,3}",
        r"no (?:dicen|dijeron|quiso decir) (?:qui[eé]n|su nombre|de)(?: \w+){0,3}"),
    _tell("caller_id", "withheld", r"(?:private|blocked|withheld|restricted|anonymous|unknown)(?: \w+)? (?:number"
        r"|caller|calls?|id)", r"no caller id", r"n[uú]mero (?:privado|oculto|desconocido)",
        r"num[ée]ro (?:priv[ée]|masqu[ée]|inconnu)"),
)  # fmt: skip

# Danger to life: to a person at once, whatever else the message says.
_DANGER: Final = re.compile(
    r"(?<!\w)(?:"
    r"(?:going to|gonna|will|'ll|threaten\w* to|wants? to|said (?:he|she|they)(?:'d| would|'ll| will)|promis\w+ to) "
    r"(?:\w+ ){0,2}(?:kill|murder|shoot|stab|hurt|rape|burn|bomb|blow up|attack|harm)\w*"
    r"|kill (?:me|us|my|her|him|you|myself|himself|herself)|death threats?|threat(?:en\w*|s)? (?:my|our|her|his) "
    r"(?:life|lives|family|kids|children|son|daughter)|threat\w* with death"
    r"|bomb threat|there is a bomb|active shooter|swatt(?:ed|ing)|hostage|kidnap\w*|(?:has|with|have) (?:my|our) "
    r"(?:daughter|son|child|kids)"
    r"|suicid\w+|end (?:my|his|her|their) life|(?:outside|watching) (?:my|our|the) (?:house|home|door|window)|knows "
    r"where (?:I|we|she|he) lives?|knows? (?:my|our|her) address"
    r"|(?:911|emergency|hospital|ER|dispatch)(?: \w+){0,3} lines? (?:are|is|have been)? ?(?:flooded|jammed|blocked"
    r"|tied up|down)|(?:can't|cannot) (?:reach|call) 911"
    r"|(?:voy|vamos|va|van) a (?:matar|secuestrar|quemar|disparar|violar|hacer da[nñ]o)\w*|matar(?:me|nos|te|lo|la)"
    r"|amenaz\w+ de muerte|amenaza de bomba|secuestr\w+|sabe(?:n)? d[oó]nde viv\w+|suicid\w+"
    r"|(?:vais?|va|vont) (?:me |nous |te |vous |le |la )?(?:tuer|br[ûu]ler|violer|faire du mal)|menaces? de mort"
    r"|menac\w+ de (?:me |nous |le |la )?(?:tuer|mort)|alerte [àa] la bombe|sait o[ùu] (?:j['’]habite|nous "
    r"habitons|elle habite)|enlev\w+ (?:mon|ma|mes)"
    r")(?!\w)",
    _I,
)
_NOT_DANGER: Final = re.compile(
    r"kill(?:s|ing)? (?:(?:the|this|that|my|our|your|off) ){0,2}"
    r"(?:battery|phone|signal|line|number|deal|call|service|account)",
    _I,
)
_COMPANY: Final = re.compile(
    r"\b(?:from|with|called|company|named|representing|on behalf of|behalf)\s+(?:a company called "
    r")?((?:[A-Z][\w&'-]+\s?){1,4}(?:Inc|LLC|Ltd|Corp|Company|Group|Services|Solutions|Bank|Insurance|Energy)\b\.?)"
)
_AMOUNT: Final = re.compile(r"[$€£]\s?\d[\d,.]*\d|\b\d[\d,.]*\s?(?:dollars|USD|euros?|EUR|d[oó]lares)\b", _I)


def facts_in(parts: Sequence[Part]) -> tuple[Fact, ...]:
    """Each name once, with the place that told it."""
    found: dict[str, Fact] = {}
    for name, value, pattern in _TELLS:
        if name not in found:
            fact = next(_matches(parts, name, value, pattern), None)
            if fact is not None:
                found[name] = fact
    for name, pattern in (("company", _COMPANY), ("amount", _AMOUNT)):
        for place, text in _texts(parts):
            one = pattern.search(text)
            if one is not None and name not in found:
                whole = one.group(1) if pattern.groups else one.group()
                found[name] = Fact(name, whole.strip(), place, one.start(), one.end(), one.group())
    return tuple(found.values())


def danger_in(parts: Sequence[Part]) -> Fact | None:
    for place, text in _texts(parts):
        for one in _DANGER.finditer(text):
            around = text[max(0, one.start() - 12) : one.end() + 24]
            if not _NOT_DANGER.search(around):
                return Fact("danger", "yes", place, one.start(), one.end(), one.group())
    return None


def _texts(parts: Sequence[Part]) -> Iterator[tuple[int, str]]:
    return ((place, part.text) for place, part in enumerate(parts) if part.field is FieldName.NONE)


def _matches(parts: Sequence[Part], name: str, value: str, pattern: "re.Pattern[str]") -> Iterator[Fact]:
    for place, text in _texts(parts):
        for one in pattern.finditer(text):
            yield Fact(name, value, place, one.start(), one.end(), one.group())


_MEDIA: Final = (
    (Medium.FAX, re.compile(r"\bfax(?:es|ed|ing)?\b(?!\s*(?:number|:|\d|machine number))|t[ée]l[ée]copie", _I)),
    (Medium.CHAT, re.compile(r"\b(?:whats ?app|telegram|signal message|facebook messenger|messenger|instagram"
        r"|discord|wechat|imessage)\b", _I)),
    (Medium.TEXT, re.compile(r"\b(?:sms|mms|text(?:s|ed|ing)?(?: messages?)?|mensajes? de texto|textos?|texto)\b(?! "
        r"(?:of|below|above))", _I)),
    (Medium.FORM, re.compile(r"\b(?:web ?form|contact form|online form|formulario web|formulaire (?:web|de "
        r"contact))\b", _I)),
)  # fmt: skip
_CALLS: Final = re.compile(
    r"\b(?:call(?:s|ed|ing|er)?|rang|ring(?:s|ing)?|phoned|voice ?mail|robo-?calls?|hung up|hang(?:s|ing)? up"
    r"|llam\w+|appel\w*|recording)\b",
    _I,
)


def medium_of(parts: Sequence[Part], said: Medium | None) -> Medium:
    """What a form said; else the medium that is spoken of most, a call when nothing is."""
    if said is not None:
        return said
    text = "\n".join(text for _, text in _texts(parts))
    calls = len(_CALLS.findall(text))
    counts = [(len(pattern.findall(text)), medium) for medium, pattern in _MEDIA]
    most, medium = max(counts, key=lambda one: one[0])
    return medium if most and most >= calls else Medium.CALL


def kind_of(facts: Sequence[Fact], medium: Medium, automatic: bool, numbers: Sequence[FoundNumber]) -> ComplaintKind:
    told = {one.name: one.value for one in facts}
    if automatic and not any(one.role is NumberRole.CALLER_ID for one in numbers):
        return ComplaintKind.AUTOMATIC
    if medium is Medium.FAX:
        return ComplaintKind.FAX
    if "flood" in told:
        return ComplaintKind.FLOOD
    if "spoof_victim" in told:
        return ComplaintKind.SPOOF_VICTIM
    if told.get("purpose") == "personal" or "harassment" in told or "threat" in told:
        return ComplaintKind.HARASSMENT
    if told.get("purpose") == "fraud":
        return ComplaintKind.FRAUD
    if medium is not Medium.CALL:
        return ComplaintKind.MESSAGES
    return ComplaintKind.ROBOCALL if told.get("origin") in ("prerecorded", "ai_voice") else ComplaintKind.UNWANTED
