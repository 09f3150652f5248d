"""OCPP 2.0.1: messages.

Generated from the official JSON schemas by `python tools/generate_ocpp.py`; never edited by hand.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta, field

from chargeit.ocpp.actions import Action, Message, Sender
from chargeit.ocpp.v201.enums import (
    APNAuthenticationEnumType,
    AttributeEnumType,
    AuthorizationStatusEnumType,
    AuthorizeCertificateStatusEnumType,
    BootReasonEnumType,
    CancelReservationStatusEnumType,
    CertificateActionEnumType,
    CertificateSignedStatusEnumType,
    CertificateSigningUseEnumType,
    ChangeAvailabilityStatusEnumType,
    ChargingLimitSourceEnumType,
    ChargingProfileKindEnumType,
    ChargingProfilePurposeEnumType,
    ChargingProfileStatusEnumType,
    ChargingRateUnitEnumType,
    ChargingStateEnumType,
    ClearCacheStatusEnumType,
    ClearChargingProfileStatusEnumType,
    ClearMessageStatusEnumType,
    ClearMonitoringStatusEnumType,
    ComponentCriterionEnumType,
    ConnectorEnumType,
    ConnectorStatusEnumType,
    CostKindEnumType,
    CustomerInformationStatusEnumType,
    DataEnumType,
    DataTransferStatusEnumType,
    DeleteCertificateStatusEnumType,
    DisplayMessageStatusEnumType,
    EnergyTransferModeEnumType,
    EventNotificationEnumType,
    EventTriggerEnumType,
    FirmwareStatusEnumType,
    GenericDeviceModelStatusEnumType,
    GenericStatusEnumType,
    GetCertificateIdUseEnumType,
    GetCertificateStatusEnumType,
    GetChargingProfileStatusEnumType,
    GetDisplayMessagesStatusEnumType,
    GetInstalledCertificateStatusEnumType,
    GetVariableStatusEnumType,
    HashAlgorithmEnumType,
    IdTokenEnumType,
    InstallCertificateStatusEnumType,
    InstallCertificateUseEnumType,
    Iso15118EVCertificateStatusEnumType,
    LocationEnumType,
    LogEnumType,
    LogStatusEnumType,
    MeasurandEnumType,
    MessageFormatEnumType,
    MessagePriorityEnumType,
    MessageStateEnumType,
    MessageTriggerEnumType,
    MonitorEnumType,
    MonitoringBaseEnumType,
    MonitoringCriterionEnumType,
    MutabilityEnumType,
    NotifyEVChargingNeedsStatusEnumType,
    OCPPInterfaceEnumType,
    OCPPTransportEnumType,
    OCPPVersionEnumType,
    OperationalStatusEnumType,
    PhaseEnumType,
    PublishFirmwareStatusEnumType,
    ReadingContextEnumType,
    ReasonEnumType,
    RecurrencyKindEnumType,
    RegistrationStatusEnumType,
    ReportBaseEnumType,
    RequestStartStopStatusEnumType,
    ReservationUpdateStatusEnumType,
    ReserveNowStatusEnumType,
    ResetEnumType,
    ResetStatusEnumType,
    SendLocalListStatusEnumType,
    SetMonitoringStatusEnumType,
    SetNetworkProfileStatusEnumType,
    SetVariableStatusEnumType,
    TransactionEventEnumType,
    TriggerMessageStatusEnumType,
    TriggerReasonEnumType,
    UnlockStatusEnumType,
    UnpublishFirmwareStatusEnumType,
    UpdateEnumType,
    UpdateFirmwareStatusEnumType,
    UploadLogStatusEnumType,
    VPNEnumType,
)

Instant = Annotated[datetime, Meta(tz=True)]
Int32 = Annotated[int, Meta(ge=-2147483648, le=2147483647)]
Natural = Annotated[int, Meta(ge=0, le=2147483647)]
Text6 = Annotated[str, Meta(max_length=6)]
Text8 = Annotated[str, Meta(max_length=8)]
Text16 = Annotated[str, Meta(max_length=16)]
Text20 = Annotated[str, Meta(max_length=20)]
Text25 = Annotated[str, Meta(max_length=25)]
Text32 = Annotated[str, Meta(max_length=32)]
Text36 = Annotated[str, Meta(max_length=36)]
Text40 = Annotated[str, Meta(max_length=40)]
Text50 = Annotated[str, Meta(max_length=50)]
Text64 = Annotated[str, Meta(max_length=64)]
Text128 = Annotated[str, Meta(max_length=128)]
Text255 = Annotated[str, Meta(max_length=255)]
Text500 = Annotated[str, Meta(max_length=500)]
Text512 = Annotated[str, Meta(max_length=512)]
Text800 = Annotated[str, Meta(max_length=800)]
Text1000 = Annotated[str, Meta(max_length=1000)]
Text2500 = Annotated[str, Meta(max_length=2500)]
Text5500 = Annotated[str, Meta(max_length=5500)]
Text5600 = Annotated[str, Meta(max_length=5600)]
Text7500 = Annotated[str, Meta(max_length=7500)]
Text10000 = Annotated[str, Meta(max_length=10000)]


class ACChargingParametersType(Message, frozen=True, kw_only=True):
    energy_amount: Int32
    ev_max_current: Int32
    ev_max_voltage: Int32
    ev_min_current: Int32
    custom_data: CustomDataType | None = None


class APNType(Message, frozen=True, kw_only=True):
    apn: Text512
    apn_authentication: APNAuthenticationEnumType
    apn_password: Text20 | None = None
    apn_user_name: Text20 | None = None
    custom_data: CustomDataType | None = None
    preferred_network: Text6 | None = None
    sim_pin: Int32 | None = None
    use_only_preferred_network: bool | None = None


class AdditionalInfoType(Message, frozen=True, kw_only=True):
    additional_id_token: Text36
    type: Text50
    custom_data: CustomDataType | None = None


class AuthorizationData(Message, frozen=True, kw_only=True):
    id_token: IdTokenType
    custom_data: CustomDataType | None = None
    id_token_info: IdTokenInfoType | None = None


class CertificateHashDataChainType(Message, frozen=True, kw_only=True):
    certificate_hash_data: CertificateHashDataType
    certificate_type: GetCertificateIdUseEnumType
    child_certificate_hash_data: (
        Annotated[tuple[CertificateHashDataType, ...], Meta(min_length=1, max_length=4)] | None
    ) = None
    custom_data: CustomDataType | None = None


class CertificateHashDataType(Message, frozen=True, kw_only=True):
    hash_algorithm: HashAlgorithmEnumType
    issuer_key_hash: Text128
    issuer_name_hash: Text128
    serial_number: Text40
    custom_data: CustomDataType | None = None


class ChargingLimitType(Message, frozen=True, kw_only=True):
    charging_limit_source: ChargingLimitSourceEnumType
    custom_data: CustomDataType | None = None
    is_grid_critical: bool | None = None


class ChargingNeedsType(Message, frozen=True, kw_only=True):
    requested_energy_transfer: EnergyTransferModeEnumType
    ac_charging_parameters: ACChargingParametersType | None = None
    custom_data: CustomDataType | None = None
    dc_charging_parameters: DCChargingParametersType | None = None
    departure_time: Instant | None = None


class ChargingProfileCriterionType(Message, frozen=True, kw_only=True):
    charging_limit_source: (
        Annotated[tuple[ChargingLimitSourceEnumType, ...], Meta(min_length=1, max_length=4)] | None
    ) = None
    charging_profile_id: Annotated[tuple[Int32, ...], Meta(min_length=1)] | None = None
    charging_profile_purpose: ChargingProfilePurposeEnumType | None = None
    custom_data: CustomDataType | None = None
    stack_level: Int32 | None = None


class ChargingProfileType(Message, frozen=True, kw_only=True):
    charging_profile_kind: ChargingProfileKindEnumType
    charging_profile_purpose: ChargingProfilePurposeEnumType
    charging_schedule: Annotated[tuple[ChargingScheduleType, ...], Meta(min_length=1, max_length=3)]
    id: Int32
    stack_level: Int32
    custom_data: CustomDataType | None = None
    recurrency_kind: RecurrencyKindEnumType | None = None
    transaction_id: Text36 | None = None
    valid_from: Instant | None = None
    valid_to: Instant | None = None


class ChargingSchedulePeriodType(Message, frozen=True, kw_only=True):
    limit: float
    start_period: Int32
    custom_data: CustomDataType | None = None
    number_phases: Int32 | None = None
    phase_to_use: Int32 | None = None


class ChargingScheduleType(Message, frozen=True, kw_only=True):
    charging_rate_unit: ChargingRateUnitEnumType
    charging_schedule_period: Annotated[tuple[ChargingSchedulePeriodType, ...], Meta(min_length=1, max_length=1024)]
    id: Int32
    custom_data: CustomDataType | None = None
    duration: Int32 | None = None
    min_charging_rate: float | None = None
    sales_tariff: SalesTariffType | None = None
    start_schedule: Instant | None = None


class ChargingStationType(Message, frozen=True, kw_only=True):
    model: Text20
    vendor_name: Text50
    custom_data: CustomDataType | None = None
    firmware_version: Text50 | None = None
    modem: ModemType | None = None
    serial_number: Text25 | None = None


class ClearChargingProfileType(Message, frozen=True, kw_only=True):
    charging_profile_purpose: ChargingProfilePurposeEnumType | None = None
    custom_data: CustomDataType | None = None
    evse_id: Int32 | None = None
    stack_level: Int32 | None = None


class ClearMonitoringResultType(Message, frozen=True, kw_only=True):
    id: Int32
    status: ClearMonitoringStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class ComponentType(Message, frozen=True, kw_only=True):
    name: Text50
    custom_data: CustomDataType | None = None
    evse: EVSEType | None = None
    instance: Text50 | None = None


class ComponentVariableType(Message, frozen=True, kw_only=True):
    component: ComponentType
    custom_data: CustomDataType | None = None
    variable: VariableType | None = None


class CompositeScheduleType(Message, frozen=True, kw_only=True):
    charging_rate_unit: ChargingRateUnitEnumType
    charging_schedule_period: Annotated[tuple[ChargingSchedulePeriodType, ...], Meta(min_length=1)]
    duration: Int32
    evse_id: Int32
    schedule_start: Instant
    custom_data: CustomDataType | None = None


class ConsumptionCostType(Message, frozen=True, kw_only=True):
    cost: Annotated[tuple[CostType, ...], Meta(min_length=1, max_length=3)]
    start_value: float
    custom_data: CustomDataType | None = None


class CostType(Message, frozen=True, kw_only=True):
    amount: Int32
    cost_kind: CostKindEnumType
    amount_multiplier: Int32 | None = None
    custom_data: CustomDataType | None = None


class CustomDataType(Message, frozen=True, kw_only=True, forbid_unknown_fields=False):
    vendor_id: Text255


class DCChargingParametersType(Message, frozen=True, kw_only=True):
    ev_max_current: Int32
    ev_max_voltage: Int32
    bulk_soc: Annotated[int, Meta(ge=0, le=100)] | None = field(default=None, name="bulkSoC")
    custom_data: CustomDataType | None = None
    energy_amount: Int32 | None = None
    ev_energy_capacity: Int32 | None = None
    ev_max_power: Int32 | None = None
    full_soc: Annotated[int, Meta(ge=0, le=100)] | None = field(default=None, name="fullSoC")
    state_of_charge: Annotated[int, Meta(ge=0, le=100)] | None = None


class EVSEType(Message, frozen=True, kw_only=True):
    id: Int32
    connector_id: Int32 | None = None
    custom_data: CustomDataType | None = None


class EventDataType(Message, frozen=True, kw_only=True):
    actual_value: Text2500
    component: ComponentType
    event_id: Int32
    event_notification_type: EventNotificationEnumType
    timestamp: Instant
    trigger: EventTriggerEnumType
    variable: VariableType
    cause: Int32 | None = None
    cleared: bool | None = None
    custom_data: CustomDataType | None = None
    tech_code: Text50 | None = None
    tech_info: Text500 | None = None
    transaction_id: Text36 | None = None
    variable_monitoring_id: Int32 | None = None


class FirmwareType(Message, frozen=True, kw_only=True):
    location: Text512
    retrieve_date_time: Instant
    custom_data: CustomDataType | None = None
    install_date_time: Instant | None = None
    signature: Text800 | None = None
    signing_certificate: Text5500 | None = None


class GetVariableDataType(Message, frozen=True, kw_only=True):
    component: ComponentType
    variable: VariableType
    attribute_type: AttributeEnumType | None = None
    custom_data: CustomDataType | None = None


class GetVariableResultType(Message, frozen=True, kw_only=True):
    attribute_status: GetVariableStatusEnumType
    component: ComponentType
    variable: VariableType
    attribute_status_info: StatusInfoType | None = None
    attribute_type: AttributeEnumType | None = None
    attribute_value: Text2500 | None = None
    custom_data: CustomDataType | None = None


class IdTokenInfoType(Message, frozen=True, kw_only=True):
    status: AuthorizationStatusEnumType
    cache_expiry_date_time: Instant | None = None
    charging_priority: Int32 | None = None
    custom_data: CustomDataType | None = None
    evse_id: Annotated[tuple[Int32, ...], Meta(min_length=1)] | None = None
    group_id_token: IdTokenType | None = None
    language1: Text8 | None = None
    language2: Text8 | None = None
    personal_message: MessageContentType | None = None


class IdTokenType(Message, frozen=True, kw_only=True):
    id_token: Text36
    type: IdTokenEnumType
    additional_info: Annotated[tuple[AdditionalInfoType, ...], Meta(min_length=1)] | None = None
    custom_data: CustomDataType | None = None


class LogParametersType(Message, frozen=True, kw_only=True):
    remote_location: Text512
    custom_data: CustomDataType | None = None
    latest_timestamp: Instant | None = None
    oldest_timestamp: Instant | None = None


class MessageContentType(Message, frozen=True, kw_only=True):
    content: Text512
    format: MessageFormatEnumType
    custom_data: CustomDataType | None = None
    language: Text8 | None = None


class MessageInfoType(Message, frozen=True, kw_only=True):
    id: Int32
    message: MessageContentType
    priority: MessagePriorityEnumType
    custom_data: CustomDataType | None = None
    display: ComponentType | None = None
    end_date_time: Instant | None = None
    start_date_time: Instant | None = None
    state: MessageStateEnumType | None = None
    transaction_id: Text36 | None = None


class MeterValueType(Message, frozen=True, kw_only=True):
    sampled_value: Annotated[tuple[SampledValueType, ...], Meta(min_length=1)]
    timestamp: Instant
    custom_data: CustomDataType | None = None


class ModemType(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None
    iccid: Text20 | None = None
    imsi: Text20 | None = None


class MonitoringDataType(Message, frozen=True, kw_only=True):
    component: ComponentType
    variable: VariableType
    variable_monitoring: Annotated[tuple[VariableMonitoringType, ...], Meta(min_length=1)]
    custom_data: CustomDataType | None = None


class NetworkConnectionProfileType(Message, frozen=True, kw_only=True):
    message_timeout: Int32
    ocpp_csms_url: Text512
    ocpp_interface: OCPPInterfaceEnumType
    ocpp_transport: OCPPTransportEnumType
    ocpp_version: OCPPVersionEnumType
    security_profile: Int32
    apn: APNType | None = None
    custom_data: CustomDataType | None = None
    vpn: VPNType | None = None


class OCSPRequestDataType(Message, frozen=True, kw_only=True):
    hash_algorithm: HashAlgorithmEnumType
    issuer_key_hash: Text128
    issuer_name_hash: Text128
    responder_url: Text512 = field(name="responderURL")
    serial_number: Text40
    custom_data: CustomDataType | None = None


class RelativeTimeIntervalType(Message, frozen=True, kw_only=True):
    start: Int32
    custom_data: CustomDataType | None = None
    duration: Int32 | None = None


class ReportDataType(Message, frozen=True, kw_only=True):
    component: ComponentType
    variable: VariableType
    variable_attribute: Annotated[tuple[VariableAttributeType, ...], Meta(min_length=1, max_length=4)]
    custom_data: CustomDataType | None = None
    variable_characteristics: VariableCharacteristicsType | None = None


class SalesTariffEntryType(Message, frozen=True, kw_only=True):
    relative_time_interval: RelativeTimeIntervalType
    consumption_cost: Annotated[tuple[ConsumptionCostType, ...], Meta(min_length=1, max_length=3)] | None = None
    custom_data: CustomDataType | None = None
    e_price_level: Natural | None = None


class SalesTariffType(Message, frozen=True, kw_only=True):
    id: Int32
    sales_tariff_entry: Annotated[tuple[SalesTariffEntryType, ...], Meta(min_length=1, max_length=1024)]
    custom_data: CustomDataType | None = None
    num_e_price_levels: Int32 | None = None
    sales_tariff_description: Text32 | None = None


class SampledValueType(Message, frozen=True, kw_only=True):
    value: float
    context: ReadingContextEnumType | None = None
    custom_data: CustomDataType | None = None
    location: LocationEnumType | None = None
    measurand: MeasurandEnumType | None = None
    phase: PhaseEnumType | None = None
    signed_meter_value: SignedMeterValueType | None = None
    unit_of_measure: UnitOfMeasureType | None = None


class SetMonitoringDataType(Message, frozen=True, kw_only=True):
    component: ComponentType
    severity: Int32
    type: MonitorEnumType
    value: float
    variable: VariableType
    custom_data: CustomDataType | None = None
    id: Int32 | None = None
    transaction: bool | None = None


class SetMonitoringResultType(Message, frozen=True, kw_only=True):
    component: ComponentType
    severity: Int32
    status: SetMonitoringStatusEnumType
    type: MonitorEnumType
    variable: VariableType
    custom_data: CustomDataType | None = None
    id: Int32 | None = None
    status_info: StatusInfoType | None = None


class SetVariableDataType(Message, frozen=True, kw_only=True):
    attribute_value: Text1000
    component: ComponentType
    variable: VariableType
    attribute_type: AttributeEnumType | None = None
    custom_data: CustomDataType | None = None


class SetVariableResultType(Message, frozen=True, kw_only=True):
    attribute_status: SetVariableStatusEnumType
    component: ComponentType
    variable: VariableType
    attribute_status_info: StatusInfoType | None = None
    attribute_type: AttributeEnumType | None = None
    custom_data: CustomDataType | None = None


class SignedMeterValueType(Message, frozen=True, kw_only=True):
    encoding_method: Text50
    public_key: Text2500
    signed_meter_data: Text2500
    signing_method: Text50
    custom_data: CustomDataType | None = None


class StatusInfoType(Message, frozen=True, kw_only=True):
    reason_code: Text20
    additional_info: Text512 | None = None
    custom_data: CustomDataType | None = None


class TransactionType(Message, frozen=True, kw_only=True):
    transaction_id: Text36
    charging_state: ChargingStateEnumType | None = None
    custom_data: CustomDataType | None = None
    remote_start_id: Int32 | None = None
    stopped_reason: ReasonEnumType | None = None
    time_spent_charging: Int32 | None = None


class UnitOfMeasureType(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None
    multiplier: Int32 | None = None
    unit: Text20 | None = None


class VPNType(Message, frozen=True, kw_only=True):
    key: Text255
    password: Text20
    server: Text512
    type: VPNEnumType
    user: Text20
    custom_data: CustomDataType | None = None
    group: Text20 | None = None


class VariableAttributeType(Message, frozen=True, kw_only=True):
    constant: bool | None = None
    custom_data: CustomDataType | None = None
    mutability: MutabilityEnumType | None = None
    persistent: bool | None = None
    type: AttributeEnumType | None = None
    value: Text2500 | None = None


class VariableCharacteristicsType(Message, frozen=True, kw_only=True):
    data_type: DataEnumType
    supports_monitoring: bool
    custom_data: CustomDataType | None = None
    max_limit: float | None = None
    min_limit: float | None = None
    unit: Text16 | None = None
    values_list: Text1000 | None = None


class VariableMonitoringType(Message, frozen=True, kw_only=True):
    id: Int32
    severity: Int32
    transaction: bool
    type: MonitorEnumType
    value: float
    custom_data: CustomDataType | None = None


class VariableType(Message, frozen=True, kw_only=True):
    name: Text50
    custom_data: CustomDataType | None = None
    instance: Text50 | None = None


class Authorize(Message, frozen=True, kw_only=True):
    id_token: IdTokenType
    certificate: Text5500 | None = None
    custom_data: CustomDataType | None = None
    iso15118_certificate_hash_data: (
        Annotated[tuple[OCSPRequestDataType, ...], Meta(min_length=1, max_length=4)] | None
    ) = None


class AuthorizeResponse(Message, frozen=True, kw_only=True):
    id_token_info: IdTokenInfoType
    certificate_status: AuthorizeCertificateStatusEnumType | None = None
    custom_data: CustomDataType | None = None


class BootNotification(Message, frozen=True, kw_only=True):
    charging_station: ChargingStationType
    reason: BootReasonEnumType
    custom_data: CustomDataType | None = None


class BootNotificationResponse(Message, frozen=True, kw_only=True):
    current_time: Instant
    interval: Int32
    status: RegistrationStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class CancelReservation(Message, frozen=True, kw_only=True):
    reservation_id: Int32
    custom_data: CustomDataType | None = None


class CancelReservationResponse(Message, frozen=True, kw_only=True):
    status: CancelReservationStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class CertificateSigned(Message, frozen=True, kw_only=True):
    certificate_chain: Text10000
    certificate_type: CertificateSigningUseEnumType | None = None
    custom_data: CustomDataType | None = None


class CertificateSignedResponse(Message, frozen=True, kw_only=True):
    status: CertificateSignedStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class ChangeAvailability(Message, frozen=True, kw_only=True):
    operational_status: OperationalStatusEnumType
    custom_data: CustomDataType | None = None
    evse: EVSEType | None = None


class ChangeAvailabilityResponse(Message, frozen=True, kw_only=True):
    status: ChangeAvailabilityStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class ClearCache(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class ClearCacheResponse(Message, frozen=True, kw_only=True):
    status: ClearCacheStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class ClearChargingProfile(Message, frozen=True, kw_only=True):
    charging_profile_criteria: ClearChargingProfileType | None = None
    charging_profile_id: Int32 | None = None
    custom_data: CustomDataType | None = None


class ClearChargingProfileResponse(Message, frozen=True, kw_only=True):
    status: ClearChargingProfileStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class ClearDisplayMessage(Message, frozen=True, kw_only=True):
    id: Int32
    custom_data: CustomDataType | None = None


class ClearDisplayMessageResponse(Message, frozen=True, kw_only=True):
    status: ClearMessageStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class ClearVariableMonitoring(Message, frozen=True, kw_only=True):
    id: Annotated[tuple[Int32, ...], Meta(min_length=1)]
    custom_data: CustomDataType | None = None


class ClearVariableMonitoringResponse(Message, frozen=True, kw_only=True):
    clear_monitoring_result: Annotated[tuple[ClearMonitoringResultType, ...], Meta(min_length=1)]
    custom_data: CustomDataType | None = None


class ClearedChargingLimit(Message, frozen=True, kw_only=True):
    charging_limit_source: ChargingLimitSourceEnumType
    custom_data: CustomDataType | None = None
    evse_id: Int32 | None = None


class ClearedChargingLimitResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class CostUpdated(Message, frozen=True, kw_only=True):
    total_cost: float
    transaction_id: Text36
    custom_data: CustomDataType | None = None


class CostUpdatedResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class CustomerInformation(Message, frozen=True, kw_only=True):
    clear: bool
    report: bool
    request_id: Int32
    custom_data: CustomDataType | None = None
    customer_certificate: CertificateHashDataType | None = None
    customer_identifier: Text64 | None = None
    id_token: IdTokenType | None = None


class CustomerInformationResponse(Message, frozen=True, kw_only=True):
    status: CustomerInformationStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class DataTransfer(Message, frozen=True, kw_only=True):
    vendor_id: Text255
    custom_data: CustomDataType | None = None
    data: Any | None = None
    message_id: Text50 | None = None


class DataTransferResponse(Message, frozen=True, kw_only=True):
    status: DataTransferStatusEnumType
    custom_data: CustomDataType | None = None
    data: Any | None = None
    status_info: StatusInfoType | None = None


class DeleteCertificate(Message, frozen=True, kw_only=True):
    certificate_hash_data: CertificateHashDataType
    custom_data: CustomDataType | None = None


class DeleteCertificateResponse(Message, frozen=True, kw_only=True):
    status: DeleteCertificateStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class FirmwareStatusNotification(Message, frozen=True, kw_only=True):
    status: FirmwareStatusEnumType
    custom_data: CustomDataType | None = None
    request_id: Int32 | None = None


class FirmwareStatusNotificationResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class Get15118EVCertificate(Message, frozen=True, kw_only=True):
    action: CertificateActionEnumType
    exi_request: Text5600
    iso15118_schema_version: Text50
    custom_data: CustomDataType | None = None


class Get15118EVCertificateResponse(Message, frozen=True, kw_only=True):
    exi_response: Text7500
    status: Iso15118EVCertificateStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class GetBaseReport(Message, frozen=True, kw_only=True):
    report_base: ReportBaseEnumType
    request_id: Int32
    custom_data: CustomDataType | None = None


class GetBaseReportResponse(Message, frozen=True, kw_only=True):
    status: GenericDeviceModelStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class GetCertificateStatus(Message, frozen=True, kw_only=True):
    ocsp_request_data: OCSPRequestDataType
    custom_data: CustomDataType | None = None


class GetCertificateStatusResponse(Message, frozen=True, kw_only=True):
    status: GetCertificateStatusEnumType
    custom_data: CustomDataType | None = None
    ocsp_result: Text5500 | None = None
    status_info: StatusInfoType | None = None


class GetChargingProfiles(Message, frozen=True, kw_only=True):
    charging_profile: ChargingProfileCriterionType
    request_id: Int32
    custom_data: CustomDataType | None = None
    evse_id: Int32 | None = None


class GetChargingProfilesResponse(Message, frozen=True, kw_only=True):
    status: GetChargingProfileStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class GetCompositeSchedule(Message, frozen=True, kw_only=True):
    duration: Int32
    evse_id: Int32
    charging_rate_unit: ChargingRateUnitEnumType | None = None
    custom_data: CustomDataType | None = None


class GetCompositeScheduleResponse(Message, frozen=True, kw_only=True):
    status: GenericStatusEnumType
    custom_data: CustomDataType | None = None
    schedule: CompositeScheduleType | None = None
    status_info: StatusInfoType | None = None


class GetDisplayMessages(Message, frozen=True, kw_only=True):
    request_id: Int32
    custom_data: CustomDataType | None = None
    id: Annotated[tuple[Int32, ...], Meta(min_length=1)] | None = None
    priority: MessagePriorityEnumType | None = None
    state: MessageStateEnumType | None = None


class GetDisplayMessagesResponse(Message, frozen=True, kw_only=True):
    status: GetDisplayMessagesStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class GetInstalledCertificateIds(Message, frozen=True, kw_only=True):
    certificate_type: Annotated[tuple[GetCertificateIdUseEnumType, ...], Meta(min_length=1)] | None = None
    custom_data: CustomDataType | None = None


class GetInstalledCertificateIdsResponse(Message, frozen=True, kw_only=True):
    status: GetInstalledCertificateStatusEnumType
    certificate_hash_data_chain: Annotated[tuple[CertificateHashDataChainType, ...], Meta(min_length=1)] | None = None
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class GetLocalListVersion(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class GetLocalListVersionResponse(Message, frozen=True, kw_only=True):
    version_number: Int32
    custom_data: CustomDataType | None = None


class GetLog(Message, frozen=True, kw_only=True):
    log: LogParametersType
    log_type: LogEnumType
    request_id: Int32
    custom_data: CustomDataType | None = None
    retries: Int32 | None = None
    retry_interval: Int32 | None = None


class GetLogResponse(Message, frozen=True, kw_only=True):
    status: LogStatusEnumType
    custom_data: CustomDataType | None = None
    filename: Text255 | None = None
    status_info: StatusInfoType | None = None


class GetMonitoringReport(Message, frozen=True, kw_only=True):
    request_id: Int32
    component_variable: Annotated[tuple[ComponentVariableType, ...], Meta(min_length=1)] | None = None
    custom_data: CustomDataType | None = None
    monitoring_criteria: Annotated[tuple[MonitoringCriterionEnumType, ...], Meta(min_length=1, max_length=3)] | None = (
        None
    )


class GetMonitoringReportResponse(Message, frozen=True, kw_only=True):
    status: GenericDeviceModelStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class GetReport(Message, frozen=True, kw_only=True):
    request_id: Int32
    component_criteria: Annotated[tuple[ComponentCriterionEnumType, ...], Meta(min_length=1, max_length=4)] | None = (
        None
    )
    component_variable: Annotated[tuple[ComponentVariableType, ...], Meta(min_length=1)] | None = None
    custom_data: CustomDataType | None = None


class GetReportResponse(Message, frozen=True, kw_only=True):
    status: GenericDeviceModelStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class GetTransactionStatus(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None
    transaction_id: Text36 | None = None


class GetTransactionStatusResponse(Message, frozen=True, kw_only=True):
    messages_in_queue: bool
    custom_data: CustomDataType | None = None
    ongoing_indicator: bool | None = None


class GetVariables(Message, frozen=True, kw_only=True):
    get_variable_data: Annotated[tuple[GetVariableDataType, ...], Meta(min_length=1)]
    custom_data: CustomDataType | None = None


class GetVariablesResponse(Message, frozen=True, kw_only=True):
    get_variable_result: Annotated[tuple[GetVariableResultType, ...], Meta(min_length=1)]
    custom_data: CustomDataType | None = None


class Heartbeat(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class HeartbeatResponse(Message, frozen=True, kw_only=True):
    current_time: Instant
    custom_data: CustomDataType | None = None


class InstallCertificate(Message, frozen=True, kw_only=True):
    certificate: Text5500
    certificate_type: InstallCertificateUseEnumType
    custom_data: CustomDataType | None = None


class InstallCertificateResponse(Message, frozen=True, kw_only=True):
    status: InstallCertificateStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class LogStatusNotification(Message, frozen=True, kw_only=True):
    status: UploadLogStatusEnumType
    custom_data: CustomDataType | None = None
    request_id: Int32 | None = None


class LogStatusNotificationResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class MeterValues(Message, frozen=True, kw_only=True):
    evse_id: Int32
    meter_value: Annotated[tuple[MeterValueType, ...], Meta(min_length=1)]
    custom_data: CustomDataType | None = None


class MeterValuesResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class NotifyChargingLimit(Message, frozen=True, kw_only=True):
    charging_limit: ChargingLimitType
    charging_schedule: Annotated[tuple[ChargingScheduleType, ...], Meta(min_length=1)] | None = None
    custom_data: CustomDataType | None = None
    evse_id: Int32 | None = None


class NotifyChargingLimitResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class NotifyCustomerInformation(Message, frozen=True, kw_only=True):
    data: Text512
    generated_at: Instant
    request_id: Int32
    seq_no: Int32
    custom_data: CustomDataType | None = None
    tbc: bool | None = None


class NotifyCustomerInformationResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class NotifyDisplayMessages(Message, frozen=True, kw_only=True):
    request_id: Int32
    custom_data: CustomDataType | None = None
    message_info: Annotated[tuple[MessageInfoType, ...], Meta(min_length=1)] | None = None
    tbc: bool | None = None


class NotifyDisplayMessagesResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class NotifyEVChargingNeeds(Message, frozen=True, kw_only=True):
    charging_needs: ChargingNeedsType
    evse_id: Int32
    custom_data: CustomDataType | None = None
    max_schedule_tuples: Int32 | None = None


class NotifyEVChargingNeedsResponse(Message, frozen=True, kw_only=True):
    status: NotifyEVChargingNeedsStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class NotifyEVChargingSchedule(Message, frozen=True, kw_only=True):
    charging_schedule: ChargingScheduleType
    evse_id: Int32
    time_base: Instant
    custom_data: CustomDataType | None = None


class NotifyEVChargingScheduleResponse(Message, frozen=True, kw_only=True):
    status: GenericStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class NotifyEvent(Message, frozen=True, kw_only=True):
    event_data: Annotated[tuple[EventDataType, ...], Meta(min_length=1)]
    generated_at: Instant
    seq_no: Int32
    custom_data: CustomDataType | None = None
    tbc: bool | None = None


class NotifyEventResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class NotifyMonitoringReport(Message, frozen=True, kw_only=True):
    generated_at: Instant
    request_id: Int32
    seq_no: Int32
    custom_data: CustomDataType | None = None
    monitor: Annotated[tuple[MonitoringDataType, ...], Meta(min_length=1)] | None = None
    tbc: bool | None = None


class NotifyMonitoringReportResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class NotifyReport(Message, frozen=True, kw_only=True):
    generated_at: Instant
    request_id: Int32
    seq_no: Int32
    custom_data: CustomDataType | None = None
    report_data: Annotated[tuple[ReportDataType, ...], Meta(min_length=1)] | None = None
    tbc: bool | None = None


class NotifyReportResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class PublishFirmware(Message, frozen=True, kw_only=True):
    checksum: Text32
    location: Text512
    request_id: Int32
    custom_data: CustomDataType | None = None
    retries: Int32 | None = None
    retry_interval: Int32 | None = None


class PublishFirmwareResponse(Message, frozen=True, kw_only=True):
    status: GenericStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class PublishFirmwareStatusNotification(Message, frozen=True, kw_only=True):
    status: PublishFirmwareStatusEnumType
    custom_data: CustomDataType | None = None
    location: Annotated[tuple[Text512, ...], Meta(min_length=1)] | None = None
    request_id: Int32 | None = None


class PublishFirmwareStatusNotificationResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class ReportChargingProfiles(Message, frozen=True, kw_only=True):
    charging_limit_source: ChargingLimitSourceEnumType
    charging_profile: Annotated[tuple[ChargingProfileType, ...], Meta(min_length=1)]
    evse_id: Int32
    request_id: Int32
    custom_data: CustomDataType | None = None
    tbc: bool | None = None


class ReportChargingProfilesResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class RequestStartTransaction(Message, frozen=True, kw_only=True):
    id_token: IdTokenType
    remote_start_id: Int32
    charging_profile: ChargingProfileType | None = None
    custom_data: CustomDataType | None = None
    evse_id: Int32 | None = None
    group_id_token: IdTokenType | None = None


class RequestStartTransactionResponse(Message, frozen=True, kw_only=True):
    status: RequestStartStopStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None
    transaction_id: Text36 | None = None


class RequestStopTransaction(Message, frozen=True, kw_only=True):
    transaction_id: Text36
    custom_data: CustomDataType | None = None


class RequestStopTransactionResponse(Message, frozen=True, kw_only=True):
    status: RequestStartStopStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class ReservationStatusUpdate(Message, frozen=True, kw_only=True):
    reservation_id: Int32
    reservation_update_status: ReservationUpdateStatusEnumType
    custom_data: CustomDataType | None = None


class ReservationStatusUpdateResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class ReserveNow(Message, frozen=True, kw_only=True):
    expiry_date_time: Instant
    id: Int32
    id_token: IdTokenType
    connector_type: ConnectorEnumType | None = None
    custom_data: CustomDataType | None = None
    evse_id: Int32 | None = None
    group_id_token: IdTokenType | None = None


class ReserveNowResponse(Message, frozen=True, kw_only=True):
    status: ReserveNowStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class Reset(Message, frozen=True, kw_only=True):
    type: ResetEnumType
    custom_data: CustomDataType | None = None
    evse_id: Int32 | None = None


class ResetResponse(Message, frozen=True, kw_only=True):
    status: ResetStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class SecurityEventNotification(Message, frozen=True, kw_only=True):
    timestamp: Instant
    type: Text50
    custom_data: CustomDataType | None = None
    tech_info: Text255 | None = None


class SecurityEventNotificationResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class SendLocalList(Message, frozen=True, kw_only=True):
    update_type: UpdateEnumType
    version_number: Int32
    custom_data: CustomDataType | None = None
    local_authorization_list: Annotated[tuple[AuthorizationData, ...], Meta(min_length=1)] | None = None


class SendLocalListResponse(Message, frozen=True, kw_only=True):
    status: SendLocalListStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class SetChargingProfile(Message, frozen=True, kw_only=True):
    charging_profile: ChargingProfileType
    evse_id: Int32
    custom_data: CustomDataType | None = None


class SetChargingProfileResponse(Message, frozen=True, kw_only=True):
    status: ChargingProfileStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class SetDisplayMessage(Message, frozen=True, kw_only=True):
    message: MessageInfoType
    custom_data: CustomDataType | None = None


class SetDisplayMessageResponse(Message, frozen=True, kw_only=True):
    status: DisplayMessageStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class SetMonitoringBase(Message, frozen=True, kw_only=True):
    monitoring_base: MonitoringBaseEnumType
    custom_data: CustomDataType | None = None


class SetMonitoringBaseResponse(Message, frozen=True, kw_only=True):
    status: GenericDeviceModelStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class SetMonitoringLevel(Message, frozen=True, kw_only=True):
    severity: Int32
    custom_data: CustomDataType | None = None


class SetMonitoringLevelResponse(Message, frozen=True, kw_only=True):
    status: GenericStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class SetNetworkProfile(Message, frozen=True, kw_only=True):
    configuration_slot: Int32
    connection_data: NetworkConnectionProfileType
    custom_data: CustomDataType | None = None


class SetNetworkProfileResponse(Message, frozen=True, kw_only=True):
    status: SetNetworkProfileStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class SetVariableMonitoring(Message, frozen=True, kw_only=True):
    set_monitoring_data: Annotated[tuple[SetMonitoringDataType, ...], Meta(min_length=1)]
    custom_data: CustomDataType | None = None


class SetVariableMonitoringResponse(Message, frozen=True, kw_only=True):
    set_monitoring_result: Annotated[tuple[SetMonitoringResultType, ...], Meta(min_length=1)]
    custom_data: CustomDataType | None = None


class SetVariables(Message, frozen=True, kw_only=True):
    set_variable_data: Annotated[tuple[SetVariableDataType, ...], Meta(min_length=1)]
    custom_data: CustomDataType | None = None


class SetVariablesResponse(Message, frozen=True, kw_only=True):
    set_variable_result: Annotated[tuple[SetVariableResultType, ...], Meta(min_length=1)]
    custom_data: CustomDataType | None = None


class SignCertificate(Message, frozen=True, kw_only=True):
    csr: Text5500
    certificate_type: CertificateSigningUseEnumType | None = None
    custom_data: CustomDataType | None = None


class SignCertificateResponse(Message, frozen=True, kw_only=True):
    status: GenericStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class StatusNotification(Message, frozen=True, kw_only=True):
    connector_id: Int32
    connector_status: ConnectorStatusEnumType
    evse_id: Int32
    timestamp: Instant
    custom_data: CustomDataType | None = None


class StatusNotificationResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class TransactionEvent(Message, frozen=True, kw_only=True):
    event_type: TransactionEventEnumType
    seq_no: Int32
    timestamp: Instant
    transaction_info: TransactionType
    trigger_reason: TriggerReasonEnumType
    cable_max_current: Int32 | None = None
    custom_data: CustomDataType | None = None
    evse: EVSEType | None = None
    id_token: IdTokenType | None = None
    meter_value: Annotated[tuple[MeterValueType, ...], Meta(min_length=1)] | None = None
    number_of_phases_used: Int32 | None = None
    offline: bool | None = None
    reservation_id: Int32 | None = None


class TransactionEventResponse(Message, frozen=True, kw_only=True):
    charging_priority: Int32 | None = None
    custom_data: CustomDataType | None = None
    id_token_info: IdTokenInfoType | None = None
    total_cost: float | None = None
    updated_personal_message: MessageContentType | None = None


class TriggerMessage(Message, frozen=True, kw_only=True):
    requested_message: MessageTriggerEnumType
    custom_data: CustomDataType | None = None
    evse: EVSEType | None = None


class TriggerMessageResponse(Message, frozen=True, kw_only=True):
    status: TriggerMessageStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class UnlockConnector(Message, frozen=True, kw_only=True):
    connector_id: Int32
    evse_id: Int32
    custom_data: CustomDataType | None = None


class UnlockConnectorResponse(Message, frozen=True, kw_only=True):
    status: UnlockStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class UnpublishFirmware(Message, frozen=True, kw_only=True):
    checksum: Text32
    custom_data: CustomDataType | None = None


class UnpublishFirmwareResponse(Message, frozen=True, kw_only=True):
    status: UnpublishFirmwareStatusEnumType
    custom_data: CustomDataType | None = None


class UpdateFirmware(Message, frozen=True, kw_only=True):
    firmware: FirmwareType
    request_id: Int32
    custom_data: CustomDataType | None = None
    retries: Int32 | None = None
    retry_interval: Int32 | None = None


class UpdateFirmwareResponse(Message, frozen=True, kw_only=True):
    status: UpdateFirmwareStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


ACTIONS: dict[str, Action] = {
    "Authorize": Action("Authorize", Authorize, AuthorizeResponse, Sender.STATION),
    "BootNotification": Action("BootNotification", BootNotification, BootNotificationResponse, Sender.STATION),
    "CancelReservation": Action("CancelReservation", CancelReservation, CancelReservationResponse, Sender.CENTRAL),
    "CertificateSigned": Action("CertificateSigned", CertificateSigned, CertificateSignedResponse, Sender.CENTRAL),
    "ChangeAvailability": Action("ChangeAvailability", ChangeAvailability, ChangeAvailabilityResponse, Sender.CENTRAL),
    "ClearCache": Action("ClearCache", ClearCache, ClearCacheResponse, Sender.CENTRAL),
    "ClearChargingProfile": Action(
        "ClearChargingProfile", ClearChargingProfile, ClearChargingProfileResponse, Sender.CENTRAL
    ),
    "ClearDisplayMessage": Action(
        "ClearDisplayMessage", ClearDisplayMessage, ClearDisplayMessageResponse, Sender.CENTRAL
    ),
    "ClearVariableMonitoring": Action(
        "ClearVariableMonitoring", ClearVariableMonitoring, ClearVariableMonitoringResponse, Sender.CENTRAL
    ),
    "ClearedChargingLimit": Action(
        "ClearedChargingLimit", ClearedChargingLimit, ClearedChargingLimitResponse, Sender.STATION
    ),
    "CostUpdated": Action("CostUpdated", CostUpdated, CostUpdatedResponse, Sender.CENTRAL),
    "CustomerInformation": Action(
        "CustomerInformation", CustomerInformation, CustomerInformationResponse, Sender.CENTRAL
    ),
    "DataTransfer": Action("DataTransfer", DataTransfer, DataTransferResponse, Sender.BOTH),
    "DeleteCertificate": Action("DeleteCertificate", DeleteCertificate, DeleteCertificateResponse, Sender.CENTRAL),
    "FirmwareStatusNotification": Action(
        "FirmwareStatusNotification", FirmwareStatusNotification, FirmwareStatusNotificationResponse, Sender.STATION
    ),
    "Get15118EVCertificate": Action(
        "Get15118EVCertificate", Get15118EVCertificate, Get15118EVCertificateResponse, Sender.STATION
    ),
    "GetBaseReport": Action("GetBaseReport", GetBaseReport, GetBaseReportResponse, Sender.CENTRAL),
    "GetCertificateStatus": Action(
        "GetCertificateStatus", GetCertificateStatus, GetCertificateStatusResponse, Sender.STATION
    ),
    "GetChargingProfiles": Action(
        "GetChargingProfiles", GetChargingProfiles, GetChargingProfilesResponse, Sender.CENTRAL
    ),
    "GetCompositeSchedule": Action(
        "GetCompositeSchedule", GetCompositeSchedule, GetCompositeScheduleResponse, Sender.CENTRAL
    ),
    "GetDisplayMessages": Action("GetDisplayMessages", GetDisplayMessages, GetDisplayMessagesResponse, Sender.CENTRAL),
    "GetInstalledCertificateIds": Action(
        "GetInstalledCertificateIds", GetInstalledCertificateIds, GetInstalledCertificateIdsResponse, Sender.CENTRAL
    ),
    "GetLocalListVersion": Action(
        "GetLocalListVersion", GetLocalListVersion, GetLocalListVersionResponse, Sender.CENTRAL
    ),
    "GetLog": Action("GetLog", GetLog, GetLogResponse, Sender.CENTRAL),
    "GetMonitoringReport": Action(
        "GetMonitoringReport", GetMonitoringReport, GetMonitoringReportResponse, Sender.CENTRAL
    ),
    "GetReport": Action("GetReport", GetReport, GetReportResponse, Sender.CENTRAL),
    "GetTransactionStatus": Action(
        "GetTransactionStatus", GetTransactionStatus, GetTransactionStatusResponse, Sender.CENTRAL
    ),
    "GetVariables": Action("GetVariables", GetVariables, GetVariablesResponse, Sender.CENTRAL),
    "Heartbeat": Action("Heartbeat", Heartbeat, HeartbeatResponse, Sender.STATION),
    "InstallCertificate": Action("InstallCertificate", InstallCertificate, InstallCertificateResponse, Sender.CENTRAL),
    "LogStatusNotification": Action(
        "LogStatusNotification", LogStatusNotification, LogStatusNotificationResponse, Sender.STATION
    ),
    "MeterValues": Action("MeterValues", MeterValues, MeterValuesResponse, Sender.STATION),
    "NotifyChargingLimit": Action(
        "NotifyChargingLimit", NotifyChargingLimit, NotifyChargingLimitResponse, Sender.STATION
    ),
    "NotifyCustomerInformation": Action(
        "NotifyCustomerInformation", NotifyCustomerInformation, NotifyCustomerInformationResponse, Sender.STATION
    ),
    "NotifyDisplayMessages": Action(
        "NotifyDisplayMessages", NotifyDisplayMessages, NotifyDisplayMessagesResponse, Sender.STATION
    ),
    "NotifyEVChargingNeeds": Action(
        "NotifyEVChargingNeeds", NotifyEVChargingNeeds, NotifyEVChargingNeedsResponse, Sender.STATION
    ),
    "NotifyEVChargingSchedule": Action(
        "NotifyEVChargingSchedule", NotifyEVChargingSchedule, NotifyEVChargingScheduleResponse, Sender.STATION
    ),
    "NotifyEvent": Action("NotifyEvent", NotifyEvent, NotifyEventResponse, Sender.STATION),
    "NotifyMonitoringReport": Action(
        "NotifyMonitoringReport", NotifyMonitoringReport, NotifyMonitoringReportResponse, Sender.STATION
    ),
    "NotifyReport": Action("NotifyReport", NotifyReport, NotifyReportResponse, Sender.STATION),
    "PublishFirmware": Action("PublishFirmware", PublishFirmware, PublishFirmwareResponse, Sender.CENTRAL),
    "PublishFirmwareStatusNotification": Action(
        "PublishFirmwareStatusNotification",
        PublishFirmwareStatusNotification,
        PublishFirmwareStatusNotificationResponse,
        Sender.STATION,
    ),
    "ReportChargingProfiles": Action(
        "ReportChargingProfiles", ReportChargingProfiles, ReportChargingProfilesResponse, Sender.STATION
    ),
    "RequestStartTransaction": Action(
        "RequestStartTransaction", RequestStartTransaction, RequestStartTransactionResponse, Sender.CENTRAL
    ),
    "RequestStopTransaction": Action(
        "RequestStopTransaction", RequestStopTransaction, RequestStopTransactionResponse, Sender.CENTRAL
    ),
    "ReservationStatusUpdate": Action(
        "ReservationStatusUpdate", ReservationStatusUpdate, ReservationStatusUpdateResponse, Sender.STATION
    ),
    "ReserveNow": Action("ReserveNow", ReserveNow, ReserveNowResponse, Sender.CENTRAL),
    "Reset": Action("Reset", Reset, ResetResponse, Sender.CENTRAL),
    "SecurityEventNotification": Action(
        "SecurityEventNotification", SecurityEventNotification, SecurityEventNotificationResponse, Sender.STATION
    ),
    "SendLocalList": Action("SendLocalList", SendLocalList, SendLocalListResponse, Sender.CENTRAL),
    "SetChargingProfile": Action("SetChargingProfile", SetChargingProfile, SetChargingProfileResponse, Sender.CENTRAL),
    "SetDisplayMessage": Action("SetDisplayMessage", SetDisplayMessage, SetDisplayMessageResponse, Sender.CENTRAL),
    "SetMonitoringBase": Action("SetMonitoringBase", SetMonitoringBase, SetMonitoringBaseResponse, Sender.CENTRAL),
    "SetMonitoringLevel": Action("SetMonitoringLevel", SetMonitoringLevel, SetMonitoringLevelResponse, Sender.CENTRAL),
    "SetNetworkProfile": Action("SetNetworkProfile", SetNetworkProfile, SetNetworkProfileResponse, Sender.CENTRAL),
    "SetVariableMonitoring": Action(
        "SetVariableMonitoring", SetVariableMonitoring, SetVariableMonitoringResponse, Sender.CENTRAL
    ),
    "SetVariables": Action("SetVariables", SetVariables, SetVariablesResponse, Sender.CENTRAL),
    "SignCertificate": Action("SignCertificate", SignCertificate, SignCertificateResponse, Sender.STATION),
    "StatusNotification": Action("StatusNotification", StatusNotification, StatusNotificationResponse, Sender.STATION),
    "TransactionEvent": Action("TransactionEvent", TransactionEvent, TransactionEventResponse, Sender.STATION),
    "TriggerMessage": Action("TriggerMessage", TriggerMessage, TriggerMessageResponse, Sender.CENTRAL),
    "UnlockConnector": Action("UnlockConnector", UnlockConnector, UnlockConnectorResponse, Sender.CENTRAL),
    "UnpublishFirmware": Action("UnpublishFirmware", UnpublishFirmware, UnpublishFirmwareResponse, Sender.CENTRAL),
    "UpdateFirmware": Action("UpdateFirmware", UpdateFirmware, UpdateFirmwareResponse, Sender.CENTRAL),
}
