/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ChangeEvent;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hc.core5.net.PercentCodec;

/**
 * The URL that events are sent to, with placeholders in its path and query. No event can change the host or the
 * number of path segments.
 */
public final class UrlTemplate {
    private static final Pattern ORIGIN = Pattern.compile("(?i)https?://[^/?#]+[/?].*");
    /** Dot segments, which resolve to another path even if they are percent-encoded (RFC 3986, section 6.2.2). */
    private static final Pattern DOT_SEGMENT = Pattern.compile("(?i)(\\.|%2e){1,2}");

    private final EventTemplate template;
    /** Scheme, host and port, which no event can change. */
    private final String origin;

    /**
     * @throws IllegalArgumentException if it is not a URL, or an event could change the host; the message gives the
     *     reason
     */
    public UrlTemplate(String text) {
        template = new EventTemplate(text);
        URI example = Urls.parse(template.expandAll("x"));
        origin = example.getScheme() + "://" + example.getRawAuthority();
        if (!template.isConstant() && !ORIGIN.matcher(template.prefix()).matches()) {
            throw new IllegalArgumentException(
                    "Placeholders are allowed only in the path and the query: put a '/' before the first '${'.");
        }
    }

    /** Whether all events have the same URL. */
    public boolean isConstant() {
        return template.isConstant();
    }

    /** Returns the URL of all events with its name; empty if events can have different ones. */
    public Optional<NamedUrl> constant() {
        return isConstant() ? Optional.of(new NamedUrl(example(), origin)) : Optional.empty();
    }

    /** Returns a URL with the scheme, host and port of all URLs from this template. */
    public URI example() {
        return URI.create(template.expandAll("x"));
    }

    /**
     * Returns the URL for an event.
     *
     * @throws RejectedEventException if the URL uses a key attribute that the event does not have, or the event would
     *     change the path
     */
    URI expand(ChangeEvent event) {
        String text = template.expand(event, value -> PercentCodec.encode(value, UTF_8));
        URI url = URI.create(text);
        if (!template.isConstant() && hasDotSegment(url)) {
            throw new RejectedEventException("source.key: the path of 'url' for this event has a segment '.' or '..',"
                    + " which resolves to another path");
        }
        return url;
    }

    /**
     * Returns the name in the log of the URL for an event: scheme, host and port, and the placeholders, such as {@code
     * https://example.com/.../orders/${key.id}}. The rest of the path and the query can contain secrets. Only table and
     * operation are replaced with their values.
     */
    public String nameFor(ChangeEvent event) {
        return isConstant() ? origin : origin + "/.../" + String.join("/", template.names(event));
    }

    private static boolean hasDotSegment(URI url) {
        for (String segment : url.getRawPath().split("/", -1)) {
            if (DOT_SEGMENT.matcher(segment).matches()) {
                return true;
            }
        }
        return false;
    }
}
