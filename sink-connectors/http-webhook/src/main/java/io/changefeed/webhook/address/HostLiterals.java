/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Recognizes hosts of URLs that are not public, without a DNS lookup: {@code localhost} and address literals. */
public final class HostLiterals {
    /** A host that ends in a number is an address, for example {@code 127.1} or {@code 2130706433}. */
    private static final Pattern LITERAL = Pattern.compile("(?:[^.]*\\.)*(?:[0-9]+|0x[0-9a-f]*)|\\[.*]|.*:.*");
    /** Octal and hexadecimal numbers. Proxies and resolvers do not agree on their meaning. */
    private static final Pattern NOT_DECIMAL = Pattern.compile("(?:.*\\.)?0[0-9x].*");

    private HostLiterals() {}

    /**
     * Returns the purpose of a host that is not public, such as {@code loopback}. Empty for public addresses and for
     * names that require a DNS lookup.
     *
     * @param host host of a URL; an IPv6 address is in brackets
     */
    public static Optional<String> specialPurpose(String host) {
        String name = withoutRoot(host.toLowerCase(Locale.ROOT));
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return Optional.of("loopback");
        }
        if (!LITERAL.matcher(name).matches()) {
            return Optional.empty();
        }
        if (NOT_DECIMAL.matcher(name).matches()) {
            return Optional.of("octal or hexadecimal notation");
        }
        try {
            return SpecialPurposeAddresses.purpose(InetAddress.getByName(name));
        } catch (UnknownHostException e) {
            return Optional.of("invalid address");
        }
    }

    /** A trailing dot denotes the DNS root and does not change the host. */
    private static String withoutRoot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
