/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.request;

import java.net.URI;
import java.util.Locale;

/** Parses and validates configured URLs. */
public final class Urls {
    private static final int MAX_PORT = 65_535;

    private Urls() {}

    /**
     * Parses a URL.
     *
     * @throws IllegalArgumentException if no request can be sent to it; the message gives the reason
     */
    public static URI parse(String text) {
        URI url = uri(text);
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || url.getHost() == null) {
            throw new IllegalArgumentException("Expected a URL such as https://example.com/events.");
        }
        if (url.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "Do not put credentials in the URL: it is visible in the connector configuration."
                            + " Use 'auth.type'.");
        }
        if (url.getRawFragment() != null) {
            throw new IllegalArgumentException("Remove the fragment: the part after '#' is never sent.");
        }
        if (url.getPort() == 0 || url.getPort() > MAX_PORT) {
            throw new IllegalArgumentException("Invalid port: " + url.getPort() + ".");
        }
        return url;
    }

    private static URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Invalid URL: " + e.getMessage() + ".");
        }
    }
}
