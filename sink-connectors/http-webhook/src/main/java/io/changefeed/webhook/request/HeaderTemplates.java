/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ChangeEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hc.core5.net.PercentCodec;

/** Configured headers, with placeholders in their values. */
public final class HeaderTemplates {
    private record HeaderTemplate(String name, EventTemplate value, boolean isSecret) {
        Header expand(ChangeEvent event) {
            return new Header(name, value.expand(event, HeaderTemplates::encode), isSecret);
        }
    }

    private final List<HeaderTemplate> headers;

    private HeaderTemplates(List<HeaderTemplate> headers) {
        this.headers = List.copyOf(headers);
    }

    /**
     * Parses headers as {@link HeaderText} does.
     *
     * @throws IllegalArgumentException if a header is invalid; the message contains no header value
     */
    public static HeaderTemplates parse(String text) {
        return parse(text, false);
    }

    /** Like {@link #parse(String)}, for headers whose values must not appear in messages. */
    public static HeaderTemplates parseSecret(String text) {
        return parse(text, true);
    }

    private static HeaderTemplates parse(String text, boolean isSecret) {
        return new HeaderTemplates(HeaderText.parse(text).stream()
                .map(header -> template(header, isSecret))
                .toList());
    }

    private static HeaderTemplate template(Header header, boolean isSecret) {
        if (header.name().equalsIgnoreCase("authorization")) {
            throw new IllegalArgumentException("The connector sets '" + header.name() + "' itself: use 'auth.type'.");
        }
        return new HeaderTemplate(header.name(), template(header.name(), header.value()), isSecret);
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

    /** Returns the headers of all events; empty if events can have different ones. */
    Optional<List<Header>> constant() {
        return headers.stream().allMatch(header -> header.value().isConstant())
                ? Optional.of(headers.stream()
                        .map(header -> new Header(header.name(), header.value().prefix(), header.isSecret()))
                        .toList())
                : Optional.empty();
    }

    /** @throws RejectedEventException if a header uses a key attribute that the event does not have */
    List<Header> expand(ChangeEvent event) {
        return headers.stream().map(header -> header.expand(event)).toList();
    }

    /** Percent-encodes only characters that are not allowed in a header, so that the rest remains readable. */
    private static String encode(String value) {
        StringBuilder text = new StringBuilder(value.length());
        value.codePoints().forEach(character -> {
            if (HeaderText.isAllowed(character) && character != '%') {
                text.appendCodePoint(character);
            } else {
                PercentCodec.encode(text, Character.toString(character), UTF_8);
            }
        });
        return text.toString();
    }
}
