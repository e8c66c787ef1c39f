"""The quality sample (`model.office.second_look`)."""

from django.db import models

from bellwarden.model.complaint_match import Match
from bellwarden.model.office.case import Answer
from bellwarden.store.fields import NAME, count, line, moment, word
from bellwarden.store.models.kept import Kept, unique


class SecondLook(Kept):
    LASTING = ("complaint_id", "first_by")

    complaint = models.ForeignKey("Complaint", models.PROTECT, related_name="second_looks")
    first_by = line(NAME)
    by = line(NAME)
    done_at = moment()
    verdict = word(Match, Match.NO_DATA)
    illegal = word(Answer, Answer.UNKNOWN)
    against_terms = word(Answer, Answer.UNKNOWN)
    harmful = word(Answer, Answer.UNKNOWN)
    same_verdict = models.BooleanField(default=False)
    same_answers = count()
    note = line()

    class Meta:
        indexes = [models.Index(fields=["done_at", "id"], name="second_look_by_done")]
        constraints = [
            unique("second_look", ("complaint",), "this complaint is in the sample already", models.Q(id__gt=0))
        ]
