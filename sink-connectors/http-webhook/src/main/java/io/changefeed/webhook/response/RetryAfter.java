/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.response;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.utils.DateUtils;

/** The header {@code Retry-After} (RFC 9110, section 10.2.3): a number of seconds, or a date. */
final class RetryAfter {
    /** An endpoint that asks for more is asked again after this, so that a slip of its own does not silence it. */
    static final Duration LONGEST = Duration.ofHours(1);

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private final Clock clock;

    RetryAfter(Clock clock) {
        this.clock = clock;
    }

    /** How long to leave the endpoint alone; empty when the header says nothing that makes sense. */
    Optional<Duration> pause(String header) {
        return wish(header.strip()).map(wish -> wish.compareTo(LONGEST) > 0 ? LONGEST : wish);
    }

    private Optional<Duration> wish(String text) {
        if (SECONDS.matcher(text).matches()) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        Instant now = clock.instant();
        return Optional.ofNullable(DateUtils.parseStandardDate(text))
                .map(date -> date.isBefore(now) ? Duration.ZERO : Duration.between(now, date));
    }
}
