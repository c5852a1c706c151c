/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.testing.FakeSinkTaskContext;
import io.changefeed.testing.RunningThreads;
import io.changefeed.testing.SinkTaskLives;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("counts threads")
@Timeout(180)
class FanOutLivesTest {
    private static Map<String, String> onPort(int port) {
        return Map.of("grpc.host", "127.0.0.1", "grpc.port", Integer.toString(port));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static GrpcFanOutSinkTask task() {
        GrpcFanOutSinkTask task = new GrpcFanOutSinkTask();
        task.initialize(new FakeSinkTaskContext().withoutPluginMetrics());
        return task;
    }

    /** Each life needs the port of the one before. */
    @Test
    void stoppedAndFailedTasksLeaveNeitherThreadNorPort() throws IOException {
        new SinkTaskLives(GrpcFanOutSinkTask::new, onPort(freePort())).requireNoThreadsLeft();
    }

    @Test
    void tasksThatFindTheirPortInUseLeaveNoThread() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            requireNothingLeftOfStart(onPort(socket.getLocalPort()), "cannot listen");
        }
    }

    @Test
    void tasksWithAnInvalidCertificateLeaveNeitherThreadNorPort() throws IOException {
        Map<String, String> properties = new HashMap<>(onPort(freePort()));
        properties.put("ssl.keystore.certificate.chain", "no certificate");
        properties.put("ssl.keystore.key", "no key");

        requireNothingLeftOfStart(properties, "cannot use its certificate");

        new ServerSocket(Integer.parseInt(properties.get("grpc.port")), 0, InetAddress.getLoopbackAddress()).close();
    }

    private static void requireNothingLeftOfStart(Map<String, String> properties, String reason) {
        RunningThreads before = RunningThreads.now(thread -> false);
        for (int life = 0; life < SinkTaskLives.LIVES; life++) {
            assertThatThrownBy(() -> task().start(properties))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining(reason);
        }
        before.requireNoMore();
    }

    @Test
    void taskCanBeStoppedTwice() {
        GrpcFanOutSinkTask task = task();
        task.start(onPort(0));

        task.stop();

        assertThatCode(task::stop).doesNotThrowAnyException();
    }
}
