/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.event.ChangeEvent;
import io.changefeed.testing.RunningThreads;
import io.changefeed.testing.SinkTaskLives;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
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

    @Test
    void taskThatIsStoppedDuringADeliveryLeavesNoThread() throws Exception {
        RunningThreads before = RunningThreads.now(thread -> false);
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String host = "127.0.0.1:" + silent.getLocalPort();
            ChangeEvent change = FirestoreEvents.insert(FirestoreEvents.key("c1", "o7"), "", 1);
            TaskDriver task = new TaskDriver(TaskDriver.properties(host, "shop", Map.of()), List.of(change));
            task.put(1);
            try (Socket delivery = silent.accept()) {
                assertThat(delivery.isConnected()).isTrue();
                task.close();
            }
        }
        before.requireNoMore();
    }
}
