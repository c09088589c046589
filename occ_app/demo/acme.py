"""Acme Iberia, the company most people of the demo look at: its recent bills are told one by one."""

from decimal import Decimal

from occ_app.demo.companies import EXECUTIVE, FINANCE, TECHNICAL, Agreement, Customer, Named, T, Told
from occ_app.models.payments import PaymentMethod

AGREEMENTS = (
    Agreement("PD-70311", "CT-20417", 318, T.SUBSCRIPTION, 1),
    Agreement("PD-70312", "CT-19088", 290, T.SUPPORT, 1),
    Agreement("PD-70313", "CT-20417", 318, T.USAGE, 1),
    Agreement("PD-71877", "CT-18120", 334, T.LICENSE, 6),
    Agreement("PD-66120", "", 275, T.HARDWARE, 2),
    Agreement("PD-67310", "", 281, T.EDUCATION, 5, size="0.8"),
    Agreement("PD-69004", "CT-17755", 302, T.CONSULTING, 1),
    Agreement("PD-68450", "CT-16630", 305, T.SERVICE, 1, PaymentMethod.DIRECT_DEBIT, size="2.4"),
    Agreement("PD-72208", "CT-21533", 326, T.USAGE, 3, PaymentMethod.DIRECT_DEBIT, size="0.12", by_site=True),
    Agreement("PD-73015", "CT-22190", 347, T.USAGE, 0, PaymentMethod.CARD, is_on_demand=True),
    Agreement("PD-73016", "CT-22190", 347, T.SUBSCRIPTION, 0, PaymentMethod.CARD, is_on_demand=True),
    Agreement("PD-73017", "CT-22190", 347, T.LICENSE, 0, PaymentMethod.CARD, is_on_demand=True),
    Agreement("PD-73018", "CT-22191", 348, T.SUPPORT, 0, PaymentMethod.DIRECT_DEBIT, is_on_demand=True),
    Agreement("PD-73019", "CT-22191", 348, T.SERVICE, 0, PaymentMethod.DIRECT_DEBIT, is_on_demand=True),
    Agreement("PD-73020", "", 349, T.EDUCATION, 0, PaymentMethod.CARD, is_on_demand=True),
    Agreement("PD-74400", "CT-22801", 352, T.LICENSE, 8, PaymentMethod.DIRECT_DEBIT, currency="USD", size="0.2"),
    Agreement("PD-88213", "", 402, T.HARDWARE, 0, placed_ago=41),
    Agreement("PD-88240", "", 411, T.EDUCATION, 0, placed_ago=29),
)  # fmt: skip

PEOPLE = (
    Named("marta.soler@acme.example", "Marta Soler", (FINANCE, TECHNICAL), is_admin=True),
    Named("ana.ruiz@acme.example", "Ana Ruiz", (FINANCE,)),
    Named(
        "tomas.vidal@acme.example",
        "Tomás Vidal",
        (TECHNICAL,),
        orders=("PD-70311", "PD-70313", "PD-66120", "PD-88213"),
    ),
    Named("elena.marin@acme.example", "Elena Marín", (EXECUTIVE,), orders=("PD-70311", "PD-71877")),
)

PLATFORM = (
    ("MC-PLT-100", "120", "135.00"),
    ("MC-STO-040", "40", "18.50"),
    ("MC-DSC-CTR", "1", "-1708.00"),
)
SUPPORT = (("MC-SUP-247", "1", "5210.83"), ("MC-TAM-010", "6", "125.00"))
USAGE_BEFORE = (
    ("MC-USE-CPU", "41250", "0.0412"),
    ("MC-USE-STO", "18400", "0.0230"),
    ("MC-USE-NET", "6310", "0.0500"),
    ("MC-USE-API", "74775", "0.0004"),
)
USAGE_NOW = (
    ("MC-USE-CPU", "43100", "0.0412"),
    ("MC-USE-STO", "19000", "0.0230"),
    ("MC-USE-NET", "6700", "0.0500"),
    ("MC-USE-API", "73000", "0.0004"),
)
SWITCHES = (("MC-HSW-048", "3", "4180.00"), ("MC-HIN-001", "1", "890.00"))
CONSULTING = (("MC-CON-300", "38", "148.00"), ("MC-CON-900", "2", "240.00"))

TOLD = (
    Told("PD-70311", 71, PLATFORM),
    Told("PD-69004", 66, CONSULTING, paid="all"),
    Told("PD-70312", 55, SUPPORT, paid="3000.00", disputed="907.50"),
    Told("PD-66120", 47, SWITCHES, paid="all"),
    Told("PD-70313", 39, USAGE_BEFORE),
    Told("PD-69004", 34, CONSULTING, paid="all"),
    Told("PD-70311", 22, PLATFORM),
    Told("PD-88213", 20, (("MC-HSN-013", "4", "13250.00"),), is_submitted=True),
    Told("PD-88240", 17, (("MC-EDU-110", "6", "537.19"),)),
    Told("PD-70312", 10, SUPPORT),
    Told("PD-70313", 8, USAGE_NOW),
    Told("PD-71877", 4, (("MC-LDB-025", "25", "919.0084"),)),
)
"""Three past due by 41, 25 and 9 days, six open of which one has a payment submitted, three paid."""

ACME = Customer(
    "C-10482", "Acme Iberia, S.A.", "EUR", "ES", "es", "Europe/Madrid", "A28415073",
    "Calle de Alcalá 210", "Madrid", "28028",
    PEOPLE, AGREEMENTS, size=Decimal(1), lateness=(-5, 14), told=TOLD, documents=421,
)  # fmt: skip
