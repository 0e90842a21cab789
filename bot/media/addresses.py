"""Where we go for a file: public https addresses, and the origins the operator trusts; nowhere else.

A link comes from a member or from the vendor, so it may point at our own machine or at a cloud's metadata service.
"""

import ipaddress
import re
import socket
from collections.abc import Collection
from typing import Final

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

HTTPS_PORT: Final = 443
MAX_URL: Final = 4096

# IANA special-purpose registries, spelled out: `ipaddress.is_global` differs between versions of Python.
_PRIVATE_V4: Final = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # carrier-grade NAT
            "127.0.0.0/8",  # loopback
            "169.254.0.0/16",  # link-local, metadata services
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocol assignments
            "192.0.2.0/24",  # documentation
            "192.31.196.0/24",  # AS112
            "192.52.193.0/24",  # AMT
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",  # private
            "192.175.48.0/24",  # AS112
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/3",  # multicast, reserved, broadcast
        ),
    )
)
_PUBLIC_V6: Final = ipaddress.IPv6Network("2000::/3")
_SPECIAL_V6: Final = tuple(
    map(
        ipaddress.IPv6Network,
        (
            "2001::/23",  # protocol assignments, Teredo
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4 carries any IPv4 address
            "2620:4f:8000::/48",  # AS112
            "3fff::/20",  # documentation
        ),
    )
)
_HOST: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?", re.IGNORECASE)
_NUMERIC_END: Final = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)\.?", re.IGNORECASE)
"""How the old spellings of an IPv4 address end (127.1, 0x7f.1, 2130706433), which a resolver may still understand."""


class AddressBlockedError(Exception):
    """The link leads where we do not go. The text names the rule, never the link."""


def is_public(address: str) -> bool:
    """Tell whether a literal IP address is one of the public internet; False for what is no address.

    IPv6 must be global unicast; what wraps an IPv4 address (mapped, 6to4, NAT64, Teredo) lies outside or is refused.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in network for network in _PRIVATE_V4)
    if ip.scope_id is not None:
        return False
    return ip in _PUBLIC_V6 and not any(ip in network for network in _SPECIAL_V6)


class Guard:
    """The rule for links. `trusted` are origins such as `http://127.0.0.1:8301`, exempt exactly as written."""

    def __init__(self, trusted: Collection[str] = ()) -> None:
        """Raise ValueError for what is not an origin (scheme, host, port and nothing else)."""
        self._trusted = frozenset(map(_origin, trusted))
        self._trusted_hosts = frozenset((host, port) for _scheme, host, port in self._trusted)

    def check(self, link: str | URL) -> URL:
        """Return the link to fetch, whose name is yet to be resolved by GuardedResolver; AddressBlockedError if not."""
        url = link if isinstance(link, URL) else _read(link)
        try:
            host, port = (url.raw_host or "").lower(), url.port
        except ValueError:
            raise AddressBlockedError("a host or port that cannot be") from None
        if not host or "@" in url.raw_authority or url.user is not None or url.password is not None:
            raise AddressBlockedError("a link without a host, or with a user's name")
        if (url.scheme, host, port) in self._trusted:
            return url
        if url.scheme != "https" or port != HTTPS_PORT:
            raise AddressBlockedError("only https on its own port")
        if ":" in host or _NUMERIC_END.fullmatch(host):
            if not is_public(host):
                raise AddressBlockedError("an address that is not public")
        elif not _HOST.fullmatch(host):
            raise AddressBlockedError("a host's name that cannot be")
        return url

    def follow(self, url: URL, location: str) -> URL:
        """Return where a redirect of `url` leads, checked like any link; AddressBlockedError if it must not be."""
        return self.check(url.join(_read(location)))

    def trusts(self, host: str, port: int) -> bool:
        """Tell whether a host and port belong to a trusted origin."""
        return (host.lower(), port) in self._trusted_hosts


class GuardedResolver(AbstractResolver):
    """A resolver whose every answer is public, so that the address checked is the address connected to.

    One address that is not public spoils the whole answer: a name that changes its mind is not to be trusted.
    Raises AddressBlockedError.
    """

    def __init__(self, guard: Guard, resolver: AbstractResolver | None = None) -> None:
        self._guard = guard
        self._resolver = resolver or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        results = await self._resolver.resolve(host, port, family)
        if not results:
            raise OSError("the name has no address")
        if not self._guard.trusts(host, port) and not all(is_public(result["host"]) for result in results):
            raise AddressBlockedError("a name of an address that is not public")
        return results

    async def close(self) -> None:
        await self._resolver.close()


def _read(link: str) -> URL:
    # Escapes stay as they are, since a signature may cover them.
    link = link.strip()
    if len(link) > MAX_URL or not link.isprintable() or " " in link:
        raise AddressBlockedError("not a link")
    try:
        return URL(link, encoded=link.isascii())
    except (ValueError, IndexError):
        # yarl 1.25 trips over a host of nothing behind brackets, as in x://[]@
        raise AddressBlockedError("not a link") from None


def _origin(text: str) -> tuple[str, str, int]:
    url = URL(text)
    bare = url.path in {"", "/"} and not url.query_string and not url.fragment and url.user is None
    if url.scheme not in {"http", "https"} or not url.raw_host or not url.port or not bare:
        raise ValueError(f"not an origin: {text}")
    return url.scheme, url.raw_host.lower(), url.port
