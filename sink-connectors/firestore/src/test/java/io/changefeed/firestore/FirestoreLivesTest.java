/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore;

import io.changefeed.testing.SinkTaskLives;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("counts threads")
@Timeout(120)
class FirestoreLivesTest {
    @Test
    void stoppedAndFailedTasksLeaveNoThread() {
        new SinkTaskLives(FirestoreSinkTask::new, TaskDriver.properties("localhost:1", "shop", Map.of()))
                .requireNoThreadsLeft();
    }
}
