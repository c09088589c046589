"""The demo's other customers: other countries, currencies and habits beside Acme."""

from decimal import Decimal

from occ_app.demo.companies import EXECUTIVE, FINANCE, TECHNICAL, Agreement, Customer, Named, T, usual
from occ_app.models.payments import PaymentMethod

JOHN = Named("john.baker@globex.example", "John Baker", (FINANCE,), is_admin=True)

OTHERS = (
    Customer(
        "C-10517", "Globex Industries", "USD", "US", "en", "America/New_York", "36-4482915",
        "410 Commerce Street", "Albany, NY", "12207",
        (JOHN, Named("grace.lin@globex.example", "Grace Lin", (TECHNICAL,))),
        (*usual(80120, T.SUBSCRIPTION, T.SUPPORT, T.USAGE, T.LICENSE, T.HARDWARE, T.EDUCATION, T.CONSULTING, T.SERVICE),
         Agreement("PD-80911", "CT-24410", 77, T.SERVICE, 3, currency="EUR", size="0.3")),
        size=Decimal("1.4"), lateness=(-2, 12), unpaid=(12, 38, 71, 118), open_credits=True,
    ),
    Customer(
        "C-10518", "Globex Kuwait", "KWD", "KW", "en", "Asia/Kuwait", "",
        "Block 4, Al Shuhada Street", "Kuwait City", "13061",
        (JOHN, Named("layla.haddad@globex.example", "Layla Haddad", (TECHNICAL,))),
        usual(81410, T.SUBSCRIPTION, T.SUPPORT, T.USAGE, T.HARDWARE, T.SERVICE),
        size=Decimal("0.6"), unpaid=(6, 52), open_credits=True,
    ),
    Customer(
        "C-10533", "Initech Japan", "JPY", "JP", "en", "Asia/Tokyo", "T7010401083215",
        "2-11-3 Shibaura, Minato-ku", "Tokyo", "108-0023",
        (Named("yuki.tanaka@initech.example", "Yuki Tanaka", (FINANCE, TECHNICAL), is_admin=True),
         Named("ken.mori@initech.example", "Ken Mori", (EXECUTIVE,))),
        usual(82230, T.SUBSCRIPTION, T.SUPPORT, T.USAGE, T.EDUCATION, T.CONSULTING, T.LICENSE),
        size=Decimal("0.9"), lateness=(-6, 1), unpaid=(18,), open_credits=True,
    ),
    Customer(
        "C-10561", "Umbra Retail, S.L.", "EUR", "ES", "es", "Europe/Madrid", "B61309427",
        "Rambla de la Marina 48", "Barcelona", "08005",
        (Named("lucia.prats@umbra.example", "Lucía Prats", (FINANCE, TECHNICAL), is_admin=True),),
        usual(83050, T.SUBSCRIPTION, T.USAGE, T.SUPPORT, T.HARDWARE),
        size=Decimal("0.5"), lateness=(3, 24), unpaid=(15, 44, 83, 140), open_credits=True,
    ),
    Customer(
        "C-10574", "Nordlys Energi AS", "EUR", "NO", "en", "Europe/Oslo", "NO100200300MVA",
        "Havnegata 9", "Bergen", "5003",
        (Named("ingrid.solberg@nordlys.example", "Ingrid Solberg", (FINANCE,), is_admin=True),
         Named("lars.eide@nordlys.example", "Lars Eide", (TECHNICAL,))),
        usual(83610, T.SUBSCRIPTION, T.SERVICE, T.USAGE, T.CONSULTING, T.LICENSE),
        size=Decimal("1.2"), unpaid=(33,),
    ),
    Customer(
        "C-10588", "Koivu Paperi Oy", "EUR", "FI", "en", "Europe/Helsinki", "FI20774740",
        "Satamakatu 14", "Turku", "20100",
        (Named("aino.lehto@koivu.example", "Aino Lehto", (FINANCE, EXECUTIVE), is_admin=True),),
        usual(84140, T.SUBSCRIPTION, T.SUPPORT, T.EDUCATION),
        size=Decimal("0.4"), unpaid=(65,), open_credits=True,
    ),
    Customer(
        "C-10602", "Olmedo Farma, S.A.", "EUR", "ES", "es", "Europe/Madrid", "A08477168",
        "Avenida de los Olmos 3", "Zaragoza", "50018",
        (Named("irene.gallego@olmedo.example", "Irene Gallego", (FINANCE,), is_admin=True),
         Named("pablo.ferrer@olmedo.example", "Pablo Ferrer", (TECHNICAL,))),
        usual(84760, T.SUBSCRIPTION, T.SUPPORT, T.USAGE, T.CONSULTING),
        size=Decimal("0.7"), unpaid=(21, 97),
    ),
    Customer(
        "C-10619", "Quillrock Outfitters", "USD", "US", "en", "America/Denver", "84-3120077",
        "77 Juniper Avenue", "Boulder, CO", "80302",
        (Named("dana.whitcomb@quillrock.example", "Dana Whitcomb", (FINANCE, TECHNICAL), is_admin=True),),
        usual(85230, T.SUBSCRIPTION, T.USAGE, T.HARDWARE, method=PaymentMethod.CHECK),
        size=Decimal("0.3"), lateness=(0, 18), unpaid=(8, 57),
    ),
    Customer(
        "C-10633", "Marsa Shipping Co.", "KWD", "KW", "en", "Asia/Kuwait", "",
        "Port Road 22", "Shuwaikh", "70653",
        (Named("omar.saleh@marsa.example", "Omar Saleh", (FINANCE,), is_admin=True),),
        usual(85770, T.SUBSCRIPTION, T.SERVICE, T.SUPPORT),
        size=Decimal("0.5"), unpaid=(29,),
    ),
    Customer(
        "C-10647", "Mikazuki Robotics K.K.", "JPY", "JP", "en", "Asia/Tokyo", "T3120001077469",
        "5-2 Kitahama, Chuo-ku", "Osaka", "541-0041",
        (Named("haruto.ono@mikazuki.example", "Haruto Ono", (FINANCE, TECHNICAL), is_admin=True),),
        usual(86310, T.SUBSCRIPTION, T.USAGE, T.CONSULTING),
        size=Decimal("0.6"), lateness=(-8, 2), unpaid=(11,),
    ),
)  # fmt: skip
