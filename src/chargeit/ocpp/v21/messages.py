"""OCPP 2.1: messages.

Generated from the official JSON schemas by `python tools/generate_ocpp.py`; never edited by hand.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta, field

from chargeit.ocpp.actions import Action, Message, Sender
from chargeit.ocpp.v21.enums import (
    APNAuthenticationEnumType,
    AttributeEnumType,
    AuthorizationStatusEnumType,
    AuthorizeCertificateStatusEnumType,
    BatterySwapEventEnumType,
    BootReasonEnumType,
    CancelReservationStatusEnumType,
    CertificateActionEnumType,
    CertificateSignedStatusEnumType,
    CertificateSigningUseEnumType,
    CertificateStatusEnumType,
    CertificateStatusSourceEnumType,
    ChangeAvailabilityStatusEnumType,
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
    ConnectorStatusEnumType,
    ControlModeEnumType,
    CostDimensionEnumType,
    CostKindEnumType,
    CustomerInformationStatusEnumType,
    DERControlEnumType,
    DERControlStatusEnumType,
    DERUnitEnumType,
    DataEnumType,
    DataTransferStatusEnumType,
    DayOfWeekEnumType,
    DeleteCertificateStatusEnumType,
    DisplayMessageStatusEnumType,
    EnergyTransferModeEnumType,
    EventNotificationEnumType,
    EventTriggerEnumType,
    EvseKindEnumType,
    FirmwareStatusEnumType,
    GenericDeviceModelStatusEnumType,
    GenericStatusEnumType,
    GetCertificateIdUseEnumType,
    GetCertificateStatusEnumType,
    GetChargingProfileStatusEnumType,
    GetDisplayMessagesStatusEnumType,
    GetInstalledCertificateStatusEnumType,
    GetVariableStatusEnumType,
    GridEventFaultEnumType,
    HashAlgorithmEnumType,
    InstallCertificateStatusEnumType,
    InstallCertificateUseEnumType,
    IslandingDetectionEnumType,
    Iso15118EVCertificateStatusEnumType,
    LocationEnumType,
    LogEnumType,
    LogStatusEnumType,
    MeasurandEnumType,
    MessageFormatEnumType,
    MessagePriorityEnumType,
    MessageStateEnumType,
    MessageTriggerEnumType,
    MobilityNeedsModeEnumType,
    MonitorEnumType,
    MonitoringBaseEnumType,
    MonitoringCriterionEnumType,
    MutabilityEnumType,
    NotifyAllowedEnergyTransferStatusEnumType,
    NotifyEVChargingNeedsStatusEnumType,
    OCPPInterfaceEnumType,
    OCPPTransportEnumType,
    OCPPVersionEnumType,
    OperationModeEnumType,
    OperationalStatusEnumType,
    PaymentStatusEnumType,
    PhaseEnumType,
    PowerDuringCessationEnumType,
    PreconditioningStatusEnumType,
    PriorityChargingStatusEnumType,
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
    TariffChangeStatusEnumType,
    TariffClearStatusEnumType,
    TariffCostEnumType,
    TariffGetStatusEnumType,
    TariffKindEnumType,
    TariffSetStatusEnumType,
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
Text3 = Annotated[str, Meta(max_length=3)]
Text6 = Annotated[str, Meta(max_length=6)]
Text8 = Annotated[str, Meta(max_length=8)]
Text16 = Annotated[str, Meta(max_length=16)]
Text20 = Annotated[str, Meta(max_length=20)]
Text25 = Annotated[str, Meta(max_length=25)]
Text32 = Annotated[str, Meta(max_length=32)]
Text36 = Annotated[str, Meta(max_length=36)]
Text40 = Annotated[str, Meta(max_length=40)]
Text48 = Annotated[str, Meta(max_length=48)]
Text50 = Annotated[str, Meta(max_length=50)]
Text60 = Annotated[str, Meta(max_length=60)]
Text64 = Annotated[str, Meta(max_length=64)]
Text80 = Annotated[str, Meta(max_length=80)]
Text88 = Annotated[str, Meta(max_length=88)]
Text100 = Annotated[str, Meta(max_length=100)]
Text128 = Annotated[str, Meta(max_length=128)]
Text160 = Annotated[str, Meta(max_length=160)]
Text200 = Annotated[str, Meta(max_length=200)]
Text255 = Annotated[str, Meta(max_length=255)]
Text256 = Annotated[str, Meta(max_length=256)]
Text500 = Annotated[str, Meta(max_length=500)]
Text512 = Annotated[str, Meta(max_length=512)]
Text800 = Annotated[str, Meta(max_length=800)]
Text1000 = Annotated[str, Meta(max_length=1000)]
Text1024 = Annotated[str, Meta(max_length=1024)]
Text2000 = Annotated[str, Meta(max_length=2000)]
Text2500 = Annotated[str, Meta(max_length=2500)]
Text5500 = Annotated[str, Meta(max_length=5500)]
Text10000 = Annotated[str, Meta(max_length=10000)]
Text11000 = Annotated[str, Meta(max_length=11000)]
Text17000 = Annotated[str, Meta(max_length=17000)]
Text18000 = Annotated[str, Meta(max_length=18000)]
Text32768 = Annotated[str, Meta(max_length=32768)]


class ACChargingParametersType(Message, frozen=True, kw_only=True):
    energy_amount: float
    ev_max_current: float
    ev_max_voltage: float
    ev_min_current: float
    custom_data: CustomDataType | None = None


class APNType(Message, frozen=True, kw_only=True):
    apn: Text2000
    apn_authentication: APNAuthenticationEnumType
    apn_password: Text64 | None = None
    apn_user_name: Text50 | None = None
    custom_data: CustomDataType | None = None
    preferred_network: Text6 | None = None
    sim_pin: Int32 | None = None
    use_only_preferred_network: bool | None = None


class AbsolutePriceScheduleType(Message, frozen=True, kw_only=True):
    currency: Text3
    language: Text8
    price_algorithm: Text2000
    price_rule_stacks: Annotated[tuple[PriceRuleStackType, ...], Meta(min_length=1, max_length=1024)]
    price_schedule_id: Natural = field(name="priceScheduleID")
    time_anchor: Instant
    additional_selected_services: (
        Annotated[tuple[AdditionalSelectedServicesType, ...], Meta(min_length=1, max_length=5)] | None
    ) = None
    custom_data: CustomDataType | None = None
    maximum_cost: RationalNumberType | None = None
    minimum_cost: RationalNumberType | None = None
    overstay_rule_list: OverstayRuleListType | None = None
    price_schedule_description: Text160 | None = None
    tax_rules: Annotated[tuple[TaxRuleType, ...], Meta(min_length=1, max_length=10)] | None = None


class AdditionalInfoType(Message, frozen=True, kw_only=True):
    additional_id_token: Text255
    type: Text50
    custom_data: CustomDataType | None = None


class AdditionalSelectedServicesType(Message, frozen=True, kw_only=True):
    service_fee: RationalNumberType
    service_name: Text80
    custom_data: CustomDataType | None = None


class AddressType(Message, frozen=True, kw_only=True):
    address1: Text100
    city: Text100
    country: Text50
    name: Text50
    address2: Text100 | None = None
    custom_data: CustomDataType | None = None
    postal_code: Text20 | None = None


class AuthorizationData(Message, frozen=True, kw_only=True):
    id_token: IdTokenType
    custom_data: CustomDataType | None = None
    id_token_info: IdTokenInfoType | None = None


class BatteryDataType(Message, frozen=True, kw_only=True):
    evse_id: Natural
    serial_number: Text50
    soc: Annotated[float, Meta(ge=0.0, le=100.0)] = field(name="soC")
    so_h: Annotated[float, Meta(ge=0.0, le=100.0)]
    custom_data: CustomDataType | None = None
    production_date: Instant | None = None
    vendor_info: Text500 | None = None


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


class CertificateStatusRequestInfoType(Message, frozen=True, kw_only=True):
    certificate_hash_data: CertificateHashDataType
    source: CertificateStatusSourceEnumType
    urls: Annotated[tuple[Text2000, ...], Meta(min_length=1, max_length=5)]
    custom_data: CustomDataType | None = None


class CertificateStatusType(Message, frozen=True, kw_only=True):
    certificate_hash_data: CertificateHashDataType
    next_update: Instant
    source: CertificateStatusSourceEnumType
    status: CertificateStatusEnumType
    custom_data: CustomDataType | None = None


class ChargingLimitType(Message, frozen=True, kw_only=True):
    charging_limit_source: Text20
    custom_data: CustomDataType | None = None
    is_grid_critical: bool | None = None
    is_local_generation: bool | None = None


class ChargingNeedsType(Message, frozen=True, kw_only=True):
    requested_energy_transfer: EnergyTransferModeEnumType
    ac_charging_parameters: ACChargingParametersType | None = None
    available_energy_transfer: Annotated[tuple[EnergyTransferModeEnumType, ...], Meta(min_length=1)] | None = None
    control_mode: ControlModeEnumType | None = None
    custom_data: CustomDataType | None = None
    dc_charging_parameters: DCChargingParametersType | None = None
    departure_time: Instant | None = None
    der_charging_parameters: DERChargingParametersType | None = None
    ev_energy_offer: EVEnergyOfferType | None = None
    mobility_needs_mode: MobilityNeedsModeEnumType | None = None
    v2x_charging_parameters: V2XChargingParametersType | None = None


class ChargingPeriodType(Message, frozen=True, kw_only=True):
    start_period: Instant
    custom_data: CustomDataType | None = None
    dimensions: Annotated[tuple[CostDimensionType, ...], Meta(min_length=1)] | None = None
    tariff_id: Text60 | None = None


class ChargingProfileCriterionType(Message, frozen=True, kw_only=True):
    charging_limit_source: Annotated[tuple[Text20, ...], Meta(min_length=1, max_length=4)] | None = None
    charging_profile_id: Annotated[tuple[Int32, ...], Meta(min_length=1)] | None = None
    charging_profile_purpose: ChargingProfilePurposeEnumType | None = None
    custom_data: CustomDataType | None = None
    stack_level: Natural | None = None


class ChargingProfileType(Message, frozen=True, kw_only=True):
    charging_profile_kind: ChargingProfileKindEnumType
    charging_profile_purpose: ChargingProfilePurposeEnumType
    charging_schedule: Annotated[tuple[ChargingScheduleType, ...], Meta(min_length=1, max_length=3)]
    id: Int32
    stack_level: Natural
    custom_data: CustomDataType | None = None
    dyn_update_interval: Int32 | None = None
    dyn_update_time: Instant | None = None
    invalid_after_offline_duration: bool | None = None
    max_offline_duration: Int32 | None = None
    price_schedule_signature: Text256 | None = None
    recurrency_kind: RecurrencyKindEnumType | None = None
    transaction_id: Text36 | None = None
    valid_from: Instant | None = None
    valid_to: Instant | None = None


class ChargingSchedulePeriodType(Message, frozen=True, kw_only=True):
    start_period: Int32
    custom_data: CustomDataType | None = None
    discharge_limit: Annotated[float, Meta(le=0.0)] | None = None
    discharge_limit_l2: Annotated[float, Meta(le=0.0)] | None = field(default=None, name="dischargeLimit_L2")
    discharge_limit_l3: Annotated[float, Meta(le=0.0)] | None = field(default=None, name="dischargeLimit_L3")
    evse_sleep: bool | None = None
    limit: float | None = None
    limit_l2: float | None = field(default=None, name="limit_L2")
    limit_l3: float | None = field(default=None, name="limit_L3")
    number_phases: Annotated[int, Meta(ge=0, le=3)] | None = None
    operation_mode: OperationModeEnumType | None = None
    phase_to_use: Annotated[int, Meta(ge=0, le=3)] | None = None
    preconditioning_request: bool | None = None
    setpoint: float | None = None
    setpoint_reactive: float | None = None
    setpoint_reactive_l2: float | None = field(default=None, name="setpointReactive_L2")
    setpoint_reactive_l3: float | None = field(default=None, name="setpointReactive_L3")
    setpoint_l2: float | None = field(default=None, name="setpoint_L2")
    setpoint_l3: float | None = field(default=None, name="setpoint_L3")
    v2x_baseline: float | None = None
    v2x_freq_watt_curve: Annotated[tuple[V2XFreqWattPointType, ...], Meta(min_length=1, max_length=20)] | None = None
    v2x_signal_watt_curve: Annotated[tuple[V2XSignalWattPointType, ...], Meta(min_length=1, max_length=20)] | None = (
        None
    )


class ChargingScheduleType(Message, frozen=True, kw_only=True):
    charging_rate_unit: ChargingRateUnitEnumType
    charging_schedule_period: Annotated[tuple[ChargingSchedulePeriodType, ...], Meta(min_length=1, max_length=1024)]
    id: Int32
    absolute_price_schedule: AbsolutePriceScheduleType | None = None
    custom_data: CustomDataType | None = None
    digest_value: Text88 | None = None
    duration: Int32 | None = None
    limit_at_soc: LimitAtSoCType | None = field(default=None, name="limitAtSoC")
    min_charging_rate: float | None = None
    power_tolerance: float | None = None
    price_level_schedule: PriceLevelScheduleType | None = None
    randomized_delay: Natural | None = None
    sales_tariff: SalesTariffType | None = None
    signature_id: Natural | None = None
    start_schedule: Instant | None = None
    use_local_time: bool | None = None


class ChargingScheduleUpdateType(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None
    discharge_limit: Annotated[float, Meta(le=0.0)] | None = None
    discharge_limit_l2: Annotated[float, Meta(le=0.0)] | None = field(default=None, name="dischargeLimit_L2")
    discharge_limit_l3: Annotated[float, Meta(le=0.0)] | None = field(default=None, name="dischargeLimit_L3")
    limit: float | None = None
    limit_l2: float | None = field(default=None, name="limit_L2")
    limit_l3: float | None = field(default=None, name="limit_L3")
    setpoint: float | None = None
    setpoint_reactive: float | None = None
    setpoint_reactive_l2: float | None = field(default=None, name="setpointReactive_L2")
    setpoint_reactive_l3: float | None = field(default=None, name="setpointReactive_L3")
    setpoint_l2: float | None = field(default=None, name="setpoint_L2")
    setpoint_l3: float | None = field(default=None, name="setpoint_L3")


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
    evse_id: Natural | None = None
    stack_level: Natural | None = None


class ClearMonitoringResultType(Message, frozen=True, kw_only=True):
    id: Natural
    status: ClearMonitoringStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class ClearTariffsResultType(Message, frozen=True, kw_only=True):
    status: TariffClearStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None
    tariff_id: Text60 | None = None


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
    evse_id: Natural
    schedule_start: Instant
    custom_data: CustomDataType | None = None


class ConstantStreamDataType(Message, frozen=True, kw_only=True):
    id: Natural
    params: PeriodicEventStreamParamsType
    variable_monitoring_id: Natural
    custom_data: CustomDataType | None = None


class ConsumptionCostType(Message, frozen=True, kw_only=True):
    cost: Annotated[tuple[CostType, ...], Meta(min_length=1, max_length=3)]
    start_value: float
    custom_data: CustomDataType | None = None


class CostDetailsType(Message, frozen=True, kw_only=True):
    total_cost: TotalCostType
    total_usage: TotalUsageType
    charging_periods: Annotated[tuple[ChargingPeriodType, ...], Meta(min_length=1)] | None = None
    custom_data: CustomDataType | None = None
    failure_reason: Text500 | None = None
    failure_to_calculate: bool | None = None


class CostDimensionType(Message, frozen=True, kw_only=True):
    type: CostDimensionEnumType
    volume: float
    custom_data: CustomDataType | None = None


class CostType(Message, frozen=True, kw_only=True):
    amount: Int32
    cost_kind: CostKindEnumType
    amount_multiplier: Int32 | None = None
    custom_data: CustomDataType | None = None


class CustomDataType(Message, frozen=True, kw_only=True, forbid_unknown_fields=False):
    vendor_id: Text255


class DCChargingParametersType(Message, frozen=True, kw_only=True):
    ev_max_current: float
    ev_max_voltage: float
    bulk_soc: Annotated[int, Meta(ge=0, le=100)] | None = field(default=None, name="bulkSoC")
    custom_data: CustomDataType | None = None
    energy_amount: float | None = None
    ev_energy_capacity: float | None = None
    ev_max_power: float | None = None
    full_soc: Annotated[int, Meta(ge=0, le=100)] | None = field(default=None, name="fullSoC")
    state_of_charge: Annotated[int, Meta(ge=0, le=100)] | None = None


class DERChargingParametersType(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None
    ev_duration_level1_dc_injection: float | None = field(default=None, name="evDurationLevel1DCInjection")
    ev_duration_level2_dc_injection: float | None = field(default=None, name="evDurationLevel2DCInjection")
    ev_inverter_hw_version: Text50 | None = None
    ev_inverter_manufacturer: Text50 | None = None
    ev_inverter_model: Text50 | None = None
    ev_inverter_serial_number: Text50 | None = None
    ev_inverter_sw_version: Text50 | None = None
    ev_islanding_detection_method: Annotated[tuple[IslandingDetectionEnumType, ...], Meta(min_length=1)] | None = None
    ev_islanding_trip_time: float | None = None
    ev_maximum_level1_dc_injection: float | None = field(default=None, name="evMaximumLevel1DCInjection")
    ev_maximum_level2_dc_injection: float | None = field(default=None, name="evMaximumLevel2DCInjection")
    ev_over_excited_max_discharge_power: float | None = None
    ev_over_excited_power_factor: float | None = None
    ev_reactive_susceptance: float | None = None
    ev_session_total_discharge_energy_available: float | None = None
    ev_supported_der_control: Annotated[tuple[DERControlEnumType, ...], Meta(min_length=1)] | None = field(
        default=None, name="evSupportedDERControl"
    )
    ev_under_excited_max_discharge_power: float | None = None
    ev_under_excited_power_factor: float | None = None
    max_apparent_power: float | None = None
    max_charge_apparent_power: float | None = None
    max_charge_apparent_power_l2: float | None = field(default=None, name="maxChargeApparentPower_L2")
    max_charge_apparent_power_l3: float | None = field(default=None, name="maxChargeApparentPower_L3")
    max_charge_reactive_power: float | None = None
    max_charge_reactive_power_l2: float | None = field(default=None, name="maxChargeReactivePower_L2")
    max_charge_reactive_power_l3: float | None = field(default=None, name="maxChargeReactivePower_L3")
    max_discharge_apparent_power: float | None = None
    max_discharge_apparent_power_l2: float | None = field(default=None, name="maxDischargeApparentPower_L2")
    max_discharge_apparent_power_l3: float | None = field(default=None, name="maxDischargeApparentPower_L3")
    max_discharge_reactive_power: float | None = None
    max_discharge_reactive_power_l2: float | None = field(default=None, name="maxDischargeReactivePower_L2")
    max_discharge_reactive_power_l3: float | None = field(default=None, name="maxDischargeReactivePower_L3")
    max_nominal_voltage: float | None = None
    min_charge_reactive_power: float | None = None
    min_charge_reactive_power_l2: float | None = field(default=None, name="minChargeReactivePower_L2")
    min_charge_reactive_power_l3: float | None = field(default=None, name="minChargeReactivePower_L3")
    min_discharge_reactive_power: float | None = None
    min_discharge_reactive_power_l2: float | None = field(default=None, name="minDischargeReactivePower_L2")
    min_discharge_reactive_power_l3: float | None = field(default=None, name="minDischargeReactivePower_L3")
    min_nominal_voltage: float | None = None
    nominal_voltage: float | None = None
    nominal_voltage_offset: float | None = None


class DERCurveGetType(Message, frozen=True, kw_only=True):
    curve: DERCurveType
    curve_type: DERControlEnumType
    id: Text36
    is_default: bool
    is_superseded: bool
    custom_data: CustomDataType | None = None


class DERCurvePointsType(Message, frozen=True, kw_only=True):
    x: float
    y: float
    custom_data: CustomDataType | None = None


class DERCurveType(Message, frozen=True, kw_only=True):
    curve_data: Annotated[tuple[DERCurvePointsType, ...], Meta(min_length=1, max_length=10)]
    priority: Natural
    y_unit: DERUnitEnumType
    custom_data: CustomDataType | None = None
    duration: float | None = None
    hysteresis: HysteresisType | None = None
    reactive_power_params: ReactivePowerParamsType | None = None
    response_time: float | None = None
    start_time: Instant | None = None
    voltage_params: VoltageParamsType | None = None


class EVAbsolutePriceScheduleEntryType(Message, frozen=True, kw_only=True):
    duration: Int32
    ev_price_rule: Annotated[tuple[EVPriceRuleType, ...], Meta(min_length=1, max_length=8)]
    custom_data: CustomDataType | None = None


class EVAbsolutePriceScheduleType(Message, frozen=True, kw_only=True):
    currency: Text3
    ev_absolute_price_schedule_entries: Annotated[
        tuple[EVAbsolutePriceScheduleEntryType, ...], Meta(min_length=1, max_length=1024)
    ]
    price_algorithm: Text2000
    time_anchor: Instant
    custom_data: CustomDataType | None = None


class EVEnergyOfferType(Message, frozen=True, kw_only=True):
    ev_power_schedule: EVPowerScheduleType
    custom_data: CustomDataType | None = None
    ev_absolute_price_schedule: EVAbsolutePriceScheduleType | None = None


class EVPowerScheduleEntryType(Message, frozen=True, kw_only=True):
    duration: Int32
    power: float
    custom_data: CustomDataType | None = None


class EVPowerScheduleType(Message, frozen=True, kw_only=True):
    ev_power_schedule_entries: Annotated[tuple[EVPowerScheduleEntryType, ...], Meta(min_length=1, max_length=1024)]
    time_anchor: Instant
    custom_data: CustomDataType | None = None


class EVPriceRuleType(Message, frozen=True, kw_only=True):
    energy_fee: float
    power_range_start: float
    custom_data: CustomDataType | None = None


class EVSEType(Message, frozen=True, kw_only=True):
    id: Natural
    connector_id: Natural | None = None
    custom_data: CustomDataType | None = None


class EnterServiceGetType(Message, frozen=True, kw_only=True):
    enter_service: EnterServiceType
    id: Text36
    custom_data: CustomDataType | None = None


class EnterServiceType(Message, frozen=True, kw_only=True):
    high_freq: float
    high_voltage: float
    low_freq: float
    low_voltage: float
    priority: Natural
    custom_data: CustomDataType | None = None
    delay: float | None = None
    ramp_rate: float | None = None
    random_delay: float | None = None


class EventDataType(Message, frozen=True, kw_only=True):
    actual_value: Text2500
    component: ComponentType
    event_id: Natural
    event_notification_type: EventNotificationEnumType
    timestamp: Instant
    trigger: EventTriggerEnumType
    variable: VariableType
    cause: Natural | None = None
    cleared: bool | None = None
    custom_data: CustomDataType | None = None
    severity: Natural | None = None
    tech_code: Text50 | None = None
    tech_info: Text500 | None = None
    transaction_id: Text36 | None = None
    variable_monitoring_id: Natural | None = None


class FirmwareType(Message, frozen=True, kw_only=True):
    location: Text2000
    retrieve_date_time: Instant
    custom_data: CustomDataType | None = None
    install_date_time: Instant | None = None
    signature: Text800 | None = None
    signing_certificate: Text5500 | None = None


class FixedPFGetType(Message, frozen=True, kw_only=True):
    fixed_pf: FixedPFType = field(name="fixedPF")
    id: Text36
    is_default: bool
    is_superseded: bool
    custom_data: CustomDataType | None = None


class FixedPFType(Message, frozen=True, kw_only=True):
    displacement: float
    excitation: bool
    priority: Natural
    custom_data: CustomDataType | None = None
    duration: float | None = None
    start_time: Instant | None = None


class FixedVarGetType(Message, frozen=True, kw_only=True):
    fixed_var: FixedVarType
    id: Text36
    is_default: bool
    is_superseded: bool
    custom_data: CustomDataType | None = None


class FixedVarType(Message, frozen=True, kw_only=True):
    priority: Natural
    setpoint: float
    unit: DERUnitEnumType
    custom_data: CustomDataType | None = None
    duration: float | None = None
    start_time: Instant | None = None


class FreqDroopGetType(Message, frozen=True, kw_only=True):
    freq_droop: FreqDroopType
    id: Text36
    is_default: bool
    is_superseded: bool
    custom_data: CustomDataType | None = None


class FreqDroopType(Message, frozen=True, kw_only=True):
    over_droop: float
    over_freq: float
    priority: Natural
    response_time: float
    under_droop: float
    under_freq: float
    custom_data: CustomDataType | None = None
    duration: float | None = None
    start_time: Instant | None = None


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


class GradientGetType(Message, frozen=True, kw_only=True):
    gradient: GradientType
    id: Text36
    custom_data: CustomDataType | None = None


class GradientType(Message, frozen=True, kw_only=True):
    gradient: float
    priority: Natural
    soft_gradient: float
    custom_data: CustomDataType | None = None


class HysteresisType(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None
    hysteresis_delay: float | None = None
    hysteresis_gradient: float | None = None
    hysteresis_high: float | None = None
    hysteresis_low: float | None = None


class IdTokenInfoType(Message, frozen=True, kw_only=True):
    status: AuthorizationStatusEnumType
    cache_expiry_date_time: Instant | None = None
    charging_priority: Int32 | None = None
    custom_data: CustomDataType | None = None
    evse_id: Annotated[tuple[Natural, ...], Meta(min_length=1)] | None = None
    group_id_token: IdTokenType | None = None
    language1: Text8 | None = None
    language2: Text8 | None = None
    personal_message: MessageContentType | None = None


class IdTokenType(Message, frozen=True, kw_only=True):
    id_token: Text255
    type: Text20
    additional_info: Annotated[tuple[AdditionalInfoType, ...], Meta(min_length=1)] | None = None
    custom_data: CustomDataType | None = None


class LimitAtSoCType(Message, frozen=True, kw_only=True):
    limit: float
    soc: Annotated[int, Meta(ge=0, le=100)]
    custom_data: CustomDataType | None = None


class LimitMaxDischargeGetType(Message, frozen=True, kw_only=True):
    id: Text36
    is_default: bool
    is_superseded: bool
    limit_max_discharge: LimitMaxDischargeType
    custom_data: CustomDataType | None = None


class LimitMaxDischargeType(Message, frozen=True, kw_only=True):
    priority: Natural
    custom_data: CustomDataType | None = None
    duration: float | None = None
    pct_max_discharge_power: float | None = None
    power_monitoring_must_trip: DERCurveType | None = None
    start_time: Instant | None = None


class LogParametersType(Message, frozen=True, kw_only=True):
    remote_location: Text2000
    custom_data: CustomDataType | None = None
    latest_timestamp: Instant | None = None
    oldest_timestamp: Instant | None = None


class MessageContentType(Message, frozen=True, kw_only=True):
    content: Text1024
    format: MessageFormatEnumType
    custom_data: CustomDataType | None = None
    language: Text8 | None = None


class MessageInfoType(Message, frozen=True, kw_only=True):
    id: Natural
    message: MessageContentType
    priority: MessagePriorityEnumType
    custom_data: CustomDataType | None = None
    display: ComponentType | None = None
    end_date_time: Instant | None = None
    message_extra: Annotated[tuple[MessageContentType, ...], Meta(min_length=1, max_length=4)] | None = None
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
    ocpp_csms_url: Text2000
    ocpp_interface: OCPPInterfaceEnumType
    ocpp_transport: OCPPTransportEnumType
    security_profile: Natural
    apn: APNType | None = None
    basic_auth_password: Text64 | None = None
    custom_data: CustomDataType | None = None
    identity: Text48 | None = None
    ocpp_version: OCPPVersionEnumType | None = None
    vpn: VPNType | None = None


class OCSPRequestDataType(Message, frozen=True, kw_only=True):
    hash_algorithm: HashAlgorithmEnumType
    issuer_key_hash: Text128
    issuer_name_hash: Text128
    responder_url: Text2000 = field(name="responderURL")
    serial_number: Text40
    custom_data: CustomDataType | None = None


class OverstayRuleListType(Message, frozen=True, kw_only=True):
    overstay_rule: Annotated[tuple[OverstayRuleType, ...], Meta(min_length=1, max_length=5)]
    custom_data: CustomDataType | None = None
    overstay_power_threshold: RationalNumberType | None = None
    overstay_time_threshold: Int32 | None = None


class OverstayRuleType(Message, frozen=True, kw_only=True):
    overstay_fee: RationalNumberType
    overstay_fee_period: Int32
    start_time: Int32
    custom_data: CustomDataType | None = None
    overstay_rule_description: Text32 | None = None


class PeriodicEventStreamParamsType(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None
    interval: Natural | None = None
    values: Natural | None = None


class PriceLevelScheduleEntryType(Message, frozen=True, kw_only=True):
    duration: Int32
    price_level: Natural
    custom_data: CustomDataType | None = None


class PriceLevelScheduleType(Message, frozen=True, kw_only=True):
    number_of_price_levels: Natural
    price_level_schedule_entries: Annotated[tuple[PriceLevelScheduleEntryType, ...], Meta(min_length=1, max_length=100)]
    price_schedule_id: Natural
    time_anchor: Instant
    custom_data: CustomDataType | None = None
    price_schedule_description: Text32 | None = None


class PriceRuleStackType(Message, frozen=True, kw_only=True):
    duration: Int32
    price_rule: Annotated[tuple[PriceRuleType, ...], Meta(min_length=1, max_length=8)]
    custom_data: CustomDataType | None = None


class PriceRuleType(Message, frozen=True, kw_only=True):
    energy_fee: RationalNumberType
    power_range_start: RationalNumberType
    carbon_dioxide_emission: Natural | None = None
    custom_data: CustomDataType | None = None
    parking_fee: RationalNumberType | None = None
    parking_fee_period: Int32 | None = None
    renewable_generation_percentage: Annotated[int, Meta(ge=0, le=100)] | None = None


class PriceType(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None
    excl_tax: float | None = None
    incl_tax: float | None = None
    tax_rates: Annotated[tuple[TaxRateType, ...], Meta(min_length=1, max_length=5)] | None = None


class RationalNumberType(Message, frozen=True, kw_only=True):
    exponent: Int32
    value: Int32
    custom_data: CustomDataType | None = None


class ReactivePowerParamsType(Message, frozen=True, kw_only=True):
    autonomous_v_ref_enable: bool | None = None
    autonomous_v_ref_time_constant: float | None = None
    custom_data: CustomDataType | None = None
    v_ref: float | None = None


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
    id: Natural
    sales_tariff_entry: Annotated[tuple[SalesTariffEntryType, ...], Meta(min_length=1, max_length=1024)]
    custom_data: CustomDataType | None = None
    num_e_price_levels: Natural | None = None
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
    severity: Natural
    type: MonitorEnumType
    value: float
    variable: VariableType
    custom_data: CustomDataType | None = None
    id: Natural | None = None
    periodic_event_stream: PeriodicEventStreamParamsType | None = None
    transaction: bool | None = None


class SetMonitoringResultType(Message, frozen=True, kw_only=True):
    component: ComponentType
    severity: Natural
    status: SetMonitoringStatusEnumType
    type: MonitorEnumType
    variable: VariableType
    custom_data: CustomDataType | None = None
    id: Natural | None = None
    status_info: StatusInfoType | None = None


class SetVariableDataType(Message, frozen=True, kw_only=True):
    attribute_value: Text2500
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
    signed_meter_data: Text32768
    custom_data: CustomDataType | None = None
    public_key: Text2500 | None = None
    signing_method: Text50 | None = None


class StatusInfoType(Message, frozen=True, kw_only=True):
    reason_code: Text20
    additional_info: Text1024 | None = None
    custom_data: CustomDataType | None = None


class StreamDataElementType(Message, frozen=True, kw_only=True):
    t: float
    v: Text2500
    custom_data: CustomDataType | None = None


class TariffAssignmentType(Message, frozen=True, kw_only=True):
    tariff_id: Text60
    tariff_kind: TariffKindEnumType
    custom_data: CustomDataType | None = None
    evse_ids: Annotated[tuple[Natural, ...], Meta(min_length=1)] | None = None
    id_tokens: Annotated[tuple[Text255, ...], Meta(min_length=1)] | None = None
    valid_from: Instant | None = None


class TariffConditionsFixedType(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None
    day_of_week: Annotated[tuple[DayOfWeekEnumType, ...], Meta(min_length=1, max_length=7)] | None = None
    end_time_of_day: str | None = None
    evse_kind: EvseKindEnumType | None = None
    payment_brand: Text20 | None = None
    payment_recognition: Text20 | None = None
    start_time_of_day: str | None = None
    valid_from_date: str | None = None
    valid_to_date: str | None = None


class TariffConditionsType(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None
    day_of_week: Annotated[tuple[DayOfWeekEnumType, ...], Meta(min_length=1, max_length=7)] | None = None
    end_time_of_day: str | None = None
    evse_kind: EvseKindEnumType | None = None
    max_charging_time: Int32 | None = None
    max_current: float | None = None
    max_energy: float | None = None
    max_idle_time: Int32 | None = None
    max_power: float | None = None
    max_time: Int32 | None = None
    min_charging_time: Int32 | None = None
    min_current: float | None = None
    min_energy: float | None = None
    min_idle_time: Int32 | None = None
    min_power: float | None = None
    min_time: Int32 | None = None
    start_time_of_day: str | None = None
    valid_from_date: str | None = None
    valid_to_date: str | None = None


class TariffEnergyPriceType(Message, frozen=True, kw_only=True):
    price_kwh: float
    conditions: TariffConditionsType | None = None
    custom_data: CustomDataType | None = None


class TariffEnergyType(Message, frozen=True, kw_only=True):
    prices: Annotated[tuple[TariffEnergyPriceType, ...], Meta(min_length=1)]
    custom_data: CustomDataType | None = None
    tax_rates: Annotated[tuple[TaxRateType, ...], Meta(min_length=1, max_length=5)] | None = None


class TariffFixedPriceType(Message, frozen=True, kw_only=True):
    price_fixed: float
    conditions: TariffConditionsFixedType | None = None
    custom_data: CustomDataType | None = None


class TariffFixedType(Message, frozen=True, kw_only=True):
    prices: Annotated[tuple[TariffFixedPriceType, ...], Meta(min_length=1)]
    custom_data: CustomDataType | None = None
    tax_rates: Annotated[tuple[TaxRateType, ...], Meta(min_length=1, max_length=5)] | None = None


class TariffTimePriceType(Message, frozen=True, kw_only=True):
    price_minute: float
    conditions: TariffConditionsType | None = None
    custom_data: CustomDataType | None = None


class TariffTimeType(Message, frozen=True, kw_only=True):
    prices: Annotated[tuple[TariffTimePriceType, ...], Meta(min_length=1)]
    custom_data: CustomDataType | None = None
    tax_rates: Annotated[tuple[TaxRateType, ...], Meta(min_length=1, max_length=5)] | None = None


class TariffType(Message, frozen=True, kw_only=True):
    currency: Text3
    tariff_id: Text60
    charging_time: TariffTimeType | None = None
    custom_data: CustomDataType | None = None
    description: Annotated[tuple[MessageContentType, ...], Meta(min_length=1, max_length=10)] | None = None
    energy: TariffEnergyType | None = None
    fixed_fee: TariffFixedType | None = None
    idle_time: TariffTimeType | None = None
    max_cost: PriceType | None = None
    min_cost: PriceType | None = None
    reservation_fixed: TariffFixedType | None = None
    reservation_time: TariffTimeType | None = None
    valid_from: Instant | None = None


class TaxRateType(Message, frozen=True, kw_only=True):
    tax: float
    type: Text20
    custom_data: CustomDataType | None = None
    stack: Natural | None = None


class TaxRuleType(Message, frozen=True, kw_only=True):
    applies_to_energy_fee: bool
    applies_to_minimum_maximum_cost: bool
    applies_to_overstay_fee: bool
    applies_to_parking_fee: bool
    tax_rate: RationalNumberType
    tax_rule_id: Natural = field(name="taxRuleID")
    custom_data: CustomDataType | None = None
    tax_included_in_price: bool | None = None
    tax_rule_name: Text100 | None = None


class TotalCostType(Message, frozen=True, kw_only=True):
    currency: Text3
    total: TotalPriceType
    type_of_cost: TariffCostEnumType
    charging_time: PriceType | None = None
    custom_data: CustomDataType | None = None
    energy: PriceType | None = None
    fixed: PriceType | None = None
    idle_time: PriceType | None = None
    reservation_fixed: PriceType | None = None
    reservation_time: PriceType | None = None


class TotalPriceType(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None
    excl_tax: float | None = None
    incl_tax: float | None = None


class TotalUsageType(Message, frozen=True, kw_only=True):
    charging_time: Int32
    energy: float
    idle_time: Int32
    custom_data: CustomDataType | None = None
    reservation_time: Int32 | None = None


class TransactionLimitType(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None
    max_cost: float | None = None
    max_energy: float | None = None
    max_soc: Annotated[int, Meta(ge=0, le=100)] | None = field(default=None, name="maxSoC")
    max_time: Int32 | None = None


class TransactionType(Message, frozen=True, kw_only=True):
    transaction_id: Text36
    charging_state: ChargingStateEnumType | None = None
    custom_data: CustomDataType | None = None
    operation_mode: OperationModeEnumType | None = None
    remote_start_id: Int32 | None = None
    stopped_reason: ReasonEnumType | None = None
    tariff_id: Text60 | None = None
    time_spent_charging: Int32 | None = None
    transaction_limit: TransactionLimitType | None = None


class UnitOfMeasureType(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None
    multiplier: Int32 | None = None
    unit: Text20 | None = None


class V2XChargingParametersType(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None
    ev_max_energy_request: float | None = None
    ev_max_v2x_energy_request: float | None = None
    ev_min_energy_request: float | None = None
    ev_min_v2x_energy_request: float | None = None
    ev_target_energy_request: float | None = None
    max_charge_current: float | None = None
    max_charge_power: float | None = None
    max_charge_power_l2: float | None = field(default=None, name="maxChargePower_L2")
    max_charge_power_l3: float | None = field(default=None, name="maxChargePower_L3")
    max_discharge_current: float | None = None
    max_discharge_power: float | None = None
    max_discharge_power_l2: float | None = field(default=None, name="maxDischargePower_L2")
    max_discharge_power_l3: float | None = field(default=None, name="maxDischargePower_L3")
    max_voltage: float | None = None
    min_charge_current: float | None = None
    min_charge_power: float | None = None
    min_charge_power_l2: float | None = field(default=None, name="minChargePower_L2")
    min_charge_power_l3: float | None = field(default=None, name="minChargePower_L3")
    min_discharge_current: float | None = None
    min_discharge_power: float | None = None
    min_discharge_power_l2: float | None = field(default=None, name="minDischargePower_L2")
    min_discharge_power_l3: float | None = field(default=None, name="minDischargePower_L3")
    min_voltage: float | None = None
    target_soc: Annotated[int, Meta(ge=0, le=100)] | None = field(default=None, name="targetSoC")


class V2XFreqWattPointType(Message, frozen=True, kw_only=True):
    frequency: float
    power: float
    custom_data: CustomDataType | None = None


class V2XSignalWattPointType(Message, frozen=True, kw_only=True):
    power: float
    signal: Int32
    custom_data: CustomDataType | None = None


class VPNType(Message, frozen=True, kw_only=True):
    key: Text255
    password: Text64
    server: Text2000
    type: VPNEnumType
    user: Text50
    custom_data: CustomDataType | None = None
    group: Text50 | None = None


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
    max_elements: Annotated[int, Meta(ge=1, le=2147483647)] | None = None
    max_limit: float | None = None
    min_limit: float | None = None
    unit: Text16 | None = None
    values_list: Text1000 | None = None


class VariableMonitoringType(Message, frozen=True, kw_only=True):
    event_notification_type: EventNotificationEnumType
    id: Natural
    severity: Natural
    transaction: bool
    type: MonitorEnumType
    value: float
    custom_data: CustomDataType | None = None


class VariableType(Message, frozen=True, kw_only=True):
    name: Text50
    custom_data: CustomDataType | None = None
    instance: Text50 | None = None


class VoltageParamsType(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None
    hv10_min_mean_trip_delay: float | None = None
    hv10_min_mean_value: float | None = None
    power_during_cessation: PowerDuringCessationEnumType | None = None


class AFRRSignal(Message, frozen=True, kw_only=True):
    signal: Int32
    timestamp: Instant
    custom_data: CustomDataType | None = None


class AFRRSignalResponse(Message, frozen=True, kw_only=True):
    status: GenericStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class AdjustPeriodicEventStream(Message, frozen=True, kw_only=True):
    id: Natural
    params: PeriodicEventStreamParamsType
    custom_data: CustomDataType | None = None


class AdjustPeriodicEventStreamResponse(Message, frozen=True, kw_only=True):
    status: GenericStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class Authorize(Message, frozen=True, kw_only=True):
    id_token: IdTokenType
    certificate: Text10000 | None = None
    custom_data: CustomDataType | None = None
    iso15118_certificate_hash_data: (
        Annotated[tuple[OCSPRequestDataType, ...], Meta(min_length=1, max_length=4)] | None
    ) = None


class AuthorizeResponse(Message, frozen=True, kw_only=True):
    id_token_info: IdTokenInfoType
    allowed_energy_transfer: Annotated[tuple[EnergyTransferModeEnumType, ...], Meta(min_length=1)] | None = None
    certificate_status: AuthorizeCertificateStatusEnumType | None = None
    custom_data: CustomDataType | None = None
    tariff: TariffType | None = None


class BatterySwap(Message, frozen=True, kw_only=True):
    battery_data: Annotated[tuple[BatteryDataType, ...], Meta(min_length=1)]
    event_type: BatterySwapEventEnumType
    id_token: IdTokenType
    request_id: Int32
    custom_data: CustomDataType | None = None


class BatterySwapResponse(Message, frozen=True, kw_only=True):
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
    reservation_id: Natural
    custom_data: CustomDataType | None = None


class CancelReservationResponse(Message, frozen=True, kw_only=True):
    status: CancelReservationStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class CertificateSigned(Message, frozen=True, kw_only=True):
    certificate_chain: Text10000
    certificate_type: CertificateSigningUseEnumType | None = None
    custom_data: CustomDataType | None = None
    request_id: Int32 | None = None


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


class ChangeTransactionTariff(Message, frozen=True, kw_only=True):
    tariff: TariffType
    transaction_id: Text36
    custom_data: CustomDataType | None = None


class ChangeTransactionTariffResponse(Message, frozen=True, kw_only=True):
    status: TariffChangeStatusEnumType
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


class ClearDERControl(Message, frozen=True, kw_only=True):
    is_default: bool
    control_id: Text36 | None = None
    control_type: DERControlEnumType | None = None
    custom_data: CustomDataType | None = None


class ClearDERControlResponse(Message, frozen=True, kw_only=True):
    status: DERControlStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class ClearDisplayMessage(Message, frozen=True, kw_only=True):
    id: Natural
    custom_data: CustomDataType | None = None


class ClearDisplayMessageResponse(Message, frozen=True, kw_only=True):
    status: ClearMessageStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class ClearTariffs(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None
    evse_id: Natural | None = None
    tariff_ids: Annotated[tuple[Text60, ...], Meta(min_length=1)] | None = None


class ClearTariffsResponse(Message, frozen=True, kw_only=True):
    clear_tariffs_result: Annotated[tuple[ClearTariffsResultType, ...], Meta(min_length=1)]
    custom_data: CustomDataType | None = None


class ClearVariableMonitoring(Message, frozen=True, kw_only=True):
    id: Annotated[tuple[Natural, ...], Meta(min_length=1)]
    custom_data: CustomDataType | None = None


class ClearVariableMonitoringResponse(Message, frozen=True, kw_only=True):
    clear_monitoring_result: Annotated[tuple[ClearMonitoringResultType, ...], Meta(min_length=1)]
    custom_data: CustomDataType | None = None


class ClearedChargingLimit(Message, frozen=True, kw_only=True):
    charging_limit_source: Text20
    custom_data: CustomDataType | None = None
    evse_id: Natural | None = None


class ClearedChargingLimitResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class ClosePeriodicEventStream(Message, frozen=True, kw_only=True):
    id: Natural
    custom_data: CustomDataType | None = None


class ClosePeriodicEventStreamResponse(Message, frozen=True, kw_only=True):
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
    request_id: Natural
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
    status_info: StatusInfoType | None = None


class FirmwareStatusNotificationResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class Get15118EVCertificate(Message, frozen=True, kw_only=True):
    action: CertificateActionEnumType
    exi_request: Text11000
    iso15118_schema_version: Text50
    custom_data: CustomDataType | None = None
    maximum_contract_certificate_chains: Natural | None = None
    prioritized_emaids: Annotated[tuple[Text255, ...], Meta(min_length=1, max_length=8)] | None = field(
        default=None, name="prioritizedEMAIDs"
    )


class Get15118EVCertificateResponse(Message, frozen=True, kw_only=True):
    exi_response: Text17000
    status: Iso15118EVCertificateStatusEnumType
    custom_data: CustomDataType | None = None
    remaining_contracts: Natural | None = None
    status_info: StatusInfoType | None = None


class GetBaseReport(Message, frozen=True, kw_only=True):
    report_base: ReportBaseEnumType
    request_id: Int32
    custom_data: CustomDataType | None = None


class GetBaseReportResponse(Message, frozen=True, kw_only=True):
    status: GenericDeviceModelStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class GetCertificateChainStatus(Message, frozen=True, kw_only=True):
    certificate_status_requests: Annotated[
        tuple[CertificateStatusRequestInfoType, ...], Meta(min_length=1, max_length=4)
    ]
    custom_data: CustomDataType | None = None


class GetCertificateChainStatusResponse(Message, frozen=True, kw_only=True):
    certificate_status: Annotated[tuple[CertificateStatusType, ...], Meta(min_length=1, max_length=4)]
    custom_data: CustomDataType | None = None


class GetCertificateStatus(Message, frozen=True, kw_only=True):
    ocsp_request_data: OCSPRequestDataType
    custom_data: CustomDataType | None = None


class GetCertificateStatusResponse(Message, frozen=True, kw_only=True):
    status: GetCertificateStatusEnumType
    custom_data: CustomDataType | None = None
    ocsp_result: Text18000 | None = None
    status_info: StatusInfoType | None = None


class GetChargingProfiles(Message, frozen=True, kw_only=True):
    charging_profile: ChargingProfileCriterionType
    request_id: Int32
    custom_data: CustomDataType | None = None
    evse_id: Natural | None = None


class GetChargingProfilesResponse(Message, frozen=True, kw_only=True):
    status: GetChargingProfileStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class GetCompositeSchedule(Message, frozen=True, kw_only=True):
    duration: Int32
    evse_id: Natural
    charging_rate_unit: ChargingRateUnitEnumType | None = None
    custom_data: CustomDataType | None = None


class GetCompositeScheduleResponse(Message, frozen=True, kw_only=True):
    status: GenericStatusEnumType
    custom_data: CustomDataType | None = None
    schedule: CompositeScheduleType | None = None
    status_info: StatusInfoType | None = None


class GetDERControl(Message, frozen=True, kw_only=True):
    request_id: Int32
    control_id: Text36 | None = None
    control_type: DERControlEnumType | None = None
    custom_data: CustomDataType | None = None
    is_default: bool | None = None


class GetDERControlResponse(Message, frozen=True, kw_only=True):
    status: DERControlStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class GetDisplayMessages(Message, frozen=True, kw_only=True):
    request_id: Int32
    custom_data: CustomDataType | None = None
    id: Annotated[tuple[Natural, ...], Meta(min_length=1)] | None = None
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
    retries: Natural | None = None
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


class GetPeriodicEventStream(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class GetPeriodicEventStreamResponse(Message, frozen=True, kw_only=True):
    constant_stream_data: Annotated[tuple[ConstantStreamDataType, ...], Meta(min_length=1)] | None = None
    custom_data: CustomDataType | None = None


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


class GetTariffs(Message, frozen=True, kw_only=True):
    evse_id: Natural
    custom_data: CustomDataType | None = None


class GetTariffsResponse(Message, frozen=True, kw_only=True):
    status: TariffGetStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None
    tariff_assignments: Annotated[tuple[TariffAssignmentType, ...], Meta(min_length=1)] | None = None


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
    certificate: Text10000
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
    status_info: StatusInfoType | None = None


class LogStatusNotificationResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class MeterValues(Message, frozen=True, kw_only=True):
    evse_id: Natural
    meter_value: Annotated[tuple[MeterValueType, ...], Meta(min_length=1)]
    custom_data: CustomDataType | None = None


class MeterValuesResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class NotifyAllowedEnergyTransfer(Message, frozen=True, kw_only=True):
    allowed_energy_transfer: Annotated[tuple[EnergyTransferModeEnumType, ...], Meta(min_length=1)]
    transaction_id: Text36
    custom_data: CustomDataType | None = None


class NotifyAllowedEnergyTransferResponse(Message, frozen=True, kw_only=True):
    status: NotifyAllowedEnergyTransferStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class NotifyChargingLimit(Message, frozen=True, kw_only=True):
    charging_limit: ChargingLimitType
    charging_schedule: Annotated[tuple[ChargingScheduleType, ...], Meta(min_length=1)] | None = None
    custom_data: CustomDataType | None = None
    evse_id: Natural | None = None


class NotifyChargingLimitResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class NotifyCustomerInformation(Message, frozen=True, kw_only=True):
    data: Text512
    generated_at: Instant
    request_id: Natural
    seq_no: Natural
    custom_data: CustomDataType | None = None
    tbc: bool | None = None


class NotifyCustomerInformationResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class NotifyDERAlarm(Message, frozen=True, kw_only=True):
    control_type: DERControlEnumType
    timestamp: Instant
    alarm_ended: bool | None = None
    custom_data: CustomDataType | None = None
    extra_info: Text200 | None = None
    grid_event_fault: GridEventFaultEnumType | None = None


class NotifyDERAlarmResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class NotifyDERStartStop(Message, frozen=True, kw_only=True):
    control_id: Text36
    started: bool
    timestamp: Instant
    custom_data: CustomDataType | None = None
    superseded_ids: Annotated[tuple[Text36, ...], Meta(min_length=1, max_length=24)] | None = None


class NotifyDERStartStopResponse(Message, frozen=True, kw_only=True):
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
    evse_id: Annotated[int, Meta(ge=1, le=2147483647)]
    custom_data: CustomDataType | None = None
    max_schedule_tuples: Natural | None = None
    timestamp: Instant | None = None


class NotifyEVChargingNeedsResponse(Message, frozen=True, kw_only=True):
    status: NotifyEVChargingNeedsStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class NotifyEVChargingSchedule(Message, frozen=True, kw_only=True):
    charging_schedule: ChargingScheduleType
    evse_id: Annotated[int, Meta(ge=1, le=2147483647)]
    time_base: Instant
    custom_data: CustomDataType | None = None
    power_tolerance_acceptance: bool | None = None
    selected_charging_schedule_id: Natural | None = None


class NotifyEVChargingScheduleResponse(Message, frozen=True, kw_only=True):
    status: GenericStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class NotifyEvent(Message, frozen=True, kw_only=True):
    event_data: Annotated[tuple[EventDataType, ...], Meta(min_length=1)]
    generated_at: Instant
    seq_no: Natural
    custom_data: CustomDataType | None = None
    tbc: bool | None = None


class NotifyEventResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class NotifyMonitoringReport(Message, frozen=True, kw_only=True):
    generated_at: Instant
    request_id: Int32
    seq_no: Natural
    custom_data: CustomDataType | None = None
    monitor: Annotated[tuple[MonitoringDataType, ...], Meta(min_length=1)] | None = None
    tbc: bool | None = None


class NotifyMonitoringReportResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class NotifyPeriodicEventStream(Message, frozen=True, kw_only=True):
    basetime: Instant
    data: Annotated[tuple[StreamDataElementType, ...], Meta(min_length=1)]
    id: Natural
    pending: Natural
    custom_data: CustomDataType | None = None


class NotifyPriorityCharging(Message, frozen=True, kw_only=True):
    activated: bool
    transaction_id: Text36
    custom_data: CustomDataType | None = None


class NotifyPriorityChargingResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class NotifyReport(Message, frozen=True, kw_only=True):
    generated_at: Instant
    request_id: Int32
    seq_no: Natural
    custom_data: CustomDataType | None = None
    report_data: Annotated[tuple[ReportDataType, ...], Meta(min_length=1)] | None = None
    tbc: bool | None = None


class NotifyReportResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class NotifySettlement(Message, frozen=True, kw_only=True):
    psp_ref: Text255
    settlement_amount: float
    settlement_time: Instant
    status: PaymentStatusEnumType
    custom_data: CustomDataType | None = None
    receipt_id: Text50 | None = None
    receipt_url: Text2000 | None = None
    status_info: Text500 | None = None
    transaction_id: Text36 | None = None
    vat_company: AddressType | None = None
    vat_number: Text20 | None = None


class NotifySettlementResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None
    receipt_id: Text50 | None = None
    receipt_url: Text2000 | None = None


class NotifyWebPaymentStarted(Message, frozen=True, kw_only=True):
    evse_id: Natural
    timeout: Int32
    custom_data: CustomDataType | None = None


class NotifyWebPaymentStartedResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class OpenPeriodicEventStream(Message, frozen=True, kw_only=True):
    constant_stream_data: ConstantStreamDataType
    custom_data: CustomDataType | None = None


class OpenPeriodicEventStreamResponse(Message, frozen=True, kw_only=True):
    status: GenericStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class PublishFirmware(Message, frozen=True, kw_only=True):
    checksum: Text32
    location: Text2000
    request_id: Natural
    custom_data: CustomDataType | None = None
    retries: Natural | None = None
    retry_interval: Natural | None = None


class PublishFirmwareResponse(Message, frozen=True, kw_only=True):
    status: GenericStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class PublishFirmwareStatusNotification(Message, frozen=True, kw_only=True):
    status: PublishFirmwareStatusEnumType
    custom_data: CustomDataType | None = None
    location: Annotated[tuple[Text2000, ...], Meta(min_length=1)] | None = None
    request_id: Natural | None = None
    status_info: StatusInfoType | None = None


class PublishFirmwareStatusNotificationResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class PullDynamicScheduleUpdate(Message, frozen=True, kw_only=True):
    charging_profile_id: Int32
    custom_data: CustomDataType | None = None


class PullDynamicScheduleUpdateResponse(Message, frozen=True, kw_only=True):
    status: ChargingProfileStatusEnumType
    custom_data: CustomDataType | None = None
    schedule_update: ChargingScheduleUpdateType | None = None
    status_info: StatusInfoType | None = None


class ReportChargingProfiles(Message, frozen=True, kw_only=True):
    charging_limit_source: Text20
    charging_profile: Annotated[tuple[ChargingProfileType, ...], Meta(min_length=1)]
    evse_id: Natural
    request_id: Int32
    custom_data: CustomDataType | None = None
    tbc: bool | None = None


class ReportChargingProfilesResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class ReportDERControl(Message, frozen=True, kw_only=True):
    request_id: Int32
    curve: Annotated[tuple[DERCurveGetType, ...], Meta(min_length=1, max_length=24)] | None = None
    custom_data: CustomDataType | None = None
    enter_service: Annotated[tuple[EnterServiceGetType, ...], Meta(min_length=1, max_length=24)] | None = None
    fixed_pf_absorb: Annotated[tuple[FixedPFGetType, ...], Meta(min_length=1, max_length=24)] | None = field(
        default=None, name="fixedPFAbsorb"
    )
    fixed_pf_inject: Annotated[tuple[FixedPFGetType, ...], Meta(min_length=1, max_length=24)] | None = field(
        default=None, name="fixedPFInject"
    )
    fixed_var: Annotated[tuple[FixedVarGetType, ...], Meta(min_length=1, max_length=24)] | None = None
    freq_droop: Annotated[tuple[FreqDroopGetType, ...], Meta(min_length=1, max_length=24)] | None = None
    gradient: Annotated[tuple[GradientGetType, ...], Meta(min_length=1, max_length=24)] | None = None
    limit_max_discharge: Annotated[tuple[LimitMaxDischargeGetType, ...], Meta(min_length=1, max_length=24)] | None = (
        None
    )
    tbc: bool | None = None


class ReportDERControlResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class RequestBatterySwap(Message, frozen=True, kw_only=True):
    id_token: IdTokenType
    request_id: Int32
    custom_data: CustomDataType | None = None


class RequestBatterySwapResponse(Message, frozen=True, kw_only=True):
    status: GenericStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class RequestStartTransaction(Message, frozen=True, kw_only=True):
    id_token: IdTokenType
    remote_start_id: Int32
    charging_profile: ChargingProfileType | None = None
    custom_data: CustomDataType | None = None
    evse_id: Annotated[int, Meta(ge=1, le=2147483647)] | None = None
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
    reservation_id: Natural
    reservation_update_status: ReservationUpdateStatusEnumType
    custom_data: CustomDataType | None = None


class ReservationStatusUpdateResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class ReserveNow(Message, frozen=True, kw_only=True):
    expiry_date_time: Instant
    id: Natural
    id_token: IdTokenType
    connector_type: Text20 | None = None
    custom_data: CustomDataType | None = None
    evse_id: Natural | None = None
    group_id_token: IdTokenType | None = None


class ReserveNowResponse(Message, frozen=True, kw_only=True):
    status: ReserveNowStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class Reset(Message, frozen=True, kw_only=True):
    type: ResetEnumType
    custom_data: CustomDataType | None = None
    evse_id: Natural | None = None


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
    evse_id: Natural
    custom_data: CustomDataType | None = None


class SetChargingProfileResponse(Message, frozen=True, kw_only=True):
    status: ChargingProfileStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class SetDERControl(Message, frozen=True, kw_only=True):
    control_id: Text36
    control_type: DERControlEnumType
    is_default: bool
    curve: DERCurveType | None = None
    custom_data: CustomDataType | None = None
    enter_service: EnterServiceType | None = None
    fixed_pf_absorb: FixedPFType | None = field(default=None, name="fixedPFAbsorb")
    fixed_pf_inject: FixedPFType | None = field(default=None, name="fixedPFInject")
    fixed_var: FixedVarType | None = None
    freq_droop: FreqDroopType | None = None
    gradient: GradientType | None = None
    limit_max_discharge: LimitMaxDischargeType | None = None


class SetDERControlResponse(Message, frozen=True, kw_only=True):
    status: DERControlStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None
    superseded_ids: Annotated[tuple[Text36, ...], Meta(min_length=1, max_length=24)] | None = None


class SetDefaultTariff(Message, frozen=True, kw_only=True):
    evse_id: Natural
    tariff: TariffType
    custom_data: CustomDataType | None = None


class SetDefaultTariffResponse(Message, frozen=True, kw_only=True):
    status: TariffSetStatusEnumType
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
    severity: Natural
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
    hash_root_certificate: CertificateHashDataType | None = None
    request_id: Int32 | None = None


class SignCertificateResponse(Message, frozen=True, kw_only=True):
    status: GenericStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class StatusNotification(Message, frozen=True, kw_only=True):
    connector_id: Natural
    connector_status: ConnectorStatusEnumType
    evse_id: Natural
    timestamp: Instant
    custom_data: CustomDataType | None = None


class StatusNotificationResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomDataType | None = None


class TransactionEvent(Message, frozen=True, kw_only=True):
    event_type: TransactionEventEnumType
    seq_no: Natural
    timestamp: Instant
    transaction_info: TransactionType
    trigger_reason: TriggerReasonEnumType
    cable_max_current: Int32 | None = None
    cost_details: CostDetailsType | None = None
    custom_data: CustomDataType | None = None
    evse: EVSEType | None = None
    evse_sleep: bool | None = None
    id_token: IdTokenType | None = None
    meter_value: Annotated[tuple[MeterValueType, ...], Meta(min_length=1)] | None = None
    number_of_phases_used: Annotated[int, Meta(ge=0, le=3)] | None = None
    offline: bool | None = None
    preconditioning_status: PreconditioningStatusEnumType | None = None
    reservation_id: Natural | None = None


class TransactionEventResponse(Message, frozen=True, kw_only=True):
    charging_priority: Int32 | None = None
    custom_data: CustomDataType | None = None
    id_token_info: IdTokenInfoType | None = None
    total_cost: float | None = None
    transaction_limit: TransactionLimitType | None = None
    updated_personal_message: MessageContentType | None = None
    updated_personal_message_extra: (
        Annotated[tuple[MessageContentType, ...], Meta(min_length=1, max_length=4)] | None
    ) = None


class TriggerMessage(Message, frozen=True, kw_only=True):
    requested_message: MessageTriggerEnumType
    custom_data: CustomDataType | None = None
    custom_trigger: Text50 | None = None
    evse: EVSEType | None = None


class TriggerMessageResponse(Message, frozen=True, kw_only=True):
    status: TriggerMessageStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class UnlockConnector(Message, frozen=True, kw_only=True):
    connector_id: Natural
    evse_id: Natural
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


class UpdateDynamicSchedule(Message, frozen=True, kw_only=True):
    charging_profile_id: Int32
    schedule_update: ChargingScheduleUpdateType
    custom_data: CustomDataType | None = None


class UpdateDynamicScheduleResponse(Message, frozen=True, kw_only=True):
    status: ChargingProfileStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class UpdateFirmware(Message, frozen=True, kw_only=True):
    firmware: FirmwareType
    request_id: Int32
    custom_data: CustomDataType | None = None
    retries: Natural | None = None
    retry_interval: Int32 | None = None


class UpdateFirmwareResponse(Message, frozen=True, kw_only=True):
    status: UpdateFirmwareStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class UsePriorityCharging(Message, frozen=True, kw_only=True):
    activate: bool
    transaction_id: Text36
    custom_data: CustomDataType | None = None


class UsePriorityChargingResponse(Message, frozen=True, kw_only=True):
    status: PriorityChargingStatusEnumType
    custom_data: CustomDataType | None = None
    status_info: StatusInfoType | None = None


class VatNumberValidation(Message, frozen=True, kw_only=True):
    vat_number: Text20
    custom_data: CustomDataType | None = None
    evse_id: Natural | None = None


class VatNumberValidationResponse(Message, frozen=True, kw_only=True):
    status: GenericStatusEnumType
    vat_number: Text20
    company: AddressType | None = None
    custom_data: CustomDataType | None = None
    evse_id: Natural | None = None
    status_info: StatusInfoType | None = None


ACTIONS: dict[str, Action] = {
    "AFRRSignal": Action("AFRRSignal", AFRRSignal, AFRRSignalResponse, Sender.CENTRAL),
    "AdjustPeriodicEventStream": Action(
        "AdjustPeriodicEventStream", AdjustPeriodicEventStream, AdjustPeriodicEventStreamResponse, Sender.CENTRAL
    ),
    "Authorize": Action("Authorize", Authorize, AuthorizeResponse, Sender.STATION),
    "BatterySwap": Action("BatterySwap", BatterySwap, BatterySwapResponse, Sender.STATION),
    "BootNotification": Action("BootNotification", BootNotification, BootNotificationResponse, Sender.STATION),
    "CancelReservation": Action("CancelReservation", CancelReservation, CancelReservationResponse, Sender.CENTRAL),
    "CertificateSigned": Action("CertificateSigned", CertificateSigned, CertificateSignedResponse, Sender.CENTRAL),
    "ChangeAvailability": Action("ChangeAvailability", ChangeAvailability, ChangeAvailabilityResponse, Sender.CENTRAL),
    "ChangeTransactionTariff": Action(
        "ChangeTransactionTariff", ChangeTransactionTariff, ChangeTransactionTariffResponse, Sender.CENTRAL
    ),
    "ClearCache": Action("ClearCache", ClearCache, ClearCacheResponse, Sender.CENTRAL),
    "ClearChargingProfile": Action(
        "ClearChargingProfile", ClearChargingProfile, ClearChargingProfileResponse, Sender.CENTRAL
    ),
    "ClearDERControl": Action("ClearDERControl", ClearDERControl, ClearDERControlResponse, Sender.CENTRAL),
    "ClearDisplayMessage": Action(
        "ClearDisplayMessage", ClearDisplayMessage, ClearDisplayMessageResponse, Sender.CENTRAL
    ),
    "ClearTariffs": Action("ClearTariffs", ClearTariffs, ClearTariffsResponse, Sender.CENTRAL),
    "ClearVariableMonitoring": Action(
        "ClearVariableMonitoring", ClearVariableMonitoring, ClearVariableMonitoringResponse, Sender.CENTRAL
    ),
    "ClearedChargingLimit": Action(
        "ClearedChargingLimit", ClearedChargingLimit, ClearedChargingLimitResponse, Sender.STATION
    ),
    "ClosePeriodicEventStream": Action(
        "ClosePeriodicEventStream", ClosePeriodicEventStream, ClosePeriodicEventStreamResponse, Sender.STATION
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
    "GetCertificateChainStatus": Action(
        "GetCertificateChainStatus", GetCertificateChainStatus, GetCertificateChainStatusResponse, Sender.STATION
    ),
    "GetCertificateStatus": Action(
        "GetCertificateStatus", GetCertificateStatus, GetCertificateStatusResponse, Sender.STATION
    ),
    "GetChargingProfiles": Action(
        "GetChargingProfiles", GetChargingProfiles, GetChargingProfilesResponse, Sender.CENTRAL
    ),
    "GetCompositeSchedule": Action(
        "GetCompositeSchedule", GetCompositeSchedule, GetCompositeScheduleResponse, Sender.CENTRAL
    ),
    "GetDERControl": Action("GetDERControl", GetDERControl, GetDERControlResponse, Sender.CENTRAL),
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
    "GetPeriodicEventStream": Action(
        "GetPeriodicEventStream", GetPeriodicEventStream, GetPeriodicEventStreamResponse, Sender.CENTRAL
    ),
    "GetReport": Action("GetReport", GetReport, GetReportResponse, Sender.CENTRAL),
    "GetTariffs": Action("GetTariffs", GetTariffs, GetTariffsResponse, Sender.CENTRAL),
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
    "NotifyAllowedEnergyTransfer": Action(
        "NotifyAllowedEnergyTransfer", NotifyAllowedEnergyTransfer, NotifyAllowedEnergyTransferResponse, Sender.CENTRAL
    ),
    "NotifyChargingLimit": Action(
        "NotifyChargingLimit", NotifyChargingLimit, NotifyChargingLimitResponse, Sender.STATION
    ),
    "NotifyCustomerInformation": Action(
        "NotifyCustomerInformation", NotifyCustomerInformation, NotifyCustomerInformationResponse, Sender.STATION
    ),
    "NotifyDERAlarm": Action("NotifyDERAlarm", NotifyDERAlarm, NotifyDERAlarmResponse, Sender.STATION),
    "NotifyDERStartStop": Action("NotifyDERStartStop", NotifyDERStartStop, NotifyDERStartStopResponse, Sender.STATION),
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
    "NotifyPeriodicEventStream": Action("NotifyPeriodicEventStream", NotifyPeriodicEventStream, None, Sender.STATION),
    "NotifyPriorityCharging": Action(
        "NotifyPriorityCharging", NotifyPriorityCharging, NotifyPriorityChargingResponse, Sender.STATION
    ),
    "NotifyReport": Action("NotifyReport", NotifyReport, NotifyReportResponse, Sender.STATION),
    "NotifySettlement": Action("NotifySettlement", NotifySettlement, NotifySettlementResponse, Sender.STATION),
    "NotifyWebPaymentStarted": Action(
        "NotifyWebPaymentStarted", NotifyWebPaymentStarted, NotifyWebPaymentStartedResponse, Sender.CENTRAL
    ),
    "OpenPeriodicEventStream": Action(
        "OpenPeriodicEventStream", OpenPeriodicEventStream, OpenPeriodicEventStreamResponse, Sender.STATION
    ),
    "PublishFirmware": Action("PublishFirmware", PublishFirmware, PublishFirmwareResponse, Sender.CENTRAL),
    "PublishFirmwareStatusNotification": Action(
        "PublishFirmwareStatusNotification",
        PublishFirmwareStatusNotification,
        PublishFirmwareStatusNotificationResponse,
        Sender.STATION,
    ),
    "PullDynamicScheduleUpdate": Action(
        "PullDynamicScheduleUpdate", PullDynamicScheduleUpdate, PullDynamicScheduleUpdateResponse, Sender.STATION
    ),
    "ReportChargingProfiles": Action(
        "ReportChargingProfiles", ReportChargingProfiles, ReportChargingProfilesResponse, Sender.STATION
    ),
    "ReportDERControl": Action("ReportDERControl", ReportDERControl, ReportDERControlResponse, Sender.STATION),
    "RequestBatterySwap": Action("RequestBatterySwap", RequestBatterySwap, RequestBatterySwapResponse, Sender.CENTRAL),
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
    "SetDERControl": Action("SetDERControl", SetDERControl, SetDERControlResponse, Sender.CENTRAL),
    "SetDefaultTariff": Action("SetDefaultTariff", SetDefaultTariff, SetDefaultTariffResponse, Sender.CENTRAL),
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
    "UpdateDynamicSchedule": Action(
        "UpdateDynamicSchedule", UpdateDynamicSchedule, UpdateDynamicScheduleResponse, Sender.CENTRAL
    ),
    "UpdateFirmware": Action("UpdateFirmware", UpdateFirmware, UpdateFirmwareResponse, Sender.CENTRAL),
    "UsePriorityCharging": Action(
        "UsePriorityCharging", UsePriorityCharging, UsePriorityChargingResponse, Sender.CENTRAL
    ),
    "VatNumberValidation": Action(
        "VatNumberValidation", VatNumberValidation, VatNumberValidationResponse, Sender.STATION
    ),
}
