/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.LogRecorder;
import java.net.URI;
import org.junit.jupiter.api.Test;

class OutageLogTest {
    private static final URI URL = URI.create("https://example.com/services/secret?token=secret");

    private final LogRecorder recorder = new LogRecorder();
    private final OutageLog log = new OutageLog(isolation -> ((URI) isolation).getHost(), recorder.logger());

    @Test
    void routeIsLoggedByNameOnly() {
        for (int failures = 1; failures <= 4; failures++) {
            log.routeFailed(URL, failures, "status 503");
        }
        log.succeeded(URL);

        assertThat(recorder.messages())
                .noneMatch(text -> text.contains("secret"))
                .filteredOn(text -> !text.startsWith("DEBUG"))
                .containsExactly(
                        "WARN example.com unavailable, 3 consecutive failures; retrying indefinitely, other events are"
                                + " delivered: status 503",
                        "INFO example.com available again");
    }
}
