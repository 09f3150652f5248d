"""OCPP 1.6 with the security extension: messages.

Generated from the official JSON schemas by `python tools/generate_ocpp.py`; never edited by hand.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from chargeit.ocpp.actions import Action, Message, Sender
from chargeit.ocpp.v16.enums import (
    AuthorizationStatus,
    AvailabilityStatus,
    AvailabilityType,
    CancelReservationStatus,
    CertificateSignedStatusEnumType,
    CertificateUseEnumType,
    ChargePointErrorCode,
    ChargePointStatus,
    ChargingProfileKindType,
    ChargingProfilePurposeType,
    ChargingProfileStatus,
    ChargingRateUnitType,
    ClearCacheStatus,
    ClearChargingProfileStatus,
    ConfigurationStatus,
    DataTransferStatus,
    DeleteCertificateStatusEnumType,
    DiagnosticsStatus,
    FirmwareStatus,
    FirmwareStatusEnumType,
    GenericStatusEnumType,
    GetCompositeScheduleStatus,
    GetInstalledCertificateStatusEnumType,
    HashAlgorithmEnumType,
    InstallCertificateStatusEnumType,
    Location,
    LogEnumType,
    LogStatusEnumType,
    Measurand,
    MessageTrigger,
    MessageTriggerEnumType,
    Phase,
    ReadingContext,
    Reason,
    RecurrencyKindType,
    RegistrationStatus,
    RemoteStartStopStatus,
    ReservationStatus,
    ResetStatus,
    ResetType,
    TriggerMessageStatus,
    TriggerMessageStatusEnumType,
    UnitOfMeasure,
    UnlockStatus,
    UpdateFirmwareStatusEnumType,
    UpdateStatus,
    UpdateType,
    UploadLogStatusEnumType,
    ValueFormat,
)

Instant = Annotated[datetime, Meta(tz=True)]
Int32 = Annotated[int, Meta(ge=-2147483648, le=2147483647)]
Stepped = Annotated[float, Meta(extra={"step": "0.1"})]
Text20 = Annotated[str, Meta(max_length=20)]
Text25 = Annotated[str, Meta(max_length=25)]
Text40 = Annotated[str, Meta(max_length=40)]
Text50 = Annotated[str, Meta(max_length=50)]
Text128 = Annotated[str, Meta(max_length=128)]
Text255 = Annotated[str, Meta(max_length=255)]
Text500 = Annotated[str, Meta(max_length=500)]
Text512 = Annotated[str, Meta(max_length=512)]
Text800 = Annotated[str, Meta(max_length=800)]
Text5500 = Annotated[str, Meta(max_length=5500)]
Text10000 = Annotated[str, Meta(max_length=10000)]


class AuthorizationData(Message, frozen=True, kw_only=True):
    id_tag: Text20
    id_tag_info: IdTagInfo | None = None


class CertificateHashDataType(Message, frozen=True, kw_only=True):
    hash_algorithm: HashAlgorithmEnumType
    issuer_key_hash: Text128
    issuer_name_hash: Text128
    serial_number: Text40


class ChargingProfile(Message, frozen=True, kw_only=True):
    charging_profile_id: Int32
    charging_profile_kind: ChargingProfileKindType
    charging_profile_purpose: ChargingProfilePurposeType
    charging_schedule: ChargingSchedule
    stack_level: Int32
    recurrency_kind: RecurrencyKindType | None = None
    transaction_id: Int32 | None = None
    valid_from: Instant | None = None
    valid_to: Instant | None = None


class ChargingSchedule(Message, frozen=True, kw_only=True):
    charging_rate_unit: ChargingRateUnitType
    charging_schedule_period: tuple[ChargingSchedulePeriod, ...]
    duration: Int32 | None = None
    min_charging_rate: Stepped | None = None
    start_schedule: Instant | None = None


class ChargingSchedulePeriod(Message, frozen=True, kw_only=True):
    limit: Stepped
    start_period: Int32
    number_phases: Int32 | None = None


class FirmwareType(Message, frozen=True, kw_only=True):
    location: Text512
    retrieve_date_time: Instant
    signature: Text800
    signing_certificate: Text5500
    install_date_time: Instant | None = None


class IdTagInfo(Message, frozen=True, kw_only=True):
    status: AuthorizationStatus
    expiry_date: Instant | None = None
    parent_id_tag: Text20 | None = None


class KeyValue(Message, frozen=True, kw_only=True):
    key: Text50
    readonly: bool
    value: Text500 | None = None


class LogParametersType(Message, frozen=True, kw_only=True):
    remote_location: Text512
    latest_timestamp: Instant | None = None
    oldest_timestamp: Instant | None = None


class MeterValue(Message, frozen=True, kw_only=True):
    sampled_value: Annotated[tuple[SampledValue, ...], Meta(min_length=1)]
    timestamp: Instant


class SampledValue(Message, frozen=True, kw_only=True):
    value: str
    context: ReadingContext | None = None
    format: ValueFormat | None = None
    location: Location | None = None
    measurand: Measurand | None = None
    phase: Phase | None = None
    unit: UnitOfMeasure | None = None


class Authorize(Message, frozen=True, kw_only=True):
    id_tag: Text20


class AuthorizeResponse(Message, frozen=True, kw_only=True):
    id_tag_info: IdTagInfo


class BootNotification(Message, frozen=True, kw_only=True):
    charge_point_model: Text20
    charge_point_vendor: Text20
    charge_box_serial_number: Text25 | None = None
    charge_point_serial_number: Text25 | None = None
    firmware_version: Text50 | None = None
    iccid: Text20 | None = None
    imsi: Text20 | None = None
    meter_serial_number: Text25 | None = None
    meter_type: Text25 | None = None


class BootNotificationResponse(Message, frozen=True, kw_only=True):
    current_time: Instant
    interval: Int32
    status: RegistrationStatus


class CancelReservation(Message, frozen=True, kw_only=True):
    reservation_id: Int32


class CancelReservationResponse(Message, frozen=True, kw_only=True):
    status: CancelReservationStatus


class CertificateSigned(Message, frozen=True, kw_only=True):
    certificate_chain: Text10000


class CertificateSignedResponse(Message, frozen=True, kw_only=True):
    status: CertificateSignedStatusEnumType


class ChangeAvailability(Message, frozen=True, kw_only=True):
    connector_id: Int32
    type: AvailabilityType


class ChangeAvailabilityResponse(Message, frozen=True, kw_only=True):
    status: AvailabilityStatus


class ChangeConfiguration(Message, frozen=True, kw_only=True):
    key: Text50
    value: Text500


class ChangeConfigurationResponse(Message, frozen=True, kw_only=True):
    status: ConfigurationStatus


class ClearCache(Message, frozen=True, kw_only=True):
    pass


class ClearCacheResponse(Message, frozen=True, kw_only=True):
    status: ClearCacheStatus


class ClearChargingProfile(Message, frozen=True, kw_only=True):
    charging_profile_purpose: ChargingProfilePurposeType | None = None
    connector_id: Int32 | None = None
    id: Int32 | None = None
    stack_level: Int32 | None = None


class ClearChargingProfileResponse(Message, frozen=True, kw_only=True):
    status: ClearChargingProfileStatus


class DataTransfer(Message, frozen=True, kw_only=True):
    vendor_id: Text255
    data: str | None = None
    message_id: Text50 | None = None


class DataTransferResponse(Message, frozen=True, kw_only=True):
    status: DataTransferStatus
    data: str | None = None


class DeleteCertificate(Message, frozen=True, kw_only=True):
    certificate_hash_data: CertificateHashDataType


class DeleteCertificateResponse(Message, frozen=True, kw_only=True):
    status: DeleteCertificateStatusEnumType


class DiagnosticsStatusNotification(Message, frozen=True, kw_only=True):
    status: DiagnosticsStatus


class DiagnosticsStatusNotificationResponse(Message, frozen=True, kw_only=True):
    pass


class ExtendedTriggerMessage(Message, frozen=True, kw_only=True):
    requested_message: MessageTriggerEnumType
    connector_id: Int32 | None = None


class ExtendedTriggerMessageResponse(Message, frozen=True, kw_only=True):
    status: TriggerMessageStatusEnumType


class FirmwareStatusNotification(Message, frozen=True, kw_only=True):
    status: FirmwareStatus


class FirmwareStatusNotificationResponse(Message, frozen=True, kw_only=True):
    pass


class GetCompositeSchedule(Message, frozen=True, kw_only=True):
    connector_id: Int32
    duration: Int32
    charging_rate_unit: ChargingRateUnitType | None = None


class GetCompositeScheduleResponse(Message, frozen=True, kw_only=True):
    status: GetCompositeScheduleStatus
    charging_schedule: ChargingSchedule | None = None
    connector_id: Int32 | None = None
    schedule_start: Instant | None = None


class GetConfiguration(Message, frozen=True, kw_only=True):
    key: tuple[Text50, ...] | None = None


class GetConfigurationResponse(Message, frozen=True, kw_only=True):
    configuration_key: tuple[KeyValue, ...] | None = None
    unknown_key: tuple[Text50, ...] | None = None


class GetDiagnostics(Message, frozen=True, kw_only=True):
    location: str
    retries: Int32 | None = None
    retry_interval: Int32 | None = None
    start_time: Instant | None = None
    stop_time: Instant | None = None


class GetDiagnosticsResponse(Message, frozen=True, kw_only=True):
    file_name: Text255 | None = None


class GetInstalledCertificateIds(Message, frozen=True, kw_only=True):
    certificate_type: CertificateUseEnumType


class GetInstalledCertificateIdsResponse(Message, frozen=True, kw_only=True):
    status: GetInstalledCertificateStatusEnumType
    certificate_hash_data: Annotated[tuple[CertificateHashDataType, ...], Meta(min_length=1)] | None = None


class GetLocalListVersion(Message, frozen=True, kw_only=True):
    pass


class GetLocalListVersionResponse(Message, frozen=True, kw_only=True):
    list_version: Int32


class GetLog(Message, frozen=True, kw_only=True):
    log: LogParametersType
    log_type: LogEnumType
    request_id: Int32
    retries: Int32 | None = None
    retry_interval: Int32 | None = None


class GetLogResponse(Message, frozen=True, kw_only=True):
    status: LogStatusEnumType
    filename: Text255 | None = None


class Heartbeat(Message, frozen=True, kw_only=True):
    pass


class HeartbeatResponse(Message, frozen=True, kw_only=True):
    current_time: Instant


class InstallCertificate(Message, frozen=True, kw_only=True):
    certificate: Text5500
    certificate_type: CertificateUseEnumType


class InstallCertificateResponse(Message, frozen=True, kw_only=True):
    status: InstallCertificateStatusEnumType


class LogStatusNotification(Message, frozen=True, kw_only=True):
    status: UploadLogStatusEnumType
    request_id: Int32 | None = None


class LogStatusNotificationResponse(Message, frozen=True, kw_only=True):
    pass


class MeterValues(Message, frozen=True, kw_only=True):
    connector_id: Int32
    meter_value: Annotated[tuple[MeterValue, ...], Meta(min_length=1)]
    transaction_id: Int32 | None = None


class MeterValuesResponse(Message, frozen=True, kw_only=True):
    pass


class RemoteStartTransaction(Message, frozen=True, kw_only=True):
    id_tag: Text20
    charging_profile: ChargingProfile | None = None
    connector_id: Int32 | None = None


class RemoteStartTransactionResponse(Message, frozen=True, kw_only=True):
    status: RemoteStartStopStatus


class RemoteStopTransaction(Message, frozen=True, kw_only=True):
    transaction_id: Int32


class RemoteStopTransactionResponse(Message, frozen=True, kw_only=True):
    status: RemoteStartStopStatus


class ReserveNow(Message, frozen=True, kw_only=True):
    connector_id: Int32
    expiry_date: Instant
    id_tag: Text20
    reservation_id: Int32
    parent_id_tag: Text20 | None = None


class ReserveNowResponse(Message, frozen=True, kw_only=True):
    status: ReservationStatus


class Reset(Message, frozen=True, kw_only=True):
    type: ResetType


class ResetResponse(Message, frozen=True, kw_only=True):
    status: ResetStatus


class SecurityEventNotification(Message, frozen=True, kw_only=True):
    timestamp: Instant
    type: Text50
    tech_info: Text255 | None = None


class SecurityEventNotificationResponse(Message, frozen=True, kw_only=True):
    pass


class SendLocalList(Message, frozen=True, kw_only=True):
    list_version: Int32
    update_type: UpdateType
    local_authorization_list: tuple[AuthorizationData, ...] | None = None


class SendLocalListResponse(Message, frozen=True, kw_only=True):
    status: UpdateStatus


class SetChargingProfile(Message, frozen=True, kw_only=True):
    connector_id: Int32
    cs_charging_profiles: ChargingProfile


class SetChargingProfileResponse(Message, frozen=True, kw_only=True):
    status: ChargingProfileStatus


class SignCertificate(Message, frozen=True, kw_only=True):
    csr: Text5500


class SignCertificateResponse(Message, frozen=True, kw_only=True):
    status: GenericStatusEnumType


class SignedFirmwareStatusNotification(Message, frozen=True, kw_only=True):
    status: FirmwareStatusEnumType
    request_id: Int32 | None = None


class SignedFirmwareStatusNotificationResponse(Message, frozen=True, kw_only=True):
    pass


class SignedUpdateFirmware(Message, frozen=True, kw_only=True):
    firmware: FirmwareType
    request_id: Int32
    retries: Int32 | None = None
    retry_interval: Int32 | None = None


class SignedUpdateFirmwareResponse(Message, frozen=True, kw_only=True):
    status: UpdateFirmwareStatusEnumType


class StartTransaction(Message, frozen=True, kw_only=True):
    connector_id: Int32
    id_tag: Text20
    meter_start: Int32
    timestamp: Instant
    reservation_id: Int32 | None = None


class StartTransactionResponse(Message, frozen=True, kw_only=True):
    id_tag_info: IdTagInfo
    transaction_id: Int32


class StatusNotification(Message, frozen=True, kw_only=True):
    connector_id: Int32
    error_code: ChargePointErrorCode
    status: ChargePointStatus
    info: Text50 | None = None
    timestamp: Instant | None = None
    vendor_error_code: Text50 | None = None
    vendor_id: Text255 | None = None


class StatusNotificationResponse(Message, frozen=True, kw_only=True):
    pass


class StopTransaction(Message, frozen=True, kw_only=True):
    meter_stop: Int32
    timestamp: Instant
    transaction_id: Int32
    id_tag: Text20 | None = None
    reason: Reason | None = None
    transaction_data: tuple[MeterValue, ...] | None = None


class StopTransactionResponse(Message, frozen=True, kw_only=True):
    id_tag_info: IdTagInfo | None = None


class TriggerMessage(Message, frozen=True, kw_only=True):
    requested_message: MessageTrigger
    connector_id: Int32 | None = None


class TriggerMessageResponse(Message, frozen=True, kw_only=True):
    status: TriggerMessageStatus


class UnlockConnector(Message, frozen=True, kw_only=True):
    connector_id: Int32


class UnlockConnectorResponse(Message, frozen=True, kw_only=True):
    status: UnlockStatus


class UpdateFirmware(Message, frozen=True, kw_only=True):
    location: str
    retrieve_date: Instant
    retries: Int32 | None = None
    retry_interval: Int32 | None = None


class UpdateFirmwareResponse(Message, frozen=True, kw_only=True):
    pass


ACTIONS: dict[str, Action] = {
    "Authorize": Action("Authorize", Authorize, AuthorizeResponse, Sender.STATION),
    "BootNotification": Action("BootNotification", BootNotification, BootNotificationResponse, Sender.STATION),
    "CancelReservation": Action("CancelReservation", CancelReservation, CancelReservationResponse, Sender.CENTRAL),
    "CertificateSigned": Action("CertificateSigned", CertificateSigned, CertificateSignedResponse, Sender.CENTRAL),
    "ChangeAvailability": Action("ChangeAvailability", ChangeAvailability, ChangeAvailabilityResponse, Sender.CENTRAL),
    "ChangeConfiguration": Action(
        "ChangeConfiguration", ChangeConfiguration, ChangeConfigurationResponse, Sender.CENTRAL
    ),
    "ClearCache": Action("ClearCache", ClearCache, ClearCacheResponse, Sender.CENTRAL),
    "ClearChargingProfile": Action(
        "ClearChargingProfile", ClearChargingProfile, ClearChargingProfileResponse, Sender.CENTRAL
    ),
    "DataTransfer": Action("DataTransfer", DataTransfer, DataTransferResponse, Sender.BOTH),
    "DeleteCertificate": Action("DeleteCertificate", DeleteCertificate, DeleteCertificateResponse, Sender.CENTRAL),
    "DiagnosticsStatusNotification": Action(
        "DiagnosticsStatusNotification",
        DiagnosticsStatusNotification,
        DiagnosticsStatusNotificationResponse,
        Sender.STATION,
    ),
    "ExtendedTriggerMessage": Action(
        "ExtendedTriggerMessage", ExtendedTriggerMessage, ExtendedTriggerMessageResponse, Sender.CENTRAL
    ),
    "FirmwareStatusNotification": Action(
        "FirmwareStatusNotification", FirmwareStatusNotification, FirmwareStatusNotificationResponse, Sender.STATION
    ),
    "GetCompositeSchedule": Action(
        "GetCompositeSchedule", GetCompositeSchedule, GetCompositeScheduleResponse, Sender.CENTRAL
    ),
    "GetConfiguration": Action("GetConfiguration", GetConfiguration, GetConfigurationResponse, Sender.CENTRAL),
    "GetDiagnostics": Action("GetDiagnostics", GetDiagnostics, GetDiagnosticsResponse, Sender.CENTRAL),
    "GetInstalledCertificateIds": Action(
        "GetInstalledCertificateIds", GetInstalledCertificateIds, GetInstalledCertificateIdsResponse, Sender.CENTRAL
    ),
    "GetLocalListVersion": Action(
        "GetLocalListVersion", GetLocalListVersion, GetLocalListVersionResponse, Sender.CENTRAL
    ),
    "GetLog": Action("GetLog", GetLog, GetLogResponse, Sender.CENTRAL),
    "Heartbeat": Action("Heartbeat", Heartbeat, HeartbeatResponse, Sender.STATION),
    "InstallCertificate": Action("InstallCertificate", InstallCertificate, InstallCertificateResponse, Sender.CENTRAL),
    "LogStatusNotification": Action(
        "LogStatusNotification", LogStatusNotification, LogStatusNotificationResponse, Sender.STATION
    ),
    "MeterValues": Action("MeterValues", MeterValues, MeterValuesResponse, Sender.STATION),
    "RemoteStartTransaction": Action(
        "RemoteStartTransaction", RemoteStartTransaction, RemoteStartTransactionResponse, Sender.CENTRAL
    ),
    "RemoteStopTransaction": Action(
        "RemoteStopTransaction", RemoteStopTransaction, RemoteStopTransactionResponse, Sender.CENTRAL
    ),
    "ReserveNow": Action("ReserveNow", ReserveNow, ReserveNowResponse, Sender.CENTRAL),
    "Reset": Action("Reset", Reset, ResetResponse, Sender.CENTRAL),
    "SecurityEventNotification": Action(
        "SecurityEventNotification", SecurityEventNotification, SecurityEventNotificationResponse, Sender.STATION
    ),
    "SendLocalList": Action("SendLocalList", SendLocalList, SendLocalListResponse, Sender.CENTRAL),
    "SetChargingProfile": Action("SetChargingProfile", SetChargingProfile, SetChargingProfileResponse, Sender.CENTRAL),
    "SignCertificate": Action("SignCertificate", SignCertificate, SignCertificateResponse, Sender.STATION),
    "SignedFirmwareStatusNotification": Action(
        "SignedFirmwareStatusNotification",
        SignedFirmwareStatusNotification,
        SignedFirmwareStatusNotificationResponse,
        Sender.STATION,
    ),
    "SignedUpdateFirmware": Action(
        "SignedUpdateFirmware", SignedUpdateFirmware, SignedUpdateFirmwareResponse, Sender.CENTRAL
    ),
    "StartTransaction": Action("StartTransaction", StartTransaction, StartTransactionResponse, Sender.STATION),
    "StatusNotification": Action("StatusNotification", StatusNotification, StatusNotificationResponse, Sender.STATION),
    "StopTransaction": Action("StopTransaction", StopTransaction, StopTransactionResponse, Sender.STATION),
    "TriggerMessage": Action("TriggerMessage", TriggerMessage, TriggerMessageResponse, Sender.CENTRAL),
    "UnlockConnector": Action("UnlockConnector", UnlockConnector, UnlockConnectorResponse, Sender.CENTRAL),
    "UpdateFirmware": Action("UpdateFirmware", UpdateFirmware, UpdateFirmwareResponse, Sender.CENTRAL),
}
