"""Notices to parties (`model.office.case.Notice`)."""

from bellwarden.model.office.case import NOTICE_MOVES, NoticeState
from bellwarden.store.fields import LINE, count, line, moment, text, word
from bellwarden.store.lifecycle import Lifecycle
from bellwarden.store.models.kept import Kept, link, own_names


class Notice(Kept):
    PREFIX = "N"
    LIFECYCLE = Lifecycle("state", NOTICE_MOVES)

    to = line(LINE)
    case = link("Case", "notices")
    customer = link("Customer", "notices")
    enforcement = link("Enforcement", "notices")
    state = word(NoticeState, NoticeState.DRAFT)
    template = line(100)
    language = line(20)
    subject = line(LINE)
    text = text()
    cleared = line(100)
    reference = line(100)
    answers = line(LINE)
    queued_at = moment()
    attempts = count()
    told = line(LINE)
    sent_at = moment()

    class Meta:
        constraints = own_names("notice")
