"""1.6's words and ours."""

from chargeit.domain.stations import ConnectorStatus, Registration
from chargeit.domain.tokens import AuthorizationStatus, Verdict
from chargeit.ocpp.v16 import enums, messages

STATUSES = {
    enums.ChargePointStatus.AVAILABLE: ConnectorStatus.AVAILABLE,
    enums.ChargePointStatus.PREPARING: ConnectorStatus.PREPARING,
    enums.ChargePointStatus.CHARGING: ConnectorStatus.CHARGING,
    enums.ChargePointStatus.SUSPENDED_EVSE: ConnectorStatus.SUSPENDED_EVSE,
    enums.ChargePointStatus.SUSPENDED_EV: ConnectorStatus.SUSPENDED_EV,
    enums.ChargePointStatus.FINISHING: ConnectorStatus.FINISHING,
    enums.ChargePointStatus.RESERVED: ConnectorStatus.RESERVED,
    enums.ChargePointStatus.UNAVAILABLE: ConnectorStatus.UNAVAILABLE,
    enums.ChargePointStatus.FAULTED: ConnectorStatus.FAULTED,
}

# OCPP 1.6 7.2: a tag that is not known is invalid
AUTHORIZATIONS = {
    AuthorizationStatus.ACCEPTED: enums.AuthorizationStatus.ACCEPTED,
    AuthorizationStatus.BLOCKED: enums.AuthorizationStatus.BLOCKED,
    AuthorizationStatus.EXPIRED: enums.AuthorizationStatus.EXPIRED,
    AuthorizationStatus.INVALID: enums.AuthorizationStatus.INVALID,
    AuthorizationStatus.CONCURRENT: enums.AuthorizationStatus.CONCURRENT_TX,
    AuthorizationStatus.UNKNOWN: enums.AuthorizationStatus.INVALID,
}

REGISTRATIONS = {
    Registration.ACCEPTED: enums.RegistrationStatus.ACCEPTED,
    Registration.PENDING: enums.RegistrationStatus.PENDING,
    Registration.REJECTED: enums.RegistrationStatus.REJECTED,
    Registration.UNKNOWN: enums.RegistrationStatus.PENDING,
}
ANSWERED = {
    enums.RegistrationStatus.ACCEPTED: Registration.ACCEPTED,
    enums.RegistrationStatus.PENDING: Registration.PENDING,
    enums.RegistrationStatus.REJECTED: Registration.REJECTED,
}

TAG_LENGTH = 20


def id_tag_info(verdict: Verdict) -> messages.IdTagInfo:
    """A group that does not fit the field is not told: a part of it would be another group."""
    return messages.IdTagInfo(
        status=AUTHORIZATIONS[verdict.status],
        expiry_date=verdict.expires_at,
        parent_id_tag=verdict.group if 0 < len(verdict.group) <= TAG_LENGTH else None,
    )
