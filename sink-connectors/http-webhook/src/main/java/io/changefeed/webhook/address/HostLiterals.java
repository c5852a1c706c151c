/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Hosts of URLs whose address is known without a look-up. */
public final class HostLiterals {
    /** Whatever ends in a number is read as an address, also {@code 127.1} and {@code 2130706433}. */
    private static final Pattern LITERAL = Pattern.compile("(?:[^.]*\\.)*(?:[0-9]+|0x[0-9a-f]*)|\\[.*]|.*:.*");
    /** Octal and hexadecimal numbers, which some read as such, as a proxy may, and others as decimal ones or not. */
    private static final Pattern NOT_DECIMAL = Pattern.compile("(?:.*\\.)?0[0-9x].*");

    private HostLiterals() {}

    /**
     * Why a host is not in the public internet, as far as it tells without a look-up: it is an address that is not
     * public, or {@code localhost}.
     *
     * @param host as it stands in a URL, an address of IPv6 in brackets
     */
    public static Optional<String> exception(String host) {
        String name = withoutRoot(host.toLowerCase(Locale.ROOT));
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return Optional.of("loopback");
        }
        if (!LITERAL.matcher(name).matches()) {
            return Optional.empty();
        }
        if (NOT_DECIMAL.matcher(name).matches()) {
            return Optional.of("not in decimal numbers");
        }
        try {
            return SpecialPurposeAddresses.exception(InetAddress.getByName(name));
        } catch (UnknownHostException e) {
            return Optional.of("no address");
        }
    }

    /** A name that ends in a dot is the same one. */
    private static String withoutRoot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
