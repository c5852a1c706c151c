/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.response;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.utils.DateUtils;

/** Parses the {@code Retry-After} header (RFC 9110, section 10.2.3): a number of seconds, or a date. */
final class RetryAfter {
    /** Longer delays are reduced to this limit, so that an error in the endpoint does not stop the delivery. */
    static final Duration MAX_DELAY = Duration.ofHours(1);

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private final Clock clock;

    RetryAfter(Clock clock) {
        this.clock = clock;
    }

    /** Parses the header; empty if it is invalid. */
    Optional<Duration> parse(String header) {
        return delay(header.strip()).map(delay -> delay.compareTo(MAX_DELAY) > 0 ? MAX_DELAY : delay);
    }

    private Optional<Duration> delay(String text) {
        if (SECONDS.matcher(text).matches()) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        Instant now = clock.instant();
        return Optional.ofNullable(DateUtils.parseStandardDate(text))
                .map(date -> date.isBefore(now) ? Duration.ZERO : Duration.between(now, date));
    }
}
