/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.delivery.record.RecordReader;
import io.changefeed.event.ChangeEvent;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every destination must do, whatever it delivers to. A destination's module extends it with a system that does
 * what the test says: a server of its own, or an emulator behind a proxy.
 */
public abstract class DestinationContract {
    /** What may be waited for at the very most where nothing may be: locks that are held for moments. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    /** By the clock: a machine can be slow, and is slow with what it does for the first time. */
    private static final Duration WITHOUT_AN_ANSWER = Duration.ofSeconds(20);

    private static final long SOON_SECONDS = 60;

    private final List<Destination<?>> opened = new ArrayList<>();

    /** A destination that delivers to the system, with a secret among its configuration if it can have any. */
    protected abstract Destination<?> open();

    /** From now on the system takes everything. So it does at first. */
    protected abstract void take();

    /** From now on the system answers that it cannot take anything now. */
    protected abstract void beUnavailable();

    /** From now on the system answers nothing. */
    protected abstract void hang();

    /**
     * Waits until what is delivered to a system that hangs has reached it, where bytes that were sent before an abort
     * could be read after it.
     */
    protected void awaitHanging() throws InterruptedException {}

    /** From now on the system cannot be reached at all. */
    protected abstract void beUnreachable();

    /** The identities of the events that the system holds, in the order in which it got them. */
    protected abstract List<String> held();

    /** The secrets that {@link #open} used. */
    protected abstract List<String> secrets();

    /** How many events go into one delivery at most, of those that this test makes. */
    protected int batchSize() {
        return 3;
    }

    /** Closes what the test opened; the system is released by the class that has it. */
    @AfterEach
    void closeDestinations() {
        opened.forEach(Destination::close);
    }

    @Test
    void everyEventHasAResult() throws Exception {
        List<ChangeEvent> events = Changes.updates(batchSize());

        DeliveryResult answer = soon(Deliveries.deliver(destination(), events));

        assertThat(answer)
                .isInstanceOfSatisfying(
                        DeliveryResult.PerEvent.class,
                        each -> assertThat(each.results())
                                .hasSize(events.size())
                                .allMatch(outcome -> outcome instanceof EventResult.Delivered
                                        || outcome instanceof EventResult.Stale));
        assertThat(held()).containsExactlyInAnyOrderElementsOf(ids(events));
    }

    @Test
    void sameBatchCanBeDeliveredAgain() throws Exception {
        Destination<?> destination = destination();
        List<ChangeEvent> events = Changes.updates(batchSize());
        soon(Deliveries.deliver(destination, events));

        assertThat(soon(Deliveries.deliver(destination, events))).isInstanceOf(DeliveryResult.PerEvent.class);
        assertThat(new HashSet<>(held())).as("no new identities").isEqualTo(new HashSet<>(ids(events)));
    }

    /** It is an answer or an exception of {@code deliver}: an attempt that fails for it would fail the task. */
    @Test
    void eventWithAnUnreadableImageIsRejected() throws Exception {
        ChangeEvent broken = new RecordReader()
                .readLazily(Records.broken(Records.ORDERS, 0, Changes.update("item-1", 1)))
                .orElseThrow();

        assertThat(answer(destination(), broken))
                .isInstanceOfAny(DeliveryResult.PerEvent.class, DeliveryResult.Rejected.class);
    }

    private static DeliveryResult answer(Destination<?> destination, ChangeEvent event) throws Exception {
        try {
            return soon(Deliveries.deliver(destination, List.of(event)));
        } catch (DataException e) {
            return new DeliveryResult.Rejected(String.valueOf(e.getMessage()));
        }
    }

    @Test
    void unavailableSystemCausesRetries() throws Exception {
        beUnavailable();

        assertThat(isAgainLater(soon(Deliveries.deliver(destination(), Changes.updates(batchSize())))))
                .isTrue();
    }

    @Test
    void unreachableSystemCausesRetries() throws Exception {
        beUnreachable();

        assertThat(isAgainLater(soon(Deliveries.deliver(destination(), Changes.updates(batchSize())))))
                .isTrue();
    }

    @Test
    void eventsAreDeliveredAfterTheOutage() throws Exception {
        Destination<?> destination = destination();
        List<ChangeEvent> events = Changes.updates(batchSize());
        beUnavailable();
        soon(Deliveries.deliver(destination, events));

        take();
        soon(Deliveries.deliver(destination, events));

        assertThat(held()).containsAll(ids(events));
    }

    @Test
    void deliverDoesNotBlock() {
        hang();
        Destination<?> destination = destination();

        requireAtOnce(() -> {
            Delivery attempt = Deliveries.deliver(destination, Changes.updates(batchSize()));
            attempt.abort();
        });
    }

    @Test
    void severalDeliveriesCanBeInFlight() throws Exception {
        Destination<?> destination = destination();

        Delivery first = Deliveries.deliver(destination, List.of(Changes.update("a", 1)));
        Delivery second = Deliveries.deliver(destination, List.of(Changes.update("b", 2)));

        assertThat(soon(second)).isInstanceOf(DeliveryResult.PerEvent.class);
        assertThat(soon(first)).isInstanceOf(DeliveryResult.PerEvent.class);
        assertThat(held()).containsExactlyInAnyOrder("a/1", "b/2");
    }

    @Test
    void abortedDeliveryCompletesAndNothingOfItArrivesAfterwards() throws Exception {
        hang();
        Destination<?> destination = destination();
        Delivery attempt = Deliveries.deliver(destination, Changes.updates(batchSize()));
        awaitHanging();

        attempt.abort();
        soon(attempt);
        List<String> then = new ArrayList<>(held());
        take();
        soon(Deliveries.deliver(destination, List.of(Changes.update("later", 9))));

        then.add("later/9");
        assertThat(held()).isEqualTo(then);
    }

    @Test
    void abortOfACompletedDeliveryHasNoEffect() throws Exception {
        Delivery attempt = Deliveries.deliver(destination(), List.of(Changes.update("a", 1)));
        DeliveryResult answer = soon(attempt);

        attempt.abort();
        attempt.abort();

        assertThat(soon(attempt)).isEqualTo(answer);
        assertThat(held()).containsExactly("a/1");
    }

    @Test
    void deliveryAfterAnAbortedOneSucceeds() throws Exception {
        Destination<?> destination = destination();
        hang();
        Delivery attempt = Deliveries.deliver(destination, List.of(Changes.update("a", 1)));
        attempt.abort();
        soon(attempt);

        take();

        assertThat(soon(Deliveries.deliver(destination, List.of(Changes.update("a", 1)))))
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
        Map<String, Runnable> faults =
                Map.of("unavailable", this::beUnavailable, "unreachable", this::beUnreachable, "hanging", this::hang);
        for (Map.Entry<String, Runnable> fault : faults.entrySet()) {
            fault.getValue().run();
            Destination<?> destination = destination();
            Delivery attempt = Deliveries.deliver(destination, Changes.updates(batchSize()));
            if (fault.getKey().equals("hanging")) {
                attempt.abort();
            }

            String told = soon(attempt) + " " + destination;

            assertThat(secrets()).as(fault.getKey()).noneMatch(told::contains);
        }
    }

    @Test
    void onTaskFailureDoesNotBlock() {
        hang();
        Destination<?> destination = destination();

        requireAtOnce(() -> destination.onTaskFailure("401 Unauthorized", Optional.of("orders")));
    }

    private static void requireAtOnce(Runnable act) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        threads.setThreadContentionMonitoringEnabled(true);
        long waited = waitedMillis(threads);
        long begin = System.nanoTime();
        act.run();
        assertThat(Duration.ofMillis(waitedMillis(threads) - waited)).isLessThan(AT_ONCE);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(WITHOUT_AN_ANSWER);
    }

    private static long waitedMillis(ThreadMXBean threads) {
        ThreadInfo thread = threads.getThreadInfo(Thread.currentThread().getId());
        return thread.getWaitedTime() + thread.getBlockedTime();
    }

    private Destination<?> destination() {
        Destination<?> destination = open();
        opened.add(destination);
        return destination;
    }

    private static boolean isAgainLater(DeliveryResult answer) {
        return answer instanceof DeliveryResult.Unavailable
                || (answer instanceof DeliveryResult.PerEvent each
                        && each.results().stream()
                                .allMatch(outcome -> outcome instanceof EventResult.Retry retry
                                        && retry.fault() == EventResult.Fault.DESTINATION));
    }

    private static DeliveryResult soon(Delivery attempt)
            throws InterruptedException, ExecutionException, TimeoutException {
        return attempt.result().toCompletableFuture().get(SOON_SECONDS, TimeUnit.SECONDS);
    }

    private static List<String> ids(List<ChangeEvent> events) {
        return events.stream().map(event -> event.source().eventId()).toList();
    }
}
