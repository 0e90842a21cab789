import pytest
from aiohttp.abc import AbstractResolver
from hypothesis import example, given, settings
from hypothesis import strategies as st
from yarl import URL

from bot.media.addresses import AddressBlockedError, Guard, GuardedResolver, is_public
from tests.media.resolving import Names

PRIVATE = [
    "0.0.0.0",  # noqa: S104 - an address to be refused, nothing is bound to it
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.19.0.1",
    "198.51.100.1",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "2606:4700::1%eth0",
    "",
    "localhost",
    "127.1",
]
PUBLIC = ["1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.32.0.1", "223.255.255.254", "2606:4700::1111"]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_of_the_public_internet_is_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_known(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "link",
    [
        "https://cdn.example/v.mp4",
        "https://cdn.example:443/v.mp4?sig=a%2Fb&x=%2D+%20",
        "HTTPS://CDN.example/v.mp4",
        "https://cdn.example./v.mp4",
        "https://1.1.1.1/v.mp4",
        "https://[2606:4700::1111]/v.mp4",
        "https://bücher.example/v.mp4",
        "https://a_b.cdn.example/@x/y@z.mp4",
    ],
)
def test_a_public_https_link_passes(link: str) -> None:
    assert Guard().check(link).scheme == "https"


def test_the_escapes_of_a_link_stay_as_they_are() -> None:
    link = "https://cdn.example/a%2Fb/%7Ec?sig=%2B%2d+x"
    assert str(Guard().check(link)) == link


@pytest.mark.parametrize(
    "link",
    [
        "http://cdn.example/v.mp4",
        "https://cdn.example:8443/v.mp4",
        "https://cdn.example:22/",
        "https://cdn.example:0/",
        "https://cdn.example:99999/",
        "https://user@cdn.example/",
        "https://user:secret@cdn.example/",
        "https://@cdn.example/",
        "https://:@cdn.example/",
        "https://cdn.example@127.0.0.1/",
        "ftp://cdn.example/v.mp4",
        "file:///etc/passwd",
        "gopher://cdn.example/",
        "data:video/mp4;base64,AAAA",
        "javascript:alert(1)",
        "//cdn.example/v.mp4",
        "/v.mp4",
        "",
        "https://",
        "https:///v.mp4",
        "https://[::1",
        "https://cdn.example\\@127.0.0.1/",
        "https://cdn.example/\r\nHost: evil",
        "https://cdn exam.ple/",
        "https://%31%32%37.0.0.1/",
        "https://a..b/",
        "https://-a.example/",
        "https://cdn.example/" + "a" * 5000,
        "https://0x7f.1/",
        "https://0x7f000001/",
        "https://2130706433/",
        "https://017700000001/",
        "https://127.1/",
        "https://127.0.0.1./",
        "https://1.2.3.4.5/",
        "https://\uff11\uff12\uff17.0.0.1/",
        *(f"https://{address}/" for address in PRIVATE if address.count(".") == 3 and ":" not in address),
        *(f"https://[{address.replace('%', '%25')}]/" for address in PRIVATE if ":" in address),
    ],
)
def test_any_other_link_is_blocked(link: str) -> None:
    with pytest.raises(AddressBlockedError):
        Guard().check(link)


def test_a_trusted_origin_is_exempt_exactly_as_written() -> None:
    guard = Guard(["http://127.0.0.1:8301", "https://Media.internal:9443/"])
    assert guard.check("http://127.0.0.1:8301/a.mp4").port == 8301
    assert guard.check("https://media.internal:9443/a.mp4").port == 9443
    for link in (
        "https://127.0.0.1:8301/",
        "http://127.0.0.1:8302/",
        "http://127.0.0.2:8301/",
        "http://127.0.0.1/",
        "http://u@127.0.0.1:8301/",
        "http://media.internal:9443/",
    ):
        with pytest.raises(AddressBlockedError):
            guard.check(link)
    assert guard.trusts("127.0.0.1", 8301)
    assert not guard.trusts("127.0.0.1", 443)


@pytest.mark.parametrize(
    "text", ["127.0.0.1:8301", "ftp://a.example", "http://a.example/x", "http://u@a.example", "http://"]
)
def test_what_is_no_origin_is_not_trusted_silently(text: str) -> None:
    with pytest.raises(ValueError, match="origin"):
        Guard([text])


def test_a_redirect_is_read_against_where_it_came_from_and_checked() -> None:
    guard = Guard()
    here = URL("https://cdn.example/a/b.mp4?x=1")
    assert str(guard.follow(here, "../c.mp4?sig=%2F")) == "https://cdn.example/c.mp4?sig=%2F"
    assert str(guard.follow(here, "//other.example/c")) == "https://other.example/c"
    for location in (
        "http://cdn.example/",
        "https://127.0.0.1/",
        "//[::1]/",
        "file:///etc/passwd",
        "//u@other.example",
    ):
        with pytest.raises(AddressBlockedError):
            guard.follow(here, location)


@settings(max_examples=200, deadline=None)
@given(link=st.text(max_size=60) | st.text("htps:/@[]%.0x1a#?\\", max_size=30).map("https://".__add__))
@example("x://[]@")
def test_any_text_at_all_is_a_link_or_is_blocked(link: str) -> None:
    try:
        url = Guard().check(link)
    except AddressBlockedError:
        return
    assert url.scheme == "https"
    assert url.port == 443


async def resolve(resolver: AbstractResolver, host: str, port: int = 443) -> list[str]:
    return [result["host"] for result in await resolver.resolve(host, port)]


async def test_a_name_of_public_addresses_resolves() -> None:
    names = Names(cdn_example=[["1.1.1.1", "2606:4700::1111"]])
    assert await resolve(GuardedResolver(Guard(), names), "cdn.example") == ["1.1.1.1", "2606:4700::1111"]


@pytest.mark.parametrize("address", [address for address in PRIVATE if ":" in address or address.count(".") == 3])
async def test_one_private_address_spoils_the_whole_answer(address: str) -> None:
    names = Names(cdn_example=[["1.1.1.1", address]])
    with pytest.raises(AddressBlockedError):
        await resolve(GuardedResolver(Guard(), names), "cdn.example")


async def test_a_name_that_changes_its_mind_is_blocked_when_it_does() -> None:
    resolver = GuardedResolver(Guard(), Names(cdn_example=[["1.1.1.1"], ["127.0.0.1"]]))
    assert await resolve(resolver, "cdn.example") == ["1.1.1.1"]
    with pytest.raises(AddressBlockedError):
        await resolve(resolver, "cdn.example")


async def test_the_real_resolver_may_name_this_machine_only_for_a_trusted_origin() -> None:
    resolver = GuardedResolver(Guard(["http://localhost:8301"]))
    assert await resolve(resolver, "localhost", 8301)
    with pytest.raises(AddressBlockedError):
        await resolve(resolver, "localhost", 443)
    await resolver.close()


async def test_a_name_without_an_address_is_an_error_of_the_network() -> None:
    with pytest.raises(OSError, match="no address"):
        await resolve(GuardedResolver(Guard(), Names(cdn_example=[[]])), "cdn.example")
