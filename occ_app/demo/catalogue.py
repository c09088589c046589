"""What Meridian Cloud sells, in the customer's language, at list prices in euro."""

from dataclasses import dataclass
from decimal import Decimal

from occ_app.models import InvoiceType
from occ_app.money import digits

EXCHANGE = {"EUR": Decimal(1), "USD": Decimal("1.10"), "JPY": Decimal(162), "KWD": Decimal("0.336")}
"""Price lists of the demo, not a rate of any day."""


@dataclass(frozen=True)
class Product:
    """An article of the price list, and how many of it a company of usual size takes."""

    part: str
    en: str
    es: str
    price: Decimal
    least: int
    most: int

    def name(self, language: str) -> str:
        """As the customer's documents call it."""
        return self.es if language == "es" else self.en

    def price_in(self, currency: str) -> Decimal:
        """The list price; fine prices keep their four decimals in every currency."""
        places = 4 if _is_fine(self.price) else digits(currency)
        return (self.price * EXCHANGE[currency]).quantize(Decimal(1).scaleb(-places))


def _is_fine(price: Decimal) -> bool:
    return price.as_tuple().exponent == -4


def _products(*rows: tuple[str, str, str, str, int, int]) -> tuple[Product, ...]:
    return tuple(
        Product(part, en, es, Decimal(price), least, most) for part, en, es, price, least, most in rows
    )


T = InvoiceType

CATALOGUE: dict[InvoiceType, tuple[Product, ...]] = {
    T.SUBSCRIPTION: _products(
        ("MC-PLT-100", "Cloud platform, annual commitment", "Plataforma en la nube, compromiso anual", "135.00", 96, 124),
        ("MC-STO-040", "Additional storage, TB", "Almacenamiento adicional, TB", "18.50", 24, 44),
        ("MC-IDN-020", "Identity and access, per user", "Identidad y acceso, por usuario", "2.40", 120, 260),
    ),
    T.SUPPORT: _products(
        ("MC-SUP-247", "Premier support 24×7", "Soporte Premier 24×7", "5210.83", 1, 1),
        ("MC-TAM-010", "Technical account manager, hours", "Gestor técnico de cuenta, horas", "125.00", 4, 10),
    ),
    T.LICENSE: _products(
        ("MC-LDB-025", "Enterprise database, per core", "Base de datos empresarial, por núcleo", "919.0084", 20, 26),
        ("MC-LMW-004", "Integration middleware, per node", "Middleware de integración, por nodo", "684.5000", 2, 4),
    ),
    T.HARDWARE: _products(
        ("MC-HSN-013", "Storage node 96 TB NVMe", "Nodo de almacenamiento 96 TB NVMe", "13250.00", 1, 3),
        ("MC-HSW-048", "Switch 48 × 25 GbE", "Conmutador 48 × 25 GbE", "4180.00", 1, 2),
        ("MC-HIN-001", "Installation and commissioning", "Instalación y puesta en marcha", "890.00", 1, 1),
    ),
    T.EDUCATION: _products(
        ("MC-EDU-110", "Cloud administration course, seats", "Curso de administración de nube, plazas", "537.19", 4, 9),
        ("MC-EDU-210", "Security workshop, day", "Taller de seguridad, jornada", "1480.00", 1, 2),
    ),
    T.CONSULTING: _products(
        ("MC-CON-300", "Solution architect, hours", "Arquitecto de soluciones, horas", "148.00", 24, 56),
        ("MC-CON-120", "Data migration, hours", "Migración de datos, horas", "112.00", 8, 30),
        ("MC-CON-900", "Travel, flat rate", "Desplazamientos, tarifa plana", "240.00", 1, 3),
    ),
    T.SERVICE: _products(
        ("MC-SRV-500", "Managed operations, per environment", "Operación gestionada, por entorno", "1690.00", 3, 5),
        ("MC-SRV-510", "Backup and recovery, protected TB", "Copia y recuperación, TB protegidos", "31.25", 30, 60),
    ),
    T.USAGE: _products(
        ("MC-USE-CPU", "Compute, vCPU hours", "Cómputo, horas de vCPU", "0.0412", 36_000, 46_000),
        ("MC-USE-STO", "Object storage, GB-month", "Almacenamiento de objetos, GB-mes", "0.0230", 15_000, 22_000),
        ("MC-USE-NET", "Outbound traffic, GB", "Tráfico de salida, GB", "0.0500", 4_800, 7_400),
        ("MC-USE-API", "API requests, thousands", "Peticiones a la API, miles", "0.0004", 52_000, 88_000),
    ),
}  # fmt: skip

SMALL: dict[InvoiceType, tuple[Product, ...]] = {
    T.USAGE: _products(
        ("MC-USE-GPU", "Compute on demand, GPU hours", "Cómputo bajo demanda, horas de GPU", "1.8940", 90, 260),
        ("MC-USE-EGR", "Outbound traffic on demand, GB", "Tráfico de salida bajo demanda, GB", "0.0620", 900, 3_400),
    ),
    T.SUBSCRIPTION: _products(
        ("MC-STO-001", "Storage pack 1 TB, month", "Paquete de almacenamiento 1 TB, mes", "18.50", 8, 36),
    ),
    T.EDUCATION: _products(
        ("MC-EDU-010", "Online laboratory, seats", "Laboratorio en línea, plazas", "49.00", 3, 14),
    ),
    T.SUPPORT: _products(
        ("MC-SUP-010", "Support incident, office hours", "Incidencia de soporte, horario de oficina", "180.00", 1, 5),
    ),
    T.LICENSE: _products(
        ("MC-LDV-001", "Developer license, month", "Licencia de desarrollo, mes", "39.00", 6, 24),
    ),
    T.SERVICE: _products(
        ("MC-SRV-020", "Certificates and domains", "Certificados y dominios", "12.50", 12, 60),
    ),
}  # fmt: skip
"""What is ordered on demand, in small amounts."""

DISCOUNT = Product(
    "MC-DSC-CTR",
    "Agreed discount under {contract}",
    "Bonificación acordada en {contract}",
    Decimal("0.00"),
    1,
    1,
)
"""The negative line of a contract; its price follows from the platform's."""

BY_PART = {product.part: product for products in (*CATALOGUE.values(), (DISCOUNT,)) for product in products}

SITES = ("MAD1", "MAD2", "BCN1", "VLC1", "SVQ1", "BIO1", "LIS1", "OPO1",
         "ZAZ1", "AGP1", "LCG1", "PMI1", "LPA1", "VGO1", "OVD1", "MJV1")  # fmt: skip
"""Where a company with consolidated usage runs: four lines each make a bill of 64."""
