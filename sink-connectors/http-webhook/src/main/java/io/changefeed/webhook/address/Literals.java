/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Hosts of URLs whose address is known without a look-up. */
public final class Literals {
    /** Whatever consists of digits and dots is read as an address, also {@code 127.1} and {@code 2130706433}. */
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|\\[.*]|.*:.*");

    private Literals() {}

    /**
     * Why a host is not in the public internet, as far as it tells without a look-up: it is an address that is not
     * public, or {@code localhost}.
     *
     * @param host as it stands in a URL, an address of IPv6 in brackets
     */
    public static Optional<String> exception(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return Optional.of("loopback");
        }
        if (!LITERAL.matcher(name).matches()) {
            return Optional.empty();
        }
        try {
            return PublicAddresses.exception(InetAddress.getByName(name));
        } catch (UnknownHostException e) {
            return Optional.of("no address");
        }
    }
}
