/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ChangeEvent;
import java.net.URI;
import java.util.regex.Pattern;
import org.apache.hc.core5.net.PercentCodec;

/**
 * The URL that events are sent to, with placeholders in its path and query. Whatever an event says, it changes neither
 * the host nor the number of the path's segments.
 */
public final class UrlTemplate {
    private static final Pattern ORIGIN = Pattern.compile("(?i)https?://[^/?#]+[/?].*");
    /** Segments that lead to another path, also when they are encoded (RFC 3986, section 6.2.2). */
    private static final Pattern DOTS = Pattern.compile("(?i)(\\.|%2e){1,2}");

    private final EventTemplate template;

    /** @throws IllegalArgumentException when it could give no URL, or one of another host; the message says why */
    public UrlTemplate(String text) {
        template = new EventTemplate(text);
        Urls.parse(template.fillWith("x"));
        if (!template.isFixed() && !ORIGIN.matcher(template.beginning()).matches()) {
            throw new IllegalArgumentException(
                    "An event may change the path and the query, and nothing before them: put a '/' before the first"
                            + " '${'.");
        }
    }

    /** The URL without what events say, for messages and checks: its scheme, host and port are those of every URL. */
    public URI example() {
        return URI.create(template.fillWith("x"));
    }

    /**
     * The URL for an event.
     *
     * @throws RejectedEventException when the event lacks a field that the URL needs, or would change its path
     */
    URI url(ChangeEvent event) {
        String text = template.fill(event, value -> PercentCodec.encode(value, UTF_8));
        URI url = URI.create(text);
        if (!template.isFixed() && hasDots(url)) {
            throw new RejectedEventException("source.key: with this event's values the path of 'url' is "
                    + url.getRawPath() + ", whose dots lead to another path");
        }
        return url;
    }

    private static boolean hasDots(URI url) {
        for (String segment : url.getRawPath().split("/", -1)) {
            if (DOTS.matcher(segment).matches()) {
                return true;
            }
        }
        return false;
    }
}
