"""The office's tables, one file a noun. Pages read them here; only books write."""

from bellwarden.store.models.answered_request import AnsweredRequest
from bellwarden.store.models.api_key import ApiKey
from bellwarden.store.models.audit_event import AuditEvent
from bellwarden.store.models.caller_id_right import CallerIdRight
from bellwarden.store.models.case import Case
from bellwarden.store.models.clock import Clock
from bellwarden.store.models.complaint import Complaint
from bellwarden.store.models.complaint_weight import ComplaintWeight
from bellwarden.store.models.correction import Correction
from bellwarden.store.models.customer import Customer
from bellwarden.store.models.customer_notice import Appeal, CustomerNotice
from bellwarden.store.models.enforcement import Enforcement, GateConfirmation
from bellwarden.store.models.evidence import Evidence
from bellwarden.store.models.finding import Finding
from bellwarden.store.models.letter import Letter
from bellwarden.store.models.notice import Notice
from bellwarden.store.models.person import EntryLink, Person
from bellwarden.store.models.policy_file import PolicyFile
from bellwarden.store.models.saved_view import SavedView
from bellwarden.store.models.second_look import SecondLook
from bellwarden.store.models.setting import LastRef, Setting
from bellwarden.store.models.trunk import Trunk
from bellwarden.store.models.webhook import Webhook, WebhookDelivery

__all__ = [
    "AnsweredRequest",
    "ApiKey",
    "Appeal",
    "AuditEvent",
    "CallerIdRight",
    "Case",
    "Clock",
    "Complaint",
    "ComplaintWeight",
    "Correction",
    "Customer",
    "CustomerNotice",
    "Enforcement",
    "EntryLink",
    "Evidence",
    "Finding",
    "GateConfirmation",
    "LastRef",
    "Letter",
    "Notice",
    "Person",
    "PolicyFile",
    "SavedView",
    "SecondLook",
    "Setting",
    "Trunk",
    "Webhook",
    "WebhookDelivery",
]
