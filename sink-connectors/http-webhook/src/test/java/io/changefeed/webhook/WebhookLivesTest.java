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
                        Map.of(
                                "url", "https://example.com/",
                                "auth.type", "oauth2",
                                "oauth2.token.url", "https://example.com/token",
                                "oauth2.client.id", "id",
                                "oauth2.client.secret", "secret",
                                "failure.notification.url", "https://example.com/failures"))
                .requireNoThreadsLeft();
    }
}
