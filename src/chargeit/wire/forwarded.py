"""Whom a connection is from that came through proxies."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Network = IPv4Network | IPv6Network


def peer(address: str, forwarded: Sequence[str], trusted: Sequence[Network]) -> str:
    """`address` (`192.0.2.1:50312`), or what the trusted proxies in front say in X-Forwarded-For, which has no port.

    Each proxy appends the address that it heard, so the list is believed from its end, as far as proxies are trusted.
    """
    hop = _parsed(address)
    if hop is None or not _is_trusted(hop, trusted):
        return address
    for text in reversed(",".join(forwarded).split(",")):
        before = _parsed(text)
        if before is None:
            break
        address, hop = f"[{before}]" if before.version == 6 else str(before), before
        if not _is_trusted(hop, trusted):
            break
    return address


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    """With or without a port; None where it is no address."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return ip_address(text)
    except ValueError:
        return None


def _is_trusted(address: IPv4Address | IPv6Address, trusted: Sequence[Network]) -> bool:
    return any(address in network for network in trusted)
