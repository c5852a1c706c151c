/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CloserTest {
    private final List<String> closed = new CopyOnWriteArrayList<>();
    private final Closer closer = new Closer();

    private AutoCloseable resource(String name) {
        return () -> closed.add(name);
    }

    private AutoCloseable failing(String name, Throwable failure) {
        return () -> {
            closed.add(name);
            if (failure instanceof Error error) {
                throw error;
            }
            throw (Exception) failure;
        };
    }

    @Test
    void resourcesAreClosedOnceInReverseOrder() {
        closer.register(resource("client"));
        closer.register(resource("threads"));

        closer.close();
        closer.close();

        assertThat(closed).containsExactly("threads", "client");
        assertThat(closer.isClosed()).isTrue();
    }

    @Test
    void failureOfOneResourceDoesNotKeepOthersOpen() {
        closer.register(failing("client", new IOException("no client")));
        closer.register(failing("pool", new NoClassDefFoundError("no pool")));
        closer.register(failing("threads", new IllegalStateException("no threads")));

        assertThatThrownBy(closer::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no threads")
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("no pool", "no client"));
        assertThat(closed).containsExactly("threads", "pool", "client");
    }

    @Test
    void failedStartKeepsItsReason() {
        closer.register(failing("client", new IllegalStateException("no client")));
        ConnectException reason = new ConnectException("no tables");

        closer.closeAfter(reason);

        assertThat(reason.getSuppressed()).extracting(Throwable::getMessage).containsExactly("no client");
    }

    @Test
    void resourceThatIsOpenedAfterTheStopIsClosed() {
        closer.close();
        AutoCloseable late = resource("late");

        assertThatThrownBy(() -> closer.register(late)).isInstanceOf(ConnectException.class);

        assertThat(closed).containsExactly("late");
    }

    @Test
    void failureIsReportedOnceAndAfterEverythingIsClosed() {
        closer.register(resource("client"));

        closer.closeAndReport(new IllegalStateException(), () -> closed.add("first report"));
        closer.closeAndReport(new IllegalStateException(), () -> closed.add("second report"));

        assertThat(closed).containsExactly("client", "first report");
    }

    @Test
    void stoppedInstanceReportsNothing() {
        closer.close();

        closer.closeAndReport(new IllegalStateException(), () -> closed.add("report"));

        assertThat(closed).isEmpty();
    }

    @Test
    void interruptOfTheFailedThreadDoesNotReachTheReport() {
        closer.register(() -> Thread.currentThread().interrupt());

        closer.closeAndReport(
                new IllegalStateException(),
                () -> closed.add("interrupted: " + Thread.currentThread().isInterrupted()));

        assertThat(closed).containsExactly("interrupted: false");
    }

    @Test
    void stopWaitsUntilAnotherThreadHasReported() throws InterruptedException {
        CountDownLatch reporting = new CountDownLatch(1);
        Thread failing = new Thread(() -> closer.closeAndReport(new IllegalStateException(), () -> {
            reporting.countDown();
            closed.add("reported");
        }));
        failing.start();
        reporting.await();

        closer.close();
        closed.add("stopped");
        failing.join();

        assertThat(closed).containsExactly("reported", "stopped");
    }
}
