/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.address;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Recognizes addresses that are not on the public internet, according to IANA's special-purpose address registries (RFC
 * 6890 and its successors). IPv6 addresses outside the global unicast block count as special-purpose.
 *
 * <p>An IPv6 address that embeds an IPv4 address can lead to it. NAT64 and ISATAP addresses are judged by their IPv4
 * address. All others are not public, whatever they embed: IPv4-mapped, IPv4-compatible, IPv4-translated, 6to4, Teredo and
 * local NAT64 addresses.
 */
public final class SpecialPurposeAddresses {
    private static final List<CidrBlock> IPV4 = List.of(
            CidrBlock.of("0.0.0.0/8", "this network"),
            CidrBlock.of("10.0.0.0/8", "private"),
            CidrBlock.of("100.64.0.0/10", "shared address space of carrier-grade NAT"),
            CidrBlock.of("127.0.0.0/8", "loopback"),
            CidrBlock.of("168.63.129.16/32", "cloud metadata service"),
            CidrBlock.of("169.254.0.0/16", "link-local, including cloud metadata services"),
            CidrBlock.of("172.16.0.0/12", "private"),
            CidrBlock.of("192.0.0.0/24", "IETF protocol assignments"),
            CidrBlock.of("192.0.2.0/24", "documentation"),
            CidrBlock.of("192.88.99.0/24", "6to4 relay anycast"),
            CidrBlock.of("192.168.0.0/16", "private"),
            CidrBlock.of("198.18.0.0/15", "benchmarking"),
            CidrBlock.of("198.51.100.0/24", "documentation"),
            CidrBlock.of("203.0.113.0/24", "documentation"),
            CidrBlock.of("224.0.0.0/4", "multicast"),
            CidrBlock.of("240.0.0.0/4", "reserved"));

    private static final CidrBlock GLOBAL = CidrBlock.of("2000::/3", "global unicast");

    /** Within {@link #GLOBAL}. */
    private static final List<CidrBlock> IPV6 = List.of(
            CidrBlock.of("2001::/23", "IETF protocol assignments"),
            CidrBlock.of("2001:db8::/32", "documentation"),
            CidrBlock.of("2002::/16", "6to4"),
            CidrBlock.of("3fff::/20", "documentation"));

    /** The last 32 bits are an IPv4 address (RFC 6052). */
    private static final CidrBlock NAT64 = CidrBlock.of("64:ff9b::/96", "NAT64");

    private static final int IPV4_LENGTH = 4;

    /** Start of the interface identifier in an IPv6 address. */
    private static final int INTERFACE_ID = 8;

    private SpecialPurposeAddresses() {}

    /** Returns the purpose of an address that is not public, such as {@code loopback}; empty for a public address. */
    public static Optional<String> purpose(InetAddress address) {
        if (address instanceof Inet4Address) {
            return first(IPV4, address);
        }
        if (NAT64.contains(address)) {
            return first(IPV4, lastIpv4(address));
        }
        if (!GLOBAL.contains(address)) {
            return Optional.of(purposeOfNonGlobal((Inet6Address) address));
        }
        Optional<String> purpose = first(IPV6, address);
        return purpose.isEmpty() && isIsatap(address) ? first(IPV4, lastIpv4(address)) : purpose;
    }

    /** The interface identifier is {@code 0:5efe} or {@code 200:5efe} and an IPv4 address (RFC 5214, section 6.1). */
    private static boolean isIsatap(InetAddress address) {
        ByteBuffer interfaceId = ByteBuffer.wrap(address.getAddress()).position(INTERFACE_ID);
        int prefix = interfaceId.getInt();
        return prefix == 0x0000_5efe || prefix == 0x0200_5efe;
    }

    private static Optional<String> first(List<CidrBlock> blocks, InetAddress address) {
        return blocks.stream()
                .filter(block -> block.contains(address))
                .map(CidrBlock::purpose)
                .findFirst();
    }

    private static String purposeOfNonGlobal(Inet6Address address) {
        if (address.isLoopbackAddress()) {
            return "loopback";
        }
        if (address.isLinkLocalAddress()) {
            return "link-local";
        }
        return address.isMulticastAddress() ? "multicast" : "private or reserved";
    }

    private static InetAddress lastIpv4(InetAddress address) {
        byte[] bytes = address.getAddress();
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, bytes.length - IPV4_LENGTH, bytes.length));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are always a valid address", e);
        }
    }
}
