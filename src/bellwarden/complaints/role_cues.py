"""Words beside a telephone number that tell what it is, in English, Spanish and French: what was shown, who was called,
whom to call back, whom else to reach. The heavier word counts."""

import re
from typing import Final, NamedTuple

from bellwarden.model.complaint import NumberRole

REACHED: Final = "where to reach the complainant"
CALLED_BACK: Final = "called back by the complainant"


class Cue(NamedTuple):
    role: NumberRole
    weight: float
    pattern: re.Pattern[str]
    words: str  # for the reason


def _before(role: NumberRole, weight: float, words: str, pattern: str) -> Cue:
    return Cue(role, weight, re.compile(rf"(?:{pattern})[\s:,(\"'«#]*(?:\+|n[°º]\s*)?$", re.IGNORECASE), words)


def _behind(role: NumberRole, weight: float, words: str, pattern: str) -> Cue:
    return Cue(role, weight, re.compile(rf"^[\s)\"',»]*(?:{pattern})", re.IGNORECASE), words)


_CALLER, _CALLED, _BACK, _OTHER = NumberRole.CALLER_ID, NumberRole.CALLED, NumberRole.CALLBACK, NumberRole.OTHER
_LINE: Final = r"(?:phone|cell|mobile|land ?line|home|work|office|business|personal|fax|house|store|desk)"
_MINE: Final = (
    rf"(?:my|our|her|his|their)(?: own)?(?: {_LINE}){{0,3}}(?: (?:phone|number|line|telephone|mobile|cell|landline))*"
)
_PERSON: Final = (
    r"(?:me|us|him|her|my (?:\w+ )?(?:mother|father|mom|dad|mum|wife|husband|son|daughter|grandmother"
    r"|grandfather|parents|neighbou?r|office|line|phone|number|customer|client|subscriber))"
)

_OWNER: Final = (
    r"(?:mother|father|mom|mum|dad|wife|husband|son|daughter|grand(?:mother|father|ma|pa)|aunt|uncle|sister|brother"
    r"|neighbou?r|boss|colleague|client|patient|tenant|customer|resident|student|employee|subscriber|receptionist"
    r"|abonn[ée]e?|client[ea]?|pacient[ea]|abuel[ao]|madre|padre|mam[áa]|pap[áa]|espos[oa]|vecin[oa]|herman[oa]"
    r"|m[èe]re|p[èe]re|grand-m[èe]re|femme|mari|fille|fils|voisine?|patiente?)"
)
_DIRECTED: Final = (  # somebody is told to do something …
    r"(?:told|tell(?:s|ing)?|asked|said|say(?:s|ing)?|instruct\w*|insist\w*|want\w*|should|must|(?:ha[ds]|have"
    r"|need\w*|got) to|please"
    r"|urg\w*|press \w+|supposed to|demand\w*|claim\w*|message|voicemail|or else|either)"
)
BEFORE: Final = (
    _before(
        _OTHER,
        11,
        "another party's",
        r"\bback of (?:my|our|the|his|her) card\b[^.\n\d]{0,20}|\b(?:my|our|his|her|their) (?:bank|card|insurer"
        r"|doctor|lawyer"
        r"|landlord|carrier|provider|utility)(?:['’]s)?\b[^.\n\d]{0,30}",
    ),
    _before(
        _OTHER,
        12,
        REACHED,
        r"\b(?:me|nous) (?:joindre|contacter|rappeler|appeler|t[ée]l[ée]phoner)(?: (?:au|sur le|le))*"
        r"|\b(?:llamar|contactar|localizar|ubicar|marcar)(?:me|nos)(?: (?:al?|en el|el))*",
    ),
    _before(
        _BACK,
        10,
        "asked to call",
        r"[,;:!]\s*(?:please )?(?:call|dial|ring|text)(?: us)?(?: now)?(?: on| at)?"
        r"|(?<!est[aá]n )(?<!est[aá] )(?<!siguen )(?<!sigue )\bllamando al?",
    ),
    _before(
        _CALLED,
        10,
        "the complainant's own",
        r"\b(?:we(?:['’]re| are)|I(?:['’]m| am)) (?:an?|the)(?: [\w'’-]+){1,4} (?:at|on)|\bI (?:have|own|pay for"
        r"|hold)(?: the number)?"
        r"|\b(?:insist\w+ en|contin[uú]\w+|sigue\w*) (?:llam|marc)\w+ al?",
    ),
    _before(
        _OTHER,
        11,
        REACHED,
        r"(?:^|[.!?,;]\s*|please |can |may |could |or |to )(?:call|reach|contact|text|ring|phone) (?:me"
        r"|us)\b(?! back to)"
        r"[^.\d\n]{0,30}",
    ),
    _before(
        _OTHER,
        11,
        "another party's",
        r"\b(?:real|actual|genuine|true|official|legitimate|verdader[oa]|aut[ée]ntic[oa]|vrai"
        r"|v[ée]ritable)\b[^.\n\d]{0,40}",
    ),
    _before(
        _BACK,
        10,
        "asked to call",
        r"\b(?:to|and) (?:call|phone|ring|dial|contact|text)(?! (?:my|our|me|us)\b)(?: [\w'’-]+){1,4} (?:at|on)"
        r"|\b(?:gave|left|giv\w+|leav\w+)(?: (?:me|us|her|him|my \w+|out))? (?:a|the|this|another) number[^.\n\d]{0,40}"
        r"|\bdieron (?:un|el|otro) n[uú]mero[^.\n\d]{0,30}",
    ),
    _before(_CALLED, 9, "called", r"\b(?:log|calls|records?|history|list)(?: \w+){0,2} (?:for|of|on)"),
    _before(_CALLER, 9, "it called", r"\d IN|\binbound"),
    _before(_CALLED, 10, "called", r"\b(?:continu\w+|kept|tr(?:y|ied|ies|ying)|start\w*|beg[aiu]n\w*) to (?:call"
        r"|ring|phone|text)"
        r"|\bstop(?:s|ped)? (?:call|ring|phon|text|dial)ing|\bvolv\w+ a (?:llamar|marcar)\w*(?: al?)?"
        r"|\b(?:dej|par|ces)\w+ de (?:llamar|marcar)\w*(?: al?)?"
        r"|(?:arr[êe]t|cess)\w+ (?:pas )?d['’]appeler(?: (?:le|au))?"),
    _before(_BACK, 10, "asked to call", rf"\b{_DIRECTED}\b[^.\n]{{0,60}}(?<!my )(?<!her )(?<!his )(?<!our )"
        r"(?<!the )(?<!a )(?<!their )\b(?:call|ring|phone|dial"
        rf"|text|contact|reach|note(?: down)?)"
        r"\b(?: (?:him|her|them|back|it|us|me|down|the|a|that|number|line|toll[- ]free))*(?: (?:at|on))?"),
    _before(_BACK, 10, "asked to call", r"\b(?:or|reply \w+ or) (?:call|ring|phone|dial|text)"
        r"|\bdevolv\w+ la llamada(?: al?| el)*"),
    _before(_BACK, 10, "asked to call", r"[\"'‘“«]\s*(?:please |urgent\W+)?(?:call|ring|dial|text|appelez|rappelez"
        r"|llame)(?: (?:us|me|now|back|al?|le|au))*"),
    _before(_BACK, 11, "asked to call", r"\b(?:said|claim\w*|says|told \w+)[^.\n\d]{0,20}(?:his|her|their"
        r"|its) (?:number|line|extension)(?: (?:was|is))*"),
    _before(_CALLED, 11, "called", r"\b(?:show|pop|com|turn|ring)\w*(?: up)? on|\breceived (?:by|on|at)|\b(?:remove"
        r"|delete|take|quit\w+|elimin\w+|retir\w+"
        r"|supprim\w+)(?: (?:my|our|the|el|le|mon|mi|number|line|n[uú]m[ée]ro|of|from))*"),
    _before(_CALLER, 9, "what was shown", r"\b(?:also|seen|shown|sometimes|other times)(?: \w+)? as"),
    _before(_CALLED, 10, "the complainant's own", r"\b(?:sent|writing|emailing|write|mailing"
        r"|typing)(?: \w+){0,2} (?:from|on)"),
    _before(_CALLED, 9, "the complainant's own", r"\b(?:my|our|mi|mon|notre|nuestro)\b[^.;\n\d]{0,30}(?:number"
        r"|n[uú]m[ée]ro)[^.;\n\d]{0,12}"
        r"\b(?:it['’]s|it is|es|c['’]est|being)(?: le| el)?"),
    _before(_CALLED, 8, "the complainant's own", r"\b(?:the|el|le|la) (?:cell|landline|mobile|home|house|office|shop"
        r"|store|work|fax|main|front desk|ward"
        r"|kitchen|fijo|celular|m[óo]vil|conmutador|fixe|portable|standard|ligne)(?: (?:line|phone|number))?"),
    _before(_CALLER, 9, "it called", r"\b(?:missed|(?:missed|incoming) call|llamada (?:perdida|entrante)"
        r"|appel (?:manqu[ée]|entrant)|(?:\w+ )?calls?:"
        r"|hid(?:es|ing)? behind|posing as)"),
    _before(_CALLER, 8, "complained about", r"\b(?:assigned|belong\w*|registered|issued|allocated"
        r"|leased) to (?:your?|you)\b[^.\d\n]{0,20}"
        r"|\byour (?:\w+ ){0,2}(?:number|DID|TN|customer|subscriber|user)"),
    _before(_OTHER, 9, "another party's", r"\b(?:customer service|customer care|help ?desk|help ?line|hot ?line"
        r"|support(?: line)?|service client|atenci[óo]n al cliente)"),
    _before(_BACK, 9, "asked to call", r"\b(?:gave|left|provided|quoted|gives|leaves|giving|leaving)(?: (?:me|us|her"
        r"|him"
        r"|out))?(?: (?:a|the|his|her|their|this))?(?: (?:number|line|contact|phone|call-?back|as|no\.?))*"
        r"|\b(?:dej[óo]|dejaron|dio|dieron|(?:a|ont) (?:laiss|donn)[ée])(?: (?:el|un|le|un|como))?(?: n[uú]m[ée]ro)?"),
    _before(_BACK, 10, "asked to call", r"\b(?:llamara|llamase|llamar|llame|llamen|marcara|marcar|marque|comunique"
        r"|comunicara"
        r"|comunicarme|hablara|que (?:le |les )?(?:hable|marque|llame))(?: (?:urgentemente|de vuelta"
        r"|de inmediato))?(?: (?:al?"
        r"|con el|el))+(?: n[uú]mero)?"),
    _before(_BACK, 9, "asked to call", r"\b(?:r?appeler|recontacter|contacter|composer|joindre)"
        r"(?: (?:d['’]urgence|imm[ée]diatement|vite|aussit[ôo]t|rapidement))?(?: (?:le|au))(?: num[ée]ro)?"),
    _before(_OTHER, 10, REACHED, r"\b(?:mine if|(?:officer|detective|police|lawyer"
        r"|attorney|bank|insurer|doctor)['’]?s?(?: (?:own|real|actual|direct))?(?: (?:number|line|phone))(?: (?:is"
        r"|which"
        r"|that|,))*)[^.\n\d]{0,25}"),
    _before(_OTHER, 10, "of the signalling", r"\b(?:P-Asserted-Identity|PAI|P-Charge-Info|Diversion"
        r"|History-Info)\b[\w ]{0,6}"),
    _before(_CALLED, 12, "the complainant's own", r"(?<![\w'’])(?:I(?:['’]m| am)|we(?:['’]re| are))(?: (?:at|on"
        r"|reachable|found|available"
        r"|under))*|\bchez (?:moi|nous|elle|lui|eux)|\bmoi c['’]est(?: le)?|\byo (?:tengo|soy|estoy)(?: (?:el|en|del"
        r"|al))*"
        r"|\b(?:me encuentro|estoy) en el|\bfind (?:me|us) (?:at|on)"),
    _before(_CALLER, 9, "it called", r"(?<![\w'’])(?:he|she|they)(?:['’]s|['’]re| is| are| was| were)(?: (?:calling"
        r"|at|on|from|using))*"),
    _before(_CALLED, 10, "the complainant's own", r"\b(?:mine|hers|theirs|ours|(?:el|la) (?:m[ií][oa]|suy[oa]"
        r"|nuestr[oa]|de (?:ella|[ée]l))"
        r"|el tel[ée]fono de (?:ella|[ée]l)|le (?:mien|sien|n[ôo]tre)|la (?:mienne|sienne))(?: (?:is|was|es|est))*"),
    _before(_CALLER, 10, "what was shown", r"\b(?:from|by|off|using) (?:my|our|his|her|their|the"
        r"|a)(?: own)?(?: [\w'’-]+){0,3} (?:number|line|phone"
        r"|extension)"),
    _before(_CALLER, 9, "what was shown", r"\b(?:affich|indiqu|identificador|identific|pantalla|[ée]cran|display"
        r"|screen|caller ?id|call display"
        r"|ID\b|shows?\b|showed|showing|came up|sal[ií]|aparec)[^.;\n\d]{0,32}"),
    _before(_CALLED, 9, "called", r"(?:->|=>|→|-->|»)"),
    _before(_CALLED, 12, "called", r"\b(?:reach(?:ed|es|ing)?|hit|hits|into|terminating on|to)(?: (?:our|my|the"
        r"|your))? (?:DID|DDI|TN|DN"
        r"|extension|mailbox|switchboard|subscriber)"),
    _before(_CALLED, 8, "the complainant's own", r"\b(?:my|our|mi|mis|nuestr[oa]s?|mon|ma|notre"
        r"|nos)(?! (?:\w+ )?(?:bank|log|call log"
        r"|caller|screen|display))(?:[ '’-]+[\w'’]+){1,5}?(?: \([^()\d]{1,40}\))?(?: (?:is|es|est|at|on|al?|en|au"
        r"|sur|le|el|number))*"),
    _before(_CALLED, 7, "the complainant's own", rf"\b{_OWNER}(?:['’]s)?(?: [\w'’]+){{0,4}}?(?: (?:is|es|est|at|on"
        rf"|al?|en|au|sur|le|el))*"),
    _before(_CALLED, 4, "the complainant's own", r"\b(?:my|our|mi|mis|nuestr[oa]s?|mon|ma|notre|nos)\b[^.;\n\d]{0,70}"),
    _before(_CALLED, 6, "called", r"\b(?:en el|sur le|vers le|au|al|to)"),
    _before(_CALLED, 13, "the complainant's own", r"(?<![\w'])(?:I|we)"),
    _before(_CALLED, 10, "called", r"\b(?:victim|callee|target)(?: (?:TN|number|line|party|phone))*|\bsoy (?:del?"
        r"|el)|\bje suis au"),
    _before(_CALLER, 9, "what was shown", r"\b(?:used|uses?|using|under|displaying)(?: (?:the|a|number|numbers|id))*"
        r"|\b(?:display|screen|phone|it|which|pantalla) (?:says|said|reads|read)"),
    _before(_BACK, 10, "asked to call", r"\bcall-?back(?: (?:TN|number|no|given|left|is|was|of))*"),
    _before(_CALLER, 9, "what was shown", r"\b(?:CLID|CLI|ANI|A[- ](?:number|party)|calling (?:number|party)|source "
        r"number"
        r"|orig(?:inating)?(?: (?:number|tn))?|displayed number|num[ée]ro affich[ée]|n[uú]mero mostrado)(?: (?:is"
            r"|was|of))*"),
    _before(_CALLED, 9, "called", r"\b(?:B[- ](?:number|party)|DNIS|dest(?:ination)?(?: (?:number|tn))?|subscriber"
        r"|called"
        r" (?:number|party))(?: (?:is|was|at|number))*|(?:came|come|coming) in (?:on|at|to)|(?:received|arrived|left"
            r"|landed|taken)"
        r"(?: \w+){0,3} (?:on|at)|got through to|reach\w* (?:me|us|her|him) (?:on|at)"),
    _before(_CALLED, 5, "called", r"\b(?:on|into)"),
    _before(_BACK, 8, "asked to call", r"\b(?:codes?|numbers?|money|payment|cards?)(?: \w+){0,4} to"),
    _before(_BACK, 10, "asked to call", r"call(?:ed|ing)?(?: (?:them|him|her|us|it|me))? back(?: (?:at|on|to|the "
        r"number))*"),
    _before(_BACK, 10, "asked to call", r"(?:call|ring|phone)[- ]?back(?: (?:number|no\.?))?(?: (?:is|was|of|given"
        r"|left))*"),
    _before(_BACK, 9, "asked to call", r"(?:said|say(?:s|ing)?|told|ask(?:s|ed)?|want(?:s|ed)?|instruct\w*|urg\w*"
        r"|supposed|need(?:s|ed)?|please|must|should|ha(?:ve|d) to)(?: \w+){0,3} (?:to )?(?:call|dial|ring|phone"
        r"|contact"
        r"|text|reach)(?!(?: \w+)? from)(?: \w+){0,2}(?: (?:at|on))?"),
    _before(_BACK, 11, "asked to call", r"(?:return(?:ing|ed)?(?: (?:the|their|his|my|this))? call(?: (?:to|at|on))?"
        r"|press \w+ or (?:call|dial)|(?:left|gave|giving|leav\w+)(?: \w+){0,3} (?:number|no\.?|contact)(?: (?:of|is"
        r"|as|to call))*)"),
    _before(_BACK, 9, "asked to call", r"(?:llam(?:ar|ara|e|en|emos|arles?|ase)(?: de vuelta)?|devolver (?:la|su) "
        r"llamada|devuelva la llamada|marcar|marque|comunicar\w*|contactar\w*|volver a llamar)(?: (?:al?|el|con el"
        r"|n[uú]mero|tel[eé]fono|de vuelta))*"),
    _before(_BACK, 9, "asked to call", r"(?:rappel(?:er|ez|le|lent|lions|ions|é)|composer|composez|contacter"
        r"|joindre)(?: (?:le|au"
        r"|sur le|num[ée]ro))*|(?:num[ée]ro|n[°º]) (?:[àa] rappeler|de rappel|laiss[ée])(?: (?:est|le))*"),
    _before(_BACK, 6, CALLED_BACK,
        r"\bI (?:\w+ ){0,2}(?:called|dialed|dialled|rang|tried|phoned|looked up|googled)(?: (?:calling|to call|the "
        r"number))*|\b(?:yo )?llam[eé] (?:al?|de vuelta al)|j'ai (?:appel[ée]|rappel[ée])(?: (?:le|au))?"),
    _before(_OTHER, 8, REACHED,
        r"(?:reach|contact|call|phone|text) (?:me|us)(?: back)? (?:directly )?(?:at|on|under)|my contact(?: "
        r"number)?(?: is)?|(?:contactar|llamar)me al|me joindre au|\bext(?:ension)?\.?"),
    _before(_CALLED, 9, "the complainant's own", rf"\b{_MINE}(?: (?:number|no\.?))?(?: (?:is|at|on|ending in|which "
        rf"is|being|,))*"),
    _before(_CALLED, 9, "the complainant's own", rf"\b(?:call(?:s|ed|ing)?|rang|ring(?:s|ing)?|phon(?:es|ed|ing)"
        rf"|text(?:s|ed|ing)?|harass(?:es|ed|ing)?|bother(?:s|ed|ing)?|reach(?:es|ed|ing)?|contact(?:s|ed|ing)?"
        rf"|dial(?:s|ed|ing|led)?|spam(?:s|med|ming)?)(?: {_PERSON})?(?: (?:and|then|hanging up|constantly"
        rf"|repeatedly|again))*(?: (?:at|on|to))?(?: (?:the|this|a|our|my|subscriber'?s?|customer'?s?))?(?: "
        rf"(?:number|phone|line|mobile|subscriber|customer|party))*(?: (?:at|on|to|number))*"),
    _before(_CALLED, 8, "the complainant's own", rf"\b{_PERSON}(?: (?:at|on))?(?: (?:number|the number))?"),
    _before(_CALLED, 8, "called", r"\b(?:calls?|calling|called|texts?|messages?|rings?|placed|made|faxes)(?: (?:are"
        r"|were|was|is|being|placed|made|sent|going|coming|directed|in|repeatedly))* to(?: (?:the|this|my|our|a"
        r"|called|subscriber'?s?|customer'?s?|number|phone|line|party|mobile|cell))*|\b(?:called|terminating"
        r"|destination|recipient|complainant|victim)(?:'s)?(?: (?:number|party|line|phone))*(?: (?:is|was|at))?"
        r"|\bto(?: (?:the|my|our))?(?: (?:number|phone|line|subscriber))"),
    _before(_CALLED, 9, "the complainant's own", r"\b(?:mi|mis|nuestr[oa]|su)(?: (?:propi[oa]|n[uú]mero|tel[eé]fono"
        r"|m[oó]vil|celular|l[ií]nea|fijo|casa|oficina|de|del|madre|padre|esposa|hij[oa]|abuela))*(?: (?:es|al?|el"
        r"|en el))*|\bme (?:llam\w+|marc\w+|contact\w+|escrib\w+)(?: \w+){0,2}(?:(?: (?:al?|en el|a mi))+"
            r"|(?=[\s(]*$))(?<!el)"),
    _before(_CALLER, 10, "it called", r"\bme (?:llam|marc|contact|escrib|acos|molest)\w+(?: \w+)? el(?: (?:n[uú]mero"
        r"|tel[eé]fono))*"),
    _before(_CALLED, 7, "called", r"\b(?:llam(?:[oó]|an?|aron|ando|adas?)|marc(?:[oó]|an|aron))(?: (?:al?|a el|hacia "
        r"el|n[uú]mero|tel[eé]fono))+"),
    _before(_CALLED, 9, "the complainant's own", r"\b(?:mon|ma|mes|notre|nos|son|sa)(?: (?:propre|num[ée]ro"
        r"|t[ée]l[ée]phone|portable|mobile|fixe|ligne|domicile|bureau|de|m[èe]re|p[èe]re|femme|mari|fille|fils))*(?: "
        r"(?:est|au|sur le|le))*|\b(?:m['’]a|nous a|m['’]ont|m['’]appelle(?:nt)?)(?: \w+){0,2} ?(?:appel[ée]e?s?"
        r"|contact[ée]e?s?)?(?: (?:au|sur|sur le))*"),
    _before(_CALLED, 7, "called", r"\bappel(?:[ée]s?|er|le|lent|s)(?: (?:au|vers le|sur le|num[ée]ro))+"),
    _before(_CALLER, 9, "what was shown", r"\b(?:from|by|off)(?: (?:the|this|a|an|that|one of|your|unknown|following"
        r"|telephone|phone|cell|mobile|caller|company|spoofed|fake|local|same|their|did|tn|number|numbers|no|id|at"
        r"|someone|somebody|people|using|of|showing|as|number:))*\.?"),
    _before(_CALLER, 9, "what was shown", r"\bcaller[- ]?id(?: (?:was|is|of|number|shows?|showed|said|says|reads?"
        r"|displayed|showing|came up as|as|on my phone))*|\b(?:show(?:s|ed|ing|n)?|display(?:s|ed|ing)?|appear(?:s"
        r"|ed|ing)?|came up|comes up|popped up)(?: (?:up|as|the|number|on my phone|on the caller id|on the display"
        r"|it was|was))*"),
    _before(_CALLER, 7, "complained about", r"\b(?:about|against|regarding|concerning|re|report(?:ing)?|stop|block"
        r"|shut (?:down|off)|disconnect|trace|investigate|owner of|who (?:owns|is)|behind|suspend)(?: (?:the|this"
        r"|these|a|calls|from|phone|number|numbers|did|tn|caller|is|of|your|user|customer|following))*"),
    _before(_CALLER, 5, "a number named first", r"\b(?:the|this|that|following|your|offending|suspect|spam)(?: "
        r"\w+){0,2} (?:number|did|tn|line|caller)(?: (?:is|was|of|in question))*"),
    _before(_CALLER, 9, "what was shown", r"\b(?:del|desde(?: el)?|por(?: el)?|de(?: el)?)(?: (?:n[uú]mero"
        r"|tel[eé]fono|m[oó]vil|siguiente|este))*"),
    _before(_CALLER, 7, "complained about", r"\b(?:sobre|contra|respecto al?|denunci\w+|bloque\w+|identificador(?: "
        r"de llamadas)?|aparec\w+|mostr\w+|sal[ií]a)(?: (?:el|al?|del|n[uú]mero|de|como))*|\bel n[uú]mero(?: (?:es"
        r"|era))?"),
    _before(_CALLER, 9, "what was shown", r"\b(?:du|depuis(?: le)?|par(?: le)?|provenant du|venant du)(?: "
        r"(?:num[ée]ro|t[ée]l[ée]phone|n[°º]))*"),
    _before(_CALLER, 7, "complained about", r"\b(?:concernant|contre|au sujet du|signal\w+|bloqu\w+|affich\w+"
        r"|s['’]affich\w+)(?: (?:le|la|du|num[ée]ro|de|comme|était|etait))*|\ble num[ée]ro(?: (?:est|était))?"),
)  # fmt: skip
BEHIND: Final = (
    _behind(_CALLER, 13, "it called", r"rings?,? (?:and )?(?:then )?(?:nobody|no one|no-one|silence|nothing|hangs)"),
    _behind(_CALLER, 8, "complained about", r"(?:off|blocked|stopped|shut|gone|banned)\b"),
    _behind(
        _OTHER,
        12,
        REACHED,
        r"(?:ext(?:ension)?\.? ?\d+ ?)?(?:if (?:you|anyone|there)|should you|in case you|si necesita|si requiere"
        r"|si quiere"
        r"|si vous (?:avez|voulez|souhaitez)|for (?:follow|any follow))",
    ),
    _behind(_CALLED, 13, "it was called", r"(?:(?:which|that|and it|who|,)\s?)*(?:(?:has|have|had) been|is being|was"
        r"|were|got|gets|keeps getting"
        r"|is|has had|had|has received|received) (?:\w+ )?(?:calls?\b|flooded|jammed|bombarded|hit|swamped|tied up"
        r"|attacked|spammed|robo"
        r"|satur[ée]e?|a (?:dead|silent|call)|\w+[- ]air|silent)"),
    _behind(_CALLED, 12, "it was called", r"(?:a|avons|ai|est|,)? ?(?:re[çc]u|sonn[ée]|satur[ée]e?)\b"
        r"|(?:est[áa] )?satur|son[óo]\b|timbr"),
    _behind(_BACK, 11, "asked to call", r"(?:to (?:be|get|have)[^.\d]{0,24}(?:taken off|removed|off)|as (?:the|his"
        r"|her|their|a|an)\b[^.\d]{0,24}"
        r"(?:number|contact|line)|for (?:\w+ ){0,2}(?:enquir|inquir|information|info|questions|assistance|a prize"
        r"|details|my prize"
        r"|the prize|help)|within \w+ (?:hour|minute|day)|or (?:else|be arrested|face))"),
    _behind(_CALLER, 10, "it was shown", r"is (?:what|the (?:one|number) (?:that|which))\b[^.\d]{0,12}(?:show|came"
        r"|appear|display|call)|,? ?it says"
        r"|on the (?:display|screen)"),
    _behind(_CALLER, 9, "complained about", r"(?:is using|uses|used)\b"),
    _behind(_CALLER, 10, "complained about", r"(?:is|was|has been) (?:being )?used (?:to|by|for)"),
    _behind(_CALLER, 10, "it called", r"(?:->|=>|→|-->)"),
    _behind(_CALLER, 11, "it called", r"(?:(?:has|have|had|keeps?|kept|just|continues? to|started|again|also|who"
        r"|that|which|still|then|first|\w+ly) )*(?:call(?:ed|s)?|r(?:ings?|ang)(?= (?:me|us|my|our|him|her|his|their"
            r"|the|this|up|again|\+?\(?\d))|phon(?:ed|es)|text(?:ed|s)|sent(?= (?:an?|the|texts?|messages?|me (?:an?"
            r"|texts?|messages?|this|the))\b)|left(?= (?:me|us|an?|my|her|him|his|the"
            r"|no|another|voice|message)\b)"
        r"|harass(?:ed|es)|spam(?:med|s)|dial(?:ed|led|s)|hangs? up|hung up|woke|bothers?|bothered)\b(?! back)"),
    _behind(_CALLER, 11, "it called", r"(?:(?!gets?\b|getting\b|receiv|and\b|or\b|to\b|while\b)\w+ ){0,4}(?<!being "
        r")(?:calling|ringing|phoning|texting|harassing|spamming|dialing|dialling|hanging up|bothering|blowing "
        r"up)\b(?! back)"),
    _behind(_CALLER, 8, "it was shown", r"(?:came up|showed|shows|appeared|appears|popped up|was (?:shown|displayed)"
        r"|on (?:my|the) (?:caller id|display|screen)|is spoof|is (?:a )?(?:scam|spam|robo))"),
    _behind(_CALLER, 11, "it called", r"(?:(?:me|nos|no|que|sigue|ha|han|estuvo|est[aá])\b ?){1,3}(?:dej\w+ de "
        r")?(?:llam\w+|marc\w+|molest\w+|acos\w+)|llam[oó]\b|llama\b"),
    _behind(_CALLER, 11, "it called", r"(?:(?:m['’]|nous|qui|n['’]arr[êe]te pas de|ne cesse (?:pas )?de|a|ont|vient "
        r"de) ?){1,3}(?:(?:a|ont) )?(?:appel\w+|harc[èe]l\w+|contact\w+|t[ée]l[ée]phon\w+)"),
    _behind(_CALLED, 12, "it was called", r"(?:rings?|rang|is ringing|kept ringing|keeps ringing)(?! (?:me|us|my|our"
        r"|him|her|his|their|the|this|up|\+?\(?\d))\b|(?:reports?|complains?|reported|complained|has reported)\b"
        r"|(?:was|were"
        r"|is|are|has been|have been|is being|gets?|got|keeps getting"
        r"|receiv\w+|started receiving)(?: \w+){0,2} (?:called|calls?|robocalls?|texts?|rung|texted|contacted"
        r"|harassed|being called)\b(?: by| from)?|recib\w+|re[çc]oit|est appel[ée]|a [ée]t[ée] appel[ée]|fue "
        r"llamad[oa]|is my|is our|\(my|es mi|est mon"),
    _behind(_BACK, 8, "asked to call", r"(?:to (?:opt out|unsubscribe|claim|cancel|be removed|speak|confirm|avoid)"
        r"|is the (?:callback|call back|number they left)|was (?:the number )?left|pour (?:annuler|confirmer|vous "
        r"d[ée]sinscrire)|para (?:cancelar|confirmar|reclamar))"),
)  # fmt: skip
