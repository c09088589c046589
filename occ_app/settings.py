"""The typed environment: every setting, its default, and what production refuses."""

import re
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from occ_app.colours import contrast_with_white

ROOT = Path(__file__).resolve().parent.parent
DEVELOPMENT_SECRET = "development-secret-not-for-production"
SHORTEST_SECRET = 32
STRIPE_API = "https://api.stripe.com"
STRIPE_JS = "https://js.stripe.com/endive/stripe.js"
READABLE = 4.5
"""WCAG 2.2 AA contrast of text."""


class Environment(StrEnum):
    """Where the program runs; production turns every convenience off."""

    PRODUCTION = "production"
    DEMO = "demo"
    DEVELOPMENT = "development"
    TEST = "test"


class Settings(BaseSettings):
    """Read from the environment, then from `.env`; names as in `docs/operations.md`."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    env: Environment = Field(Environment.DEVELOPMENT, alias="OCC_ENV")
    secret_key: SecretStr = Field(SecretStr(DEVELOPMENT_SECRET), alias="OCC_SECRET_KEY")
    base_url: str = Field("http://localhost:3000", alias="OCC_BASE_URL")
    database_url: str = Field(f"sqlite:///{ROOT}/.occ/portal.db", alias="DATABASE_URL")
    redis_url: str = Field("", alias="REDIS_URL")
    smtp_url: str = Field("", alias="SMTP_URL")
    mail_webhook_token: SecretStr = Field(SecretStr(""), alias="OCC_MAIL_WEBHOOK_TOKEN")
    files_dir: Path = Field(ROOT / ".occ" / "files", alias="OCC_FILES_DIR")
    demo_sign_in: bool | None = Field(None, alias="OCC_DEMO_SIGN_IN")
    trusted_proxy_hops: int = Field(0, alias="OCC_TRUSTED_PROXY_HOPS", ge=0)

    staff_oidc_issuer: str = Field("", alias="OCC_STAFF_OIDC_ISSUER")
    staff_oidc_client_id: str = Field("", alias="OCC_STAFF_OIDC_CLIENT_ID")
    staff_oidc_client_secret: SecretStr = Field(SecretStr(""), alias="OCC_STAFF_OIDC_CLIENT_SECRET")

    brand_name: str = Field("Meridian Cloud", alias="OCC_BRAND_NAME")
    brand_logo: str = Field("", alias="OCC_BRAND_LOGO")
    brand_accent: str = Field("", alias="OCC_BRAND_ACCENT", pattern=r"^(#[0-9A-Fa-f]{6})?$")
    support_email: str = Field("billing@meridian.example", alias="OCC_SUPPORT_EMAIL")
    supplier_tax_id: str = Field("", alias="OCC_SUPPLIER_TAX_ID")
    supplier_address: str = Field("", alias="OCC_SUPPLIER_ADDRESS", description="lines, separated by |")
    supplier_country: str = Field("", alias="OCC_SUPPLIER_COUNTRY", pattern=r"^([A-Z]{2})?$")
    bank_beneficiary: str = Field("Meridian Cloud S.L.", alias="OCC_BANK_BENEFICIARY")
    bank_iban: str = Field("ES91 2100 0418 4502 0005 1332", alias="OCC_BANK_IBAN")
    bank_bic: str = Field("CAIXESBBXXX", alias="OCC_BANK_BIC")

    stripe_secret_key: SecretStr = Field(SecretStr(""), alias="STRIPE_SECRET_KEY")
    stripe_publishable_key: str = Field("", alias="STRIPE_PUBLISHABLE_KEY", pattern=r"^(pk_\w+)?$")
    stripe_webhook_secret: SecretStr = Field(
        SecretStr(""), alias="STRIPE_WEBHOOK_SECRET", description="two, separated by a comma, during a change"
    )
    stripe_api_base: str = Field("", alias="STRIPE_API_BASE", pattern=r"^(https?://[\w.:-]+)?$")
    stripe_js_url: str = Field(STRIPE_JS, alias="STRIPE_JS_URL", pattern=r"^https?://[\w.:-]+/[\w./-]*$")

    session_idle_minutes: int = Field(60, alias="OCC_SESSION_IDLE_MINUTES", ge=1)
    session_hours: int = Field(12, alias="OCC_SESSION_HOURS", ge=1)
    staff_second_factor: bool | None = Field(None, alias="OCC_STAFF_SECOND_FACTOR")
    events_per_second: float = Field(30.0, alias="OCC_EVENTS_PER_SECOND", gt=0)
    event_burst: int = Field(120, alias="OCC_EVENT_BURST", ge=1)

    @property
    def is_production(self) -> bool:
        """Whether customers' real money and data are behind this process."""
        return self.env is Environment.PRODUCTION

    @property
    def allows_demo_sign_in(self) -> bool:
        """Whether `POST /auth/demo` exists."""
        return self.env in (Environment.DEMO, Environment.DEVELOPMENT, Environment.TEST)

    @property
    def asks_staff_for_factor(self) -> bool:
        """Whether the supplier's staff need a second factor, which lets them into every company."""
        return self.is_production if self.staff_second_factor is None else self.staff_second_factor

    @property
    def has_staff_oidc(self) -> bool:
        """Whether the supplier's staff sign in with an identity provider of their own."""
        return bool(self.staff_oidc_issuer)

    @property
    def takes_cards(self) -> bool:
        """Whether customers can pay by card."""
        return bool(self.stripe_secret_key.get_secret_value() and self.stripe_publishable_key)

    @property
    def stripe_webhook_secrets(self) -> list[str]:
        """What Stripe signs with; two while the secret is being changed."""
        return [one for one in re.split(r"[,\s]+", self.stripe_webhook_secret.get_secret_value()) if one]

    @property
    def is_https(self) -> bool:
        """Whether browsers reach the portal under TLS (decides the cookie's name and flags)."""
        return self.base_url.startswith("https://")

    @property
    def origins(self) -> list[str]:
        """The exact origins whose pages may open a socket or post a form."""
        own = "{0.scheme}://{0.netloc}".format(urlsplit(self.base_url))
        if self.is_production or "//localhost" not in own:
            return [own]
        return [own, own.replace("//localhost", "//127.0.0.1", 1)]

    @field_validator("brand_accent")
    @classmethod
    def _refuse_pale_accent(cls, accent: str) -> str:
        if accent and contrast_with_white(accent) < READABLE:
            raise ValueError(
                f"OCC_BRAND_ACCENT {accent} is too light: white text on it needs a contrast of {READABLE} to 1."
            )
        return accent

    @model_validator(mode="after")
    def _refuse_unsafe_production(self) -> "Settings":
        if self.is_production:
            secret = self.secret_key.get_secret_value()
            if secret == DEVELOPMENT_SECRET or len(secret) < SHORTEST_SECRET:
                raise ValueError(
                    f"OCC_SECRET_KEY must be set to {SHORTEST_SECRET} or more characters in production."
                )
            if not self.is_https:
                raise ValueError("OCC_BASE_URL must start with https:// in production.")
            if self.staff_oidc_issuer and not self.staff_oidc_issuer.startswith("https://"):
                raise ValueError("OCC_STAFF_OIDC_ISSUER must start with https:// in production.")
            if self.demo_sign_in:
                raise ValueError("OCC_DEMO_SIGN_IN cannot be on in production.")
            self._refuse_unsafe_cards()
        return self

    def _refuse_unsafe_cards(self) -> None:
        """Real money goes to the real Stripe, and what it reports is checked."""
        secret = self.stripe_secret_key.get_secret_value()
        for name, key in (("SECRET", secret), ("PUBLISHABLE", self.stripe_publishable_key)):
            if "_test_" in key:
                raise ValueError(f"STRIPE_{name}_KEY is a test key: production needs a live one.")
        if bool(secret) != bool(self.stripe_publishable_key):
            raise ValueError("STRIPE_SECRET_KEY and STRIPE_PUBLISHABLE_KEY go together.")
        if secret and not self.stripe_webhook_secrets:
            raise ValueError("STRIPE_WEBHOOK_SECRET must be set where STRIPE_SECRET_KEY is.")
        if self.stripe_api_base not in ("", STRIPE_API):
            raise ValueError(f"STRIPE_API_BASE must be empty or {STRIPE_API} in production.")
        if not self.stripe_js_url.startswith("https://"):
            raise ValueError("STRIPE_JS_URL must start with https:// in production.")


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The process's settings, read once."""
    return Settings()
