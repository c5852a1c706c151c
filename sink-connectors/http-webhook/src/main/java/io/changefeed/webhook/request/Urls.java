/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.request;

import java.net.URI;
import java.util.Locale;

/** What is required of every URL that a user gives. */
public final class Urls {
    private static final int HIGHEST_PORT = 65_535;

    private Urls() {}

    /**
     * Reads what a user wrote.
     *
     * @throws IllegalArgumentException when it is not one that a request can be sent to; the message says why
     */
    public static URI parse(String text) {
        URI url = uri(text);
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || url.getHost() == null) {
            throw new IllegalArgumentException("Expected a URL such as https://example.com/events.");
        }
        if (url.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "Passwords do not belong into the URL, which is shown: use 'auth.type'.");
        }
        if (url.getRawFragment() != null) {
            throw new IllegalArgumentException("What follows a '#' is never sent; leave it out.");
        }
        if (url.getPort() == 0 || url.getPort() > HIGHEST_PORT) {
            throw new IllegalArgumentException("There is no port " + url.getPort() + ".");
        }
        return url;
    }

    private static URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("This is no URL: " + e.getMessage() + ".");
        }
    }
}
