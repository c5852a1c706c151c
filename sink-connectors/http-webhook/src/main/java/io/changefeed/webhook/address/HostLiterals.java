/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Hosts of URLs whose address is known without a DNS lookup. */
public final class HostLiterals {
    /** A host that ends in a number is parsed as an address, including {@code 127.1} and {@code 2130706433}. */
    private static final Pattern LITERAL = Pattern.compile("(?:[^.]*\\.)*(?:[0-9]+|0x[0-9a-f]*)|\\[.*]|.*:.*");
    /** Octal and hexadecimal numbers, which proxies and resolvers interpret differently. */
    private static final Pattern NOT_DECIMAL = Pattern.compile("(?:.*\\.)?0[0-9x].*");

    private HostLiterals() {}

    /**
     * Returns the purpose of a host that is known not to be public: {@code localhost}, or an address literal that is
     * not public. Empty for all other hosts.
     *
     * @param host as in a URL, with an IPv6 address in brackets
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
            return Optional.of("not in decimal notation");
        }
        try {
            return SpecialPurposeAddresses.purpose(InetAddress.getByName(name));
        } catch (UnknownHostException e) {
            return Optional.of("not a valid address");
        }
    }

    /** A trailing dot denotes the DNS root and does not change the host. */
    private static String withoutRoot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
