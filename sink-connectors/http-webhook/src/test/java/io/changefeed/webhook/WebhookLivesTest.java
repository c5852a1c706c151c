/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook;

import io.changefeed.testing.SinkTaskLives;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("counts threads")
@Timeout(120)
class WebhookLivesTest {
    @Test
    void stoppedAndFailedTasksLeaveNoThread() {
        new SinkTaskLives(
                        HttpWebhookSinkTask::new,
                        Map.of("url", "http://localhost:1/", "allow.private.addresses", "true"))
                .requireNoThreadsLeft();
    }
}
