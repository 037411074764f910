"""Which addresses on the internet a file may be fetched from: public ones only. Pure.

Sources: IANA IPv4 and IPv6 Special-Purpose Address Registries (as Python's `ipaddress` has them); RFC 6052 (addresses
that carry an IPv4 one for NAT64); OWASP, "Server-Side Request Forgery Prevention", read 2026-11-25.
"""

import ipaddress

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Tunnels end at an IPv4 address of the sender's choice.
_TUNNELS = (ipaddress.IPv6Network("2002::/16"), ipaddress.IPv6Network("2001::/32"))


def is_public(address: str) -> bool:
    """Whether anybody on the internet can reach this address, and nobody only inside our own network.

    >>> is_public("10.0.0.1"), is_public("::ffff:127.0.0.1"), is_public("151.101.2.133")
    (False, False, True)
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if any(found in network for network in _TUNNELS):
            return False
        found = found.ipv4_mapped or _behind_nat64(found) or found
    return found.is_global and not found.is_multicast and not found.is_reserved


def _behind_nat64(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
