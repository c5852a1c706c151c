/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.ModelLog.LoggedEvent;
import io.changefeed.delivery.ModelLog.State;
import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.delivery.destination.Route;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A destination that returns random results at random times and checks the guarantees of the task. */
final class ModelDestination implements Destination<ChangeEvent> {
    enum Mode {
        AVAILABLE,
        FLAKY,
        DOWN
    }

    private final Random random;
    private final ManualScheduler scheduler;
    private final ModelLog log;
    private final int maxInFlight;
    private final int maxRecords;
    private final Set<ItemKey> busyItems = new HashSet<>();
    private final Set<ModelDelivery> inFlight = new HashSet<>();
    /** What to do for the deliveries that were completed, in this order. */
    private final Queue<Runnable> completions = new ArrayDeque<>();

    /** The batch that must be delivered again unchanged, by event id. */
    private final Map<String, List<String>> expectedBatches = new HashMap<>();

    private Instant pausedUntil = Instant.MIN;
    private boolean isDown;
    /** The failure of the task, which must stay empty. */
    Optional<String> failure = Optional.empty();

    Mode mode = Mode.AVAILABLE;

    ModelDestination(Random random, ManualScheduler scheduler, ModelLog log, int maxInFlight, int maxRecords) {
        this.random = random;
        this.scheduler = scheduler;
        this.log = log;
        this.maxInFlight = maxInFlight;
        this.maxRecords = maxRecords;
    }

    /** Called when events are revoked, because batches can then be delivered again without them. */
    void clearExpectedBatches() {
        expectedBatches.clear();
    }

    /** Called when the task restarts, because a new task does not know of the pause. */
    void onTaskRestart() {
        pausedUntil = Instant.MIN;
        isDown = false;
    }

    boolean hasInFlight(Set<?> partitions) {
        return inFlight.stream()
                .flatMap(delivery -> delivery.logged.stream())
                .anyMatch(event -> partitions.contains(event.partition));
    }

    @Override
    public Route route(ChangeEvent head) {
        int route = head.key().hashCode() % 2;
        return new Route(route, route);
    }

    @Override
    public ChangeEvent prepare(ChangeEvent event) {
        LoggedEvent logged = Objects.requireNonNull(log.byId.get(event.source().eventId()));
        if (logged.offset % 13 == 0) {
            logged.state = State.REJECTABLE;
            throw new RejectedEventException("not supported");
        }
        return event;
    }

    @Override
    public Delivery deliver(Route route, List<ChangeEvent> events) {
        ModelDelivery delivery = new ModelDelivery(events);
        requireGuarantees(delivery);
        inFlight.add(delivery);
        delivery.logged.forEach(event -> event.state = State.ATTEMPTED);
        int latency = random.nextInt(20) == 0 ? 30_000 : random.nextInt(300);
        if (latency < 30) {
            // The result can complete before deliver returns.
            delivery.complete(randomResult(delivery));
        } else {
            scheduler.runAfter(Duration.ofMillis(latency), () -> delivery.complete(randomResult(delivery)));
        }
        return delivery;
    }

    private void requireGuarantees(ModelDelivery delivery) {
        List<String> ids = delivery.logged.stream().map(event -> event.id).toList();
        assertThat(scheduler.instant()).as("the pause is honored").isAfterOrEqualTo(pausedUntil);
        assertThat(inFlight).as("in flight").hasSizeLessThan(2 * maxInFlight);
        assertThat(ids).as("batch").hasSizeBetween(1, maxRecords);
        assertThat(delivery.events.stream().map(this::route)).as("routes").containsOnly(route(delivery.events.get(0)));
        for (ChangeEvent event : delivery.events) {
            assertThat(busyItems.add(event.key()))
                    .as("one event of %s at a time", event.key())
                    .isTrue();
        }
        delivery.logged.forEach(ModelDestination::requireOrder);
        ids.stream()
                .map(expectedBatches::get)
                .filter(batch -> batch != null)
                .forEach(batch -> assertThat(ids).as("the same batch").isEqualTo(batch));
        ids.forEach(expectedBatches::remove);
        delivery.isProbe = isDown;
        assertThat(isDown && inFlight.stream().filter(other -> other.isProbe).count() > 2)
                .as("at most one probe of new events, one of suspects and one of another route")
                .isFalse();
    }

    private static void requireOrder(LoggedEvent event) {
        assertThat(event.isDone()).as("%s is delivered again", event.id).isFalse();
        int index = event.ofItem.indexOf(event);
        assertThat(event.ofItem.subList(index + 1, event.ofItem.size()))
                .as("%s is delivered after newer ones", event.id)
                .allMatch(newer -> newer.state == State.UNKNOWN);
        assertThat(event.ofItem.subList(0, index))
                .as("%s is delivered before older ones are complete", event.id)
                .allMatch(older -> older.isDone() || older.state == State.REJECTABLE);
    }

    private DeliveryResult randomResult(ModelDelivery delivery) {
        int choice = random.nextInt(10);
        if (mode == Mode.AVAILABLE || (mode == Mode.FLAKY && choice < 5)) {
            return DeliveryResult.PerEvent.of(delivery.events.size(), new EventResult.Delivered());
        }
        if (mode == Mode.DOWN || choice == 5) {
            return new DeliveryResult.Unavailable(
                    DeliveryResult.Scope.DESTINATION,
                    "down",
                    random.nextInt(3) == 0 ? Optional.of(Duration.ofMillis(random.nextInt(2000))) : Optional.empty());
        }
        if (choice == 6) {
            return new DeliveryResult.Rejected("refused");
        }
        return new DeliveryResult.PerEvent(
                delivery.events.stream().map(event -> eventResult()).toList());
    }

    private EventResult eventResult() {
        return switch (random.nextInt(6)) {
            case 0 -> new EventResult.Retry("conflict");
            case 1 -> new EventResult.Retry("throttled");
            case 2 -> new EventResult.Stale();
            case 3 -> new EventResult.Rejected("rejected");
            default -> new EventResult.Delivered();
        };
    }

    @Override
    public void onTaskFailure(String reason, Optional<String> table) {
        failure = failure.or(() -> Optional.of(reason));
    }

    @Override
    public void close() {
        assertThat(inFlight).as("in flight at the end").isEmpty();
    }

    private void runCompletions() {
        for (Runnable next = completions.poll(); next != null; next = completions.poll()) {
            next.run();
        }
    }

    private final class ModelDelivery implements Delivery {
        private final List<ChangeEvent> events;
        private final List<LoggedEvent> logged;
        private final List<Integer> generations;
        private final CompletableFuture<DeliveryResult> result = new CompletableFuture<>();
        private boolean isProbe;
        private boolean isAborted;

        private ModelDelivery(List<ChangeEvent> events) {
            this.events = events;
            this.logged = events.stream()
                    .map(event -> log.byId.get(event.source().eventId()))
                    .toList();
            this.generations = logged.stream().map(event -> event.generation).toList();
        }

        @Override
        public CompletionStage<DeliveryResult> result() {
            return result;
        }

        @Override
        public void abort() {
            isAborted = true;
            DeliveryResult last =
                    random.nextBoolean() ? DeliveryResult.Unavailable.ofDestination("aborted") : randomResult(this);
            scheduler.runAfter(Duration.ofMillis(random.nextInt(50)), () -> complete(last));
        }

        private void complete(DeliveryResult completed) {
            if (result.isDone()) {
                return;
            }
            // Runs before the task handles the result, but not within a step of the task that does not know the result.
            completions.add(() -> onComplete(completed));
            scheduler.executeFirst(ModelDestination.this::runCompletions);
            result.complete(completed);
        }

        private void onComplete(DeliveryResult completed) {
            inFlight.remove(this);
            events.forEach(event -> busyItems.remove(event.key()));
            if (completed instanceof DeliveryResult.Unavailable unavailable) {
                if (!isAborted) {
                    isDown = true;
                    Instant until = unavailable
                            .retryAfter()
                            .map(scheduler.instant()::plus)
                            .orElse(Instant.MIN);
                    pausedUntil = until.isAfter(pausedUntil) ? until : pausedUntil;
                }
                expectAgain(logged);
            } else {
                isDown = false;
                inFlight.forEach(other -> other.isProbe = false);
            }
            if (completed instanceof DeliveryResult.Rejected) {
                int middle = (logged.size() + 1) / 2;
                expectAgain(logged.subList(0, middle));
                expectAgain(logged.subList(middle, logged.size()));
            }
            for (int i = 0; i < logged.size(); i++) {
                if (logged.get(i).generation == generations.get(i)) {
                    logged.get(i).state = state(completed, i);
                }
            }
        }

        private void expectAgain(List<LoggedEvent> events) {
            boolean isCurrent = logged.stream().noneMatch(this::isObsolete);
            List<String> ids = events.stream().map(event -> event.id).toList();
            if (isCurrent) {
                ids.forEach(id -> expectedBatches.put(id, ids));
            }
        }

        private boolean isObsolete(LoggedEvent event) {
            return event.generation != generations.get(logged.indexOf(event));
        }

        private State state(DeliveryResult completed, int index) {
            if (completed instanceof DeliveryResult.PerEvent each) {
                EventResult result = new ArrayList<>(each.results()).get(index);
                if (result instanceof EventResult.Delivered || result instanceof EventResult.Stale) {
                    return State.DELIVERED;
                }
                boolean isEventFault = result instanceof EventResult.Rejected;
                return isEventFault ? State.REJECTABLE : State.ATTEMPTED;
            }
            return completed instanceof DeliveryResult.Rejected && events.size() == 1
                    ? State.REJECTABLE
                    : State.ATTEMPTED;
        }
    }
}
