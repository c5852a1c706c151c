/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.delivery.record.RecordReader;
import io.changefeed.event.ChangeEvent;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.errors.DataException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The contract of every destination. The tests of a sink extend it with a system that they control: a server, or an
 * emulator behind a proxy.
 */
public abstract class DestinationContract {
    /** The limit on the blocked time of calls that must not block. Brief lock contention is tolerated. */
    private static final Duration MAX_BLOCKED = Duration.ofSeconds(1);

    /** The limit on the elapsed time of such calls. The first call can be slow on a slow machine. */
    private static final Duration MAX_ELAPSED = Duration.ofSeconds(20);

    /** The limit on the time from an abort to the result. */
    private static final Duration MAX_ABORT = Duration.ofSeconds(2);

    private static final int RESULT_TIMEOUT_SECONDS = 60;

    private final List<Destination<?>> opened = new ArrayList<>();

    /** Opens a destination for the system, with a secret in its configuration if it supports one. */
    protected abstract Destination<?> open();

    /** Opens a destination for a system at this address instead. */
    protected abstract Destination<?> openAt(String host, int port);

    /**
     * Opens a destination whose lookups of the system's host name do not return before the end of the test. Empty if
     * the destination has no host name, or its client does not allow a test to replace lookups.
     */
    protected abstract Optional<Destination<?>> openWithHangingLookup();

    /** Makes the system accept all events, which is its initial state. */
    protected abstract void makeAvailable();

    /** Makes the system respond that it is temporarily unavailable. */
    protected abstract void makeUnavailable();

    /** Makes the system accept requests and never respond. */
    protected abstract void makeHang();

    /**
     * Makes the system respond to the first call of a delivery and to no later one, such as a commit or a rollback. The
     * default is for systems that need one call for a delivery.
     */
    protected void makeHangAfterFirstCall() {
        makeHang();
    }

    /**
     * Waits until a delivery has reached a system that does not respond. Required if the system can read bytes after an
     * abort that were sent before the abort.
     */
    protected void awaitHanging() throws InterruptedException {}

    /** Makes the system unreachable. */
    protected abstract void makeUnreachable();

    /** Returns the ids of the events that the system has stored, in order of arrival. */
    protected abstract List<String> storedEventIds();

    /** The secrets that {@link #open} used. */
    protected abstract List<String> secrets();

    /** The number of events in a delivery of these tests. */
    protected int batchSize() {
        return 3;
    }

    /** Closes the destinations that the test opened. */
    @AfterEach
    void closeDestinations() {
        opened.forEach(Destination::close);
    }

    @Test
    void everyEventHasAResult() throws Exception {
        List<ChangeEvent> events = Changes.updates(batchSize());

        DeliveryResult result = await(Deliveries.deliver(destination(), events));

        assertThat(result)
                .isInstanceOfSatisfying(
                        DeliveryResult.PerEvent.class,
                        perEvent -> assertThat(perEvent.results())
                                .hasSize(events.size())
                                .allMatch(each ->
                                        each instanceof EventResult.Delivered || each instanceof EventResult.Stale));
        assertThat(storedEventIds()).containsExactlyInAnyOrderElementsOf(ids(events));
    }

    @Test
    void sameBatchCanBeDeliveredAgain() throws Exception {
        Destination<?> destination = destination();
        List<ChangeEvent> events = Changes.updates(batchSize());
        await(Deliveries.deliver(destination, events));

        assertThat(await(Deliveries.deliver(destination, events))).isInstanceOf(DeliveryResult.PerEvent.class);
        assertThat(new HashSet<>(storedEventIds())).as("no new ids").isEqualTo(new HashSet<>(ids(events)));
    }

    /** The rejection is an exception of {@code prepare} or a result: a failed delivery would fail the task. */
    @Test
    void eventWithAnUnreadableImageIsRejected() throws Exception {
        ChangeEvent broken = new RecordReader()
                .readLazily(Records.broken(Records.ORDERS, 0, Changes.update("item-1", 1)))
                .orElseThrow();

        assertThat(deliver(destination(), broken))
                .isInstanceOfAny(DeliveryResult.PerEvent.class, DeliveryResult.Rejected.class);
    }

    private static DeliveryResult deliver(Destination<?> destination, ChangeEvent event) throws Exception {
        try {
            return await(Deliveries.deliver(destination, List.of(event)));
        } catch (DataException e) {
            return new DeliveryResult.Rejected(String.valueOf(e.getMessage()));
        }
    }

    @Test
    void unavailableSystemCausesRetries() throws Exception {
        makeUnavailable();

        assertThat(isRetried(await(Deliveries.deliver(destination(), Changes.updates(batchSize())))))
                .isTrue();
    }

    @Test
    void unreachableSystemCausesRetries() throws Exception {
        makeUnreachable();

        assertThat(isRetried(await(Deliveries.deliver(destination(), Changes.updates(batchSize())))))
                .isTrue();
    }

    @Test
    void eventsAreDeliveredAfterTheOutage() throws Exception {
        Destination<?> destination = destination();
        List<ChangeEvent> events = Changes.updates(batchSize());
        makeUnavailable();
        await(Deliveries.deliver(destination, events));

        makeAvailable();
        // A task retries, too: on a busy machine, connecting again can exceed the time limit of the destination.
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> !isRetried(await(Deliveries.deliver(destination, events))));

        assertThat(storedEventIds()).containsAll(ids(events));
    }

    @Test
    void deliverDoesNotBlock() {
        makeHang();
        Destination<?> destination = destination();

        requireNonBlocking(() -> {
            Delivery delivery = Deliveries.deliver(destination, Changes.updates(batchSize()));
            delivery.abort();
        });
    }

    @Test
    void severalDeliveriesCanBeInFlight() throws Exception {
        Destination<?> destination = destination();

        Delivery first = Deliveries.deliver(destination, List.of(Changes.update("a", 1)));
        Delivery second = Deliveries.deliver(destination, List.of(Changes.update("b", 2)));

        assertThat(await(second)).isInstanceOf(DeliveryResult.PerEvent.class);
        assertThat(await(first)).isInstanceOf(DeliveryResult.PerEvent.class);
        assertThat(storedEventIds()).containsExactlyInAnyOrder("a/1", "b/2");
    }

    @Test
    void abortedDeliveryCompletesAndNoneOfItsEventsArriveLater() throws Exception {
        makeHang();
        Destination<?> destination = destination();
        Delivery delivery = Deliveries.deliver(destination, Changes.updates(batchSize()));
        awaitHanging();

        abort(delivery);
        List<String> before = new ArrayList<>(storedEventIds());
        makeAvailable();
        await(Deliveries.deliver(destination, List.of(Changes.update("later", 9))));

        before.add("later/9");
        assertThat(storedEventIds()).isEqualTo(before);
    }

    /** A peer of which only the TCP stack responds: a stopped process, or a load balancer without a target. */
    @Test
    void deliveryToASilentPeerCanBeAborted() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            listener.setSoTimeout(RESULT_TIMEOUT_SECONDS * 1000);
            Destination<?> destination =
                    closedAfterTheTest(openAt(listener.getInetAddress().getHostAddress(), listener.getLocalPort()));
            Delivery delivery = Deliveries.deliver(destination, Changes.updates(batchSize()));
            try (Socket silent = listener.accept()) {
                assertThat(silent.isConnected()).isTrue();

                abort(delivery);
            }
        }
    }

    @Test
    void deliveryThatHangsAfterItsFirstCallCanBeAborted() throws Exception {
        makeHangAfterFirstCall();
        Delivery delivery = Deliveries.deliver(destination(), Changes.updates(batchSize()));
        awaitHanging();

        abort(delivery);
    }

    @Test
    void deliveryInANameLookupCanBeAborted() {
        Optional<Destination<?>> destination = openWithHangingLookup().map(this::closedAfterTheTest);
        assumeThat(destination).isPresent();
        Delivery delivery = Deliveries.deliver(destination.orElseThrow(), Changes.updates(batchSize()));

        abort(delivery);
    }

    @Test
    void abortOfACompletedDeliveryHasNoEffect() throws Exception {
        Delivery delivery = Deliveries.deliver(destination(), List.of(Changes.update("a", 1)));
        DeliveryResult result = await(delivery);

        delivery.abort();
        delivery.abort();

        assertThat(await(delivery)).isEqualTo(result);
        assertThat(storedEventIds()).containsExactly("a/1");
    }

    @Test
    void deliveryAfterAnAbortedOneSucceeds() throws Exception {
        Destination<?> destination = destination();
        makeHang();
        Delivery delivery = Deliveries.deliver(destination, List.of(Changes.update("a", 1)));
        abort(delivery);

        makeAvailable();

        assertThat(await(Deliveries.deliver(destination, List.of(Changes.update("a", 1)))))
                .isInstanceOf(DeliveryResult.PerEvent.class);
    }

    @Test
    void routesOfEqualEventsAreEqual() {
        Destination<?> destination = destination();
        ChangeEvent event = Changes.update("a", 1);

        assertThat(destination.route(event)).isEqualTo(destination.route(Changes.update("a", 1)));
    }

    @Test
    void noReasonContainsASecret() throws Exception {
        Map<String, Runnable> faults = Map.of(
                "unavailable", this::makeUnavailable, "unreachable", this::makeUnreachable, "hanging", this::makeHang);
        for (Map.Entry<String, Runnable> fault : faults.entrySet()) {
            fault.getValue().run();
            Destination<?> destination = destination();
            Delivery delivery = Deliveries.deliver(destination, Changes.updates(batchSize()));
            if (fault.getKey().equals("hanging")) {
                delivery.abort();
            }

            String text = await(delivery) + " " + destination;

            assertThat(secrets()).as(fault.getKey()).noneMatch(text::contains);
        }
    }

    @Test
    void onTaskFailureDoesNotBlock() {
        makeHang();
        Destination<?> destination = destination();

        requireNonBlocking(() -> destination.onTaskFailure("401 Unauthorized", Optional.of("orders")));
    }

    private static void requireNonBlocking(Runnable act) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        threads.setThreadContentionMonitoringEnabled(true);
        long waited = waitedMillis(threads);
        long begin = System.nanoTime();
        act.run();
        assertThat(Duration.ofMillis(waitedMillis(threads) - waited)).isLessThan(MAX_BLOCKED);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(MAX_ELAPSED);
    }

    private static long waitedMillis(ThreadMXBean threads) {
        ThreadInfo thread = threads.getThreadInfo(Thread.currentThread().getId());
        return thread.getWaitedTime() + thread.getBlockedTime();
    }

    private Destination<?> destination() {
        return closedAfterTheTest(open());
    }

    private Destination<?> closedAfterTheTest(Destination<?> destination) {
        opened.add(destination);
        return destination;
    }

    private static void abort(Delivery delivery) {
        delivery.abort();
        assertThat(delivery.result().toCompletableFuture()).succeedsWithin(MAX_ABORT);
    }

    private static boolean isRetried(DeliveryResult result) {
        return result instanceof DeliveryResult.Unavailable
                || (result instanceof DeliveryResult.PerEvent perEvent
                        && perEvent.results().stream().allMatch(EventResult.Retry.class::isInstance));
    }

    private static DeliveryResult await(Delivery delivery)
            throws InterruptedException, ExecutionException, TimeoutException {
        return delivery.result().toCompletableFuture().get(RESULT_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    private static List<String> ids(List<ChangeEvent> events) {
        return events.stream().map(event -> event.source().eventId()).toList();
    }
}
