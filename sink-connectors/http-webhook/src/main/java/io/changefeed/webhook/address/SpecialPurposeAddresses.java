/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.address;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses are in the public internet, as IANA's registries of special-purpose addresses have it (RFC 6890 and
 * what followed it). Of IPv6, what is not assigned to it is not.
 */
public final class SpecialPurposeAddresses {
    private static final List<CidrBlock> IPV4 = List.of(
            CidrBlock.of("0.0.0.0/8", "this network"),
            CidrBlock.of("10.0.0.0/8", "private"),
            CidrBlock.of("100.64.0.0/10", "shared, behind a provider's NAT"),
            CidrBlock.of("127.0.0.0/8", "loopback"),
            CidrBlock.of("168.63.129.16/32", "a cloud's metadata service"),
            CidrBlock.of("169.254.0.0/16", "link-local, where clouds serve their metadata"),
            CidrBlock.of("172.16.0.0/12", "private"),
            CidrBlock.of("192.0.0.0/24", "reserved for protocols"),
            CidrBlock.of("192.0.2.0/24", "for documentation"),
            CidrBlock.of("192.88.99.0/24", "reserved for relays"),
            CidrBlock.of("192.168.0.0/16", "private"),
            CidrBlock.of("198.18.0.0/15", "for benchmarks"),
            CidrBlock.of("198.51.100.0/24", "for documentation"),
            CidrBlock.of("203.0.113.0/24", "for documentation"),
            CidrBlock.of("224.0.0.0/4", "multicast"),
            CidrBlock.of("240.0.0.0/4", "reserved"));

    private static final CidrBlock GLOBAL = CidrBlock.of("2000::/3", "global");

    /** Within the global ones. */
    private static final List<CidrBlock> IPV6 = List.of(
            CidrBlock.of("2001::/23", "reserved for protocols"),
            CidrBlock.of("2001:db8::/32", "for documentation"),
            CidrBlock.of("2002::/16", "a tunnel to an address of IPv4"),
            CidrBlock.of("3fff::/20", "for documentation"));

    /** Its last 32 bits are an address of IPv4 that a gateway translates to (RFC 6052). */
    private static final CidrBlock NAT64 = CidrBlock.of("64:ff9b::/96", "translated to an address of IPv4");

    private static final int IPV4_LENGTH = 4;

    private SpecialPurposeAddresses() {}

    /** What an address is for that is not public, such as {@code loopback}; empty for one that is. */
    public static Optional<String> exception(InetAddress address) {
        if (address instanceof Inet4Address) {
            return first(IPV4, address);
        }
        if (NAT64.contains(address)) {
            return first(IPV4, lastPart((Inet6Address) address));
        }
        if (GLOBAL.contains(address)) {
            return first(IPV6, address);
        }
        return Optional.of(kind((Inet6Address) address));
    }

    private static Optional<String> first(List<CidrBlock> networks, InetAddress address) {
        return networks.stream()
                .filter(network -> network.contains(address))
                .map(CidrBlock::name)
                .findFirst();
    }

    private static String kind(Inet6Address address) {
        if (address.isLoopbackAddress()) {
            return "loopback";
        }
        if (address.isLinkLocalAddress()) {
            return "link-local";
        }
        return address.isMulticastAddress() ? "multicast" : "private or reserved";
    }

    private static InetAddress lastPart(Inet6Address address) {
        byte[] bytes = address.getAddress();
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, bytes.length - IPV4_LENGTH, bytes.length));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
