/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.request;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Parses and validates configured URLs. */
public final class Urls {
    private static final int MAX_PORT = 65_535;
    private static final int MAX_ASCII = 128;

    private Urls() {}

    /**
     * Parses a URL.
     *
     * @throws IllegalArgumentException if no request can be sent to it; the message gives the reason
     */
    public static URI parse(String text) {
        if (!text.chars().allMatch(character -> character < MAX_ASCII)) {
            throw new IllegalArgumentException("A URL has only ASCII characters: percent-encode the others in its path"
                    + " and query, and write an international host name in its ASCII form (xn--…).");
        }
        if (text.contains("${")) {
            throw new IllegalArgumentException("Placeholders are supported only in 'url'.");
        }
        URI url = uri(text);
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || url.getRawAuthority() == null) {
            throw new IllegalArgumentException("Expected a URL such as https://example.com/events.");
        }
        if (url.getHost() == null) {
            throw new IllegalArgumentException("The URL has no valid host and port. A host name has letters, digits,"
                    + " hyphens and dots, but no underscores.");
        }
        if (url.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "Do not put credentials in the URL: it is visible in the connector configuration."
                            + " Use 'auth.type', or 'failure.notification.headers' for notifications.");
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
            return new URI(text);
        } catch (URISyntaxException e) {
            // The message of the exception quotes the URL, which can contain credentials.
            throw new IllegalArgumentException("Invalid URL: " + e.getReason()
                    + (e.getIndex() < 0 ? "." : " at position " + (e.getIndex() + 1) + "."));
        }
    }
}
