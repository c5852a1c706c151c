/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.ModelLog.Logged;
import io.changefeed.delivery.ModelLog.State;
import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.delivery.destination.Route;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers anything at any time, and sees to it that what it is asked to do is what the pipeline promises. */
final class ModelDestination implements Destination<ChangeEvent> {
    enum Mood {
        WELL,
        MOODY,
        DOWN
    }

    private final Random random;
    private final ManualScheduler scheduler;
    private final ModelLog log;
    private final int maxInFlight;
    private final int maxRecords;
    private final Set<ItemKey> busyItems = new HashSet<>();
    private final Set<ModelAttempt> inFlight = new HashSet<>();
    /** By event: the batch that must come again as it is. */
    private final Map<String, List<String>> frozen = new HashMap<>();

    private Instant pausedUntil = Instant.MIN;
    private boolean isDown;
    /** Why the task fails, which it never must. */
    Optional<String> failure = Optional.empty();

    Mood mood = Mood.WELL;

    ModelDestination(Random random, ManualScheduler scheduler, ModelLog log, int maxInFlight, int maxRecords) {
        this.random = random;
        this.scheduler = scheduler;
        this.log = log;
        this.maxInFlight = maxInFlight;
        this.maxRecords = maxRecords;
    }

    /** Some events were taken away, so that batches may come again without them. */
    void forgetBatches() {
        frozen.clear();
    }

    /** A task that starts anew knows of no pause. */
    void meetNewTask() {
        pausedUntil = Instant.MIN;
        isDown = false;
    }

    boolean hasInFlight(Set<?> partitions) {
        return inFlight.stream()
                .flatMap(attempt -> attempt.logged.stream())
                .anyMatch(event -> partitions.contains(event.partition));
    }

    @Override
    public Route route(ChangeEvent head) {
        int route = head.key().hashCode() % 2;
        return new Route(route, route);
    }

    @Override
    public ChangeEvent prepare(ChangeEvent event) {
        return event;
    }

    @Override
    public Delivery deliver(Route route, List<ChangeEvent> events) {
        ModelAttempt attempt = new ModelAttempt(events);
        requireLegal(attempt);
        inFlight.add(attempt);
        attempt.logged.forEach(event -> event.state = State.TRIED);
        int latency = random.nextInt(20) == 0 ? 30_000 : random.nextInt(300);
        if (latency < 30) {
            // Before the pipeline has even seen the attempt.
            attempt.answer(chosen(attempt));
        } else {
            scheduler.later(Duration.ofMillis(latency), () -> attempt.answer(chosen(attempt)));
        }
        return attempt;
    }

    private void requireLegal(ModelAttempt attempt) {
        List<String> ids = attempt.logged.stream().map(event -> event.id).toList();
        assertThat(scheduler.instant()).as("the pause is kept").isAfterOrEqualTo(pausedUntil);
        assertThat(inFlight).as("in flight").hasSizeLessThan(maxInFlight);
        assertThat(ids).as("batch").hasSizeBetween(1, maxRecords);
        assertThat(attempt.events.stream().map(this::route)).as("routes").containsOnly(route(attempt.events.get(0)));
        for (ChangeEvent event : attempt.events) {
            assertThat(busyItems.add(event.key()))
                    .as("one event of %s at a time", event.key())
                    .isTrue();
        }
        attempt.logged.forEach(ModelDestination::requireOrder);
        ids.stream()
                .map(frozen::get)
                .filter(batch -> batch != null)
                .forEach(batch ->
                        assertThat(ids).as("the batch that was answered").isEqualTo(batch));
        ids.forEach(frozen::remove);
        attempt.isProbe = isDown;
        assertThat(isDown && inFlight.stream().anyMatch(other -> other.isProbe))
                .as("one probe at a time")
                .isFalse();
    }

    private static void requireOrder(Logged event) {
        assertThat(event.isDone()).as("%s is delivered again", event.id).isFalse();
        int index = event.ofItem.indexOf(event);
        assertThat(event.ofItem.subList(index + 1, event.ofItem.size()))
                .as("%s comes after newer ones", event.id)
                .allMatch(newer -> newer.state == State.UNKNOWN);
        assertThat(event.ofItem.subList(0, index))
                .as("%s comes before older ones are settled", event.id)
                .allMatch(older -> older.isDone() || older.state == State.FAULTY);
    }

    private DeliveryResult chosen(ModelAttempt attempt) {
        int choice = random.nextInt(10);
        if (mood == Mood.WELL || (mood == Mood.MOODY && choice < 5)) {
            return DeliveryResult.PerEvent.of(attempt.events.size(), new EventResult.Delivered());
        }
        if (mood == Mood.DOWN || choice == 5) {
            return new DeliveryResult.Unavailable(
                    "down",
                    random.nextInt(3) == 0 ? Optional.of(Duration.ofMillis(random.nextInt(2000))) : Optional.empty());
        }
        if (choice == 6) {
            return new DeliveryResult.Rejected("refused");
        }
        return new DeliveryResult.PerEvent(
                attempt.events.stream().map(event -> outcome()).toList());
    }

    private EventResult outcome() {
        return switch (random.nextInt(6)) {
            case 0 -> new EventResult.Retry(EventResult.Fault.EVENT, "conflict");
            case 1 -> new EventResult.Retry(EventResult.Fault.DESTINATION, "throttled");
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

    private final class ModelAttempt implements Delivery {
        private final List<ChangeEvent> events;
        private final List<Logged> logged;
        private final List<Integer> generations;
        private final CompletableFuture<DeliveryResult> answer = new CompletableFuture<>();
        private boolean isProbe;
        private boolean isAborted;

        private ModelAttempt(List<ChangeEvent> events) {
            this.events = events;
            this.logged = events.stream()
                    .map(event -> log.byId.get(event.source().eventId()))
                    .toList();
            this.generations = logged.stream().map(event -> event.generation).toList();
        }

        @Override
        public CompletionStage<DeliveryResult> result() {
            return answer;
        }

        @Override
        public void abort() {
            isAborted = true;
            DeliveryResult last =
                    random.nextBoolean() ? new DeliveryResult.Unavailable("aborted", Optional.empty()) : chosen(this);
            scheduler.later(Duration.ofMillis(random.nextInt(50)), () -> answer(last));
        }

        private void answer(DeliveryResult answered) {
            if (answer.isDone()) {
                return;
            }
            // The pipeline cannot know it before.
            scheduler.execute(() -> known(answered));
            answer.complete(answered);
        }

        private void known(DeliveryResult answered) {
            inFlight.remove(this);
            events.forEach(event -> busyItems.remove(event.key()));
            if (answered instanceof DeliveryResult.Unavailable unavailable) {
                if (!isAborted) {
                    isDown = true;
                    Instant until = unavailable
                            .retryAfter()
                            .map(scheduler.instant()::plus)
                            .orElse(Instant.MIN);
                    pausedUntil = until.isAfter(pausedUntil) ? until : pausedUntil;
                }
                freeze(logged);
            } else {
                isDown = false;
                inFlight.forEach(other -> other.isProbe = false);
            }
            if (answered instanceof DeliveryResult.Rejected) {
                int middle = (logged.size() + 1) / 2;
                freeze(logged.subList(0, middle));
                freeze(logged.subList(middle, logged.size()));
            }
            for (int i = 0; i < logged.size(); i++) {
                if (logged.get(i).generation == generations.get(i)) {
                    logged.get(i).state = state(answered, i);
                }
            }
        }

        private void freeze(List<Logged> events) {
            boolean isCurrent = logged.stream().noneMatch(this::isOld);
            List<String> ids = events.stream().map(event -> event.id).toList();
            if (isCurrent) {
                ids.forEach(id -> frozen.put(id, ids));
            }
        }

        private boolean isOld(Logged event) {
            return event.generation != generations.get(logged.indexOf(event));
        }

        private State state(DeliveryResult answered, int index) {
            if (answered instanceof DeliveryResult.PerEvent each) {
                EventResult outcome = new ArrayList<>(each.results()).get(index);
                if (outcome instanceof EventResult.Delivered || outcome instanceof EventResult.Stale) {
                    return State.TAKEN;
                }
                boolean isEventsFault = outcome instanceof EventResult.Rejected
                        || (outcome instanceof EventResult.Retry retry && retry.fault() == EventResult.Fault.EVENT);
                return isEventsFault ? State.FAULTY : State.TRIED;
            }
            return answered instanceof DeliveryResult.Rejected && events.size() == 1 ? State.FAULTY : State.TRIED;
        }
    }
}
