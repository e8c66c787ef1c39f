"""Every sentence of a letter to a customer. The braces are all that is ever filled in; `facts` and `ground` are staff's
own words, and what they may not name is looked for before the letter goes.
"""

from collections.abc import Mapping
from typing import Final

HEADINGS: Final[Mapping[str, str]] = {
    "what": "What we do",
    "seen": "What was seen",
    "how": "How we learned of it",
    "ground": "What it rests on",
    "asks": "What we ask of you",
    "answer": "Answer and proof",
    "appeal": "If you think that we are wrong",
    "otherwise": "What follows without an answer",
    "secret": "What we do not tell",
}
OPENING: Final = "{carrier}, abuse desk. This is about calls made with your service. Reference: {reference}."
MEASURES: Final[Mapping[str, str]] = {
    "": "Nothing is restricted. We tell you what was seen, and ask you to answer.",
    "limit": "Your calls are limited to {setting} a second, since {since}, until {until}. What is above that is "
    "refused.",
    "restrict_caller_ids": "Only the caller IDs that we have told you may be shown, since {since}, until {until}. "
    "Calls that show another number are refused.",
    "challenge": "Callers are asked to prove that they are persons, since {since}, until {until}.",
    "suspend": "All your calls are stopped, since {since}, until {until}. Emergency calls pass.",
    "block_upstream": "All calls that you send us are refused, since {since}, until {until}. Emergency calls pass.",
    "terminate": "We end the service. Your calls are stopped for good, since {since}. Emergency calls pass.",
    "reinstate": "Your calls pass again, since {since}.",
}
SCOPE: Final = "This applies to your whole account and every trunk of it."
FOUND: Final[Mapping[str, str]] = {
    "complaint": "Somebody told us of calls, and we looked into our own call records. People decided what to do; "
    "programs only looked up the calls.",
    "own_records": "We saw it in our own call records. Programs measure the traffic of all customers alike; people "
    "decided what to do.",
    "authority": "A body that traces calls or enforces the law told us. People decided what to do.",
}
CALLS: Final = "{calls} of your own calls are listed on the page named below."
GROUNDS: Final[Mapping[str, str]] = {
    "law": "The law: {ground}",
    "terms": "Our terms of service: {ground}",
    "network": "Harm to the network: {ground}",
}
ASKS: Final[Mapping[str, str]] = {
    "stop": "Stop these calls now. Do not call the number again, for whatever reason.",
    "consent": "Send the proof of consent: who gave it, when, how, and for which number (16 CFR 310.5).",
    "opt_out": "Put the called number on your do-not-call list, and tell us the day on which you did.",
    "caller_id": "Show your right to use the caller ID: the holder's letter, or your own assignment.",
    "script": "Send the script or the recording that was used, and the name of the company it was used for.",
    "do_not_call": "Tell us your subscription account number of the National Do Not Call Registry, and the day of the "
    "version that you used.",
    "caller": "Find out who of your own users made these calls, and what you did about it. Do not send us the "
    "names of private persons.",
    "cure": "Write what went wrong, what you have changed, by whom and since when, so that it does not happen again.",
}
ANSWER_BY: Final = "Answer until {answer_by}, on this page, where you can send files as well:\n{page}"
ANSWER_BY_MAIL: Final = "Answer until {answer_by}, to this mail. Keep the reference in the subject."
PAGE_ONLY: Final = "The page of this notice:\n{page}"
PAGE: Final = "The page is for you alone. It is shut on {page_until}, and at once when your contact with us changes."
APPEAL: Final = (
    "You may appeal until {appeal_by}, on the same page. Somebody who took no part in it decides, and writes you why."
)
APPEAL_BY_MAIL: Final = (
    "You may appeal until {appeal_by}, by answering this mail. Somebody who took no part in it decides, and "
    "writes you why."
)
OTHERWISE: Final[Mapping[str, str]] = {
    "": "We decide on what we know.",
    "notice": "We decide on what we know, and write to you again.",
    "limit": "The next step of our terms is a limit of your calls. People decide on it.",
    "restrict_caller_ids": "The next step of our terms is that you may show certain caller IDs only. People decide on "
    "it.",
    "challenge": "The next step of our terms is that callers prove to be persons. People decide on it.",
    "suspend": "The next step of our terms is that all your calls are stopped. People decide on it.",
    "terminate": "The next step of our terms is the end of the service. People decide on it.",
}
SECRET: Final = (
    "Who told us, and what they wrote. Whoever tries to find out, or calls somebody back because of this notice, acts "
    "against our terms."
)
REMINDER: Final = "No answer has come yet to our notice {reference}. Answer until {answer_by}."
DECIDED: Final[Mapping[str, str]] = {
    "settled": "We have looked at your answer to our notice {reference}. Nothing more is asked of you.",
    "asked_again": "We have looked at your answer to our notice {reference}. It is not enough yet. Answer until "
    "{answer_by}.",
    "withdrawn": "We take our notice {reference} back. It counts for nothing.",
    "upheld": "Somebody who took no part in it has looked at your appeal against our notice {reference}. What was "
    "done stands.",
    "overturned": "Somebody who took no part in it has looked at your appeal against our notice {reference}. You are "
    "right: what was done is taken back, as soon as the two people it takes have agreed, and counts for nothing.",
}
WHY: Final = "Our reasons: {facts}"
CLOSE: Final = "{carrier}, abuse desk"
SUBJECTS: Final[Mapping[str, str]] = {
    "notice": "Notice about calls made with your service",
    "reminder": "No answer yet: notice about calls made with your service",
    "decision": "Decision about our notice",
}
EXECUTIVE_SUBJECT: Final = "A customer's calls were stopped"
EXECUTIVE: Final = (
    "{what} Reference: {reference}. Reason: {ground}. It was asked for and approved by two people, or waits for the "
    "second one's look; who it is stands in the console, and in no mail:\n{page}"
)
EXECUTIVE_WHAT: Final[Mapping[str, str]] = {
    "suspend": "All calls of a customer are stopped.",
    "terminate": "A customer's service is ended.",
    "block_upstream": "All calls of an upstream provider are refused.",
}
