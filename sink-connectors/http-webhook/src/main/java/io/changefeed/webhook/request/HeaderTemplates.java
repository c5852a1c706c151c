/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ChangeEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hc.core5.net.PercentCodec;

/** Configured headers, with placeholders in their values. */
public final class HeaderTemplates {
    /** RFC 9110, section 5.6.2. */
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /** Set by the connector or by the HTTP client. */
    private static final Set<String> RESERVED = Set.of(
            "authorization",
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

    private record HeaderTemplate(String name, EventTemplate value) {}

    private final List<HeaderTemplate> headers;

    private HeaderTemplates(List<HeaderTemplate> headers) {
        this.headers = List.copyOf(headers);
    }

    /**
     * Parses headers of the form {@code Name: value}, separated by {@code |}. Blank text contains none.
     *
     * @throws IllegalArgumentException if a header is invalid; the message contains no header value
     */
    public static HeaderTemplates parse(String text) {
        List<HeaderTemplate> headers = new ArrayList<>();
        for (String header : text.isBlank() ? new String[0] : text.split("\\|", -1)) {
            headers.add(header(header));
        }
        return new HeaderTemplates(headers);
    }

    private static HeaderTemplate header(String text) {
        int colon = text.indexOf(':');
        String name = text.substring(0, Math.max(colon, 0)).strip();
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Expected headers of the form 'Name: value', separated by '|'.");
        }
        if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("The connector sets '" + name + "' itself"
                    + (name.equalsIgnoreCase("authorization") ? ": use 'auth.type'." : "."));
        }
        String value = text.substring(colon + 1).strip();
        if (!value.chars().allMatch(HeaderTemplates::isVisible)) {
            throw new IllegalArgumentException(
                    "The value of '" + name + "' contains characters that are not allowed in a header.");
        }
        return new HeaderTemplate(name, template(name, value));
    }

    private static EventTemplate template(String name, String value) {
        try {
            return new EventTemplate(value);
        } catch (IllegalArgumentException e) {
            // Omits the cause, because its message contains part of the value.
            throw new IllegalArgumentException(
                    "The value of '" + name + "' contains an unknown placeholder, or one without an"
                            + " end; "
                            + WebhookPlaceholder.supported() + ".");
        }
    }

    /** Appends headers. */
    public HeaderTemplates and(HeaderTemplates others) {
        List<HeaderTemplate> all = new ArrayList<>(headers);
        all.addAll(others.headers);
        return new HeaderTemplates(all);
    }

    /** @throws RejectedEventException if a header uses a key attribute that the event does not have */
    List<Header> expand(ChangeEvent event) {
        return headers.stream()
                .map(header -> new Header(header.name, header.value.expand(event, HeaderTemplates::encode)))
                .toList();
    }

    private static boolean isVisible(int character) {
        return character >= ' ' && character <= '~';
    }

    /** Percent-encodes only characters that are not allowed in a header, so that the rest remains readable. */
    private static String encode(String value) {
        StringBuilder text = new StringBuilder(value.length());
        value.codePoints().forEach(character -> {
            if (isVisible(character) && character != '%') {
                text.appendCodePoint(character);
            } else {
                PercentCodec.encode(text, Character.toString(character), UTF_8);
            }
        });
        return text.toString();
    }
}
