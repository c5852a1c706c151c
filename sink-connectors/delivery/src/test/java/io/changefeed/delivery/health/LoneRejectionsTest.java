/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.Changes;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoneRejectionsTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final LoneRejections rejections = new LoneRejections();

    @Test
    void threeAreAvailableAndOneMoreEveryTwentyMinutes() {
        Instant start = Changes.TIME;
        assertThat(IntStream.range(0, 5).filter(i -> rejections.take(start)).count())
                .isEqualTo(3);
        assertThat(rejections.take(start.plus(Duration.ofMinutes(19)))).isFalse();

        assertThat(rejections.take(start.plus(Duration.ofMinutes(20)))).isTrue();
        assertThat(rejections.take(start.plus(Duration.ofMinutes(21)))).isFalse();
    }

    @Test
    void neverMoreThanThreeAreAvailable() {
        Instant start = Changes.TIME;
        rejections.take(start);

        Instant later = start.plus(HOUR.multipliedBy(100));

        assertThat(IntStream.range(0, 5).filter(i -> rejections.take(later)).count())
                .isEqualTo(3);
    }
}
