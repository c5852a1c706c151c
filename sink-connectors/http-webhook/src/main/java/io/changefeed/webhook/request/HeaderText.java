/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.request;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The text of configured headers: {@code Name: value}, separated by {@code |}. */
public final class HeaderText {
    /** RFC 9110, section 5.6.2. */
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /** Set by the connector or by the HTTP client. */
    private static final Set<String> RESERVED = Set.of(
            "content-type",
            "content-encoding",
            "content-length",
            "transfer-encoding",
            "host",
            "connection",
            "expect",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "upgrade",
            "proxy-authorization",
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature");

    private HeaderText() {}

    /**
     * Parses headers. Blank text contains none.
     *
     * @throws IllegalArgumentException if a header is invalid; the message contains no header value
     */
    public static List<Header> parse(String text) {
        return text.isBlank()
                ? List.of()
                : Arrays.stream(text.split("\\|", -1)).map(HeaderText::header).toList();
    }

    private static Header header(String text) {
        int colon = text.indexOf(':');
        String name = text.substring(0, Math.max(colon, 0)).strip();
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Expected headers of the form 'Name: value', separated by '|'.");
        }
        if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("The connector sets '" + name + "' itself.");
        }
        String value = text.substring(colon + 1).strip();
        if (!value.chars().allMatch(HeaderText::isAllowed)) {
            throw new IllegalArgumentException(
                    "The value of '" + name + "' contains characters that are not allowed in a header.");
        }
        return new Header(name, value);
    }

    /** Whether the value of a header can contain this character without encoding. */
    static boolean isAllowed(int character) {
        return character >= ' ' && character <= '~';
    }
}
