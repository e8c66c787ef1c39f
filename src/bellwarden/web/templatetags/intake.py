"""How many messages wait for a person, for the pages that lead there."""

from django import template

from bellwarden.model.message import MessageState
from bellwarden.store.world import office_home

register = template.Library()


@register.simple_tag
def waiting_messages() -> int:
    return office_home().mail_drop().count(MessageState.QUARANTINE)
