/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.LogRecorder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsumerIsolationTest {
    @Test
    void readCommittedIsNotLogged() {
        assertThat(logged(Map.of("consumer.override.isolation.level", "read_committed")))
                .isEmpty();
    }

    @Test
    void readUncommittedCausesAWarning() {
        assertThat(logged(Map.of("consumer.override.isolation.level", "read_uncommitted")))
                .containsExactly(
                        "WARN 'consumer.override.isolation.level=read_uncommitted': the sink also reads events of"
                                + " aborted transactions. They are delivered twice, and an item can have an older version in"
                                + " between. Set 'read_committed'");
    }

    @Test
    void withoutOverrideTheWorkerDecides() {
        assertThat(logged(Map.of()))
                .containsExactly(
                        "INFO 'consumer.override.isolation.level' is not set, so 'consumer.isolation.level' of the"
                                + " worker applies. Unless it is 'read_committed', the sink also reads events of aborted"
                                + " transactions: they are delivered twice, and an item can have an older version in between");
    }

    private static List<String> logged(Map<String, String> properties) {
        LogRecorder recorder = new LogRecorder();
        ConsumerIsolation.log(properties, recorder.logger());
        return recorder.messages();
    }
}
