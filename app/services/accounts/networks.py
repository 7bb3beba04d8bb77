"""The network that an IP address belongs to, by which attempts are counted."""

from ipaddress import IPv6Address, ip_address, ip_network

IPV6_PREFIX_BITS = 64
"""The length of the prefix that internet providers commonly assign to one customer."""


def network_of(address: str) -> str:
    """Reduce an IPv6 address to its network prefix, because a client can use any address within it.

    An IPv4 address is returned as it is, and so is a text that is no address.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ip_network((int(parsed), IPV6_PREFIX_BITS), strict=False))
