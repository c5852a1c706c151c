/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.delivery.MixtureTopic.MixtureEvent;
import io.changefeed.delivery.MixtureTopic.Poison;
import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.delivery.destination.Route;
import io.changefeed.event.ChangeEvent;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A destination that fails as a mixture describes, and counts what the task does. */
final class MixtureDestination implements Destination<MixtureEvent> {
    static final Duration MAX_RETRY_AFTER = Duration.ofSeconds(60);

    private final FaultMixture mixture;
    private final Random random;
    private final ManualScheduler scheduler;
    private final MixtureCounts counts;
    private final Set<Attempt> inFlight = new HashSet<>();

    MixtureDestination(FaultMixture mixture, Random random, ManualScheduler scheduler, MixtureCounts counts) {
        this.mixture = mixture;
        this.random = random;
        this.scheduler = scheduler;
        this.counts = counts;
    }

    private Duration now() {
        return Duration.between(Changes.TIME, scheduler.instant());
    }

    boolean hasInFlight(Set<?> partitions) {
        return inFlight.stream()
                .flatMap(attempt -> attempt.events.stream())
                .anyMatch(event -> partitions.contains(event.partition));
    }

    @Override
    public Route route(ChangeEvent head) {
        int route = mixture.topic.event(head).route;
        return new Route(route, route);
    }

    @Override
    public boolean hasManyRoutes() {
        return mixture.routes > 1;
    }

    @Override
    public MixtureEvent prepare(ChangeEvent change) {
        MixtureEvent event = mixture.topic.event(change);
        if (event.poison == Poison.UNSUPPORTED) {
            throw new RejectedEventException("not supported");
        }
        return event;
    }

    @Override
    public Delivery deliver(Route route, List<MixtureEvent> batch) {
        Attempt attempt = new Attempt(batch, now());
        counts.attempts++;
        inFlight.add(attempt);
        if (inFlight.size() > 2 * mixture.maxInFlight || batch.size() > mixture.batchRecords) {
            counts.exceededLimits++;
        }
        for (MixtureEvent event : batch) {
            count(event, !route.isolation().equals(event.route));
        }
        attempt.start();
        return attempt;
    }

    private void count(MixtureEvent event, boolean isOtherRoute) {
        if (event.item.inFlight++ > 0) {
            counts.twoInFlight++;
            counts.violation(now() + ": two in flight: " + event);
        }
        if (!event.isPending()) {
            counts.deliveredTwice++;
            counts.violation(now() + ": delivered twice: " + event);
        } else if (event.isOvertaken() || isOtherRoute) {
            counts.outOfOrder++;
            counts.violation(now() + ": out of order: " + event);
        }
        event.attempt();
    }

    private record Response(DeliveryResult result, Duration delay) {}

    private Response response(List<MixtureEvent> batch, Duration now) {
        Duration latency = Duration.ofNanos((long) (mixture.latency.toNanos() * (0.5 + random.nextDouble())));
        Duration handled = now.plus(latency.dividedBy(2));
        Optional<Outage> outage = mixture.outages.stream()
                .filter(each -> each.affects(batch.get(0).route) && each.fails(handled, random))
                .findFirst();
        if (outage.isPresent()) {
            return response(outage.get().response(), batch, latency);
        }
        Optional<MixtureEvent> poison =
                batch.stream().filter(event -> event.poison != Poison.NONE).findFirst();
        if (poison.isEmpty()) {
            return new Response(DeliveryResult.PerEvent.of(batch.size(), new EventResult.Delivered()), latency);
        }
        if (batch.stream().anyMatch(event -> event.poison == Poison.HANGING)) {
            return response(Outage.Response.NONE, batch, latency);
        }
        if (mixture.respondsPerEvent && poison.get().poison != Poison.FORBIDDEN) {
            List<EventResult> results =
                    batch.stream().map(MixtureDestination::result).toList();
            return new Response(new DeliveryResult.PerEvent(results), latency);
        }
        Outage.Response kind = switch (poison.get().poison) {
            case FAILING -> Outage.Response.SERVER_ERROR;
            case FORBIDDEN -> Outage.Response.FORBIDDEN;
            default -> Outage.Response.CLIENT_ERROR;
        };
        return response(kind, batch, latency);
    }

    private static EventResult result(MixtureEvent event) {
        return switch (event.poison) {
            case REJECTED, FORBIDDEN -> new EventResult.Rejected("400");
            case FAILING -> new EventResult.Retry("500");
            default -> new EventResult.Delivered();
        };
    }

    private Response response(Outage.Response kind, List<MixtureEvent> batch, Duration latency) {
        return switch (kind) {
            case REFUSED ->
                new Response(DeliveryResult.Unavailable.ofDestination("connection refused"), Duration.ofMillis(2));
            case SERVER_ERROR ->
                new Response(new DeliveryResult.Unavailable(DeliveryResult.Scope.ROUTE, "503", retryAfter()), latency);
            case CLIENT_ERROR ->
                new Response(
                        mixture.respondsPerEvent
                                ? DeliveryResult.PerEvent.of(batch.size(), new EventResult.Rejected("404"))
                                : new DeliveryResult.Rejected("404"),
                        latency);
            case FORBIDDEN -> new Response(new DeliveryResult.Fatal("403"), latency);
            case NONE -> new Response(DeliveryResult.Unavailable.ofRoute("no response"), mixture.requestTimeout);
        };
    }

    private Optional<Duration> retryAfter() {
        return mixture.sendsRetryAfter
                ? Optional.of(MAX_RETRY_AFTER.dividedBy(1 + random.nextInt(10)))
                : Optional.empty();
    }

    @Override
    public void close() {
        // It has no resources.
    }

    private final class Attempt implements Delivery {
        private final List<MixtureEvent> events;
        private final List<Integer> generations;
        private final Duration startedAt;
        private final CompletableFuture<DeliveryResult> result = new CompletableFuture<>();

        private Attempt(List<MixtureEvent> events, Duration startedAt) {
            this.events = events;
            this.generations = events.stream().map(event -> event.generation).toList();
            this.startedAt = startedAt;
        }

        private void start() {
            Response response = response(events, startedAt);
            if (random.nextInt(50) == 0 && response.delay.compareTo(mixture.latency) < 0) {
                // A result can complete before deliver returns.
                complete(response.result);
            } else {
                scheduler.runAfter(response.delay, () -> complete(response.result));
            }
        }

        @Override
        public CompletionStage<DeliveryResult> result() {
            return result;
        }

        @Override
        public void abort() {
            scheduler.runAfter(
                    Duration.ofMillis(random.nextInt(50)),
                    () -> complete(DeliveryResult.Unavailable.ofDestination("aborted")));
        }

        private void complete(DeliveryResult completed) {
            if (result.isDone()) {
                return;
            }
            counts.activity++;
            inFlight.remove(this);
            for (int i = 0; i < events.size(); i++) {
                MixtureEvent event = events.get(i);
                event.item.inFlight--;
                if (completed instanceof DeliveryResult.PerEvent each
                        && each.results().get(i) instanceof EventResult.Delivered) {
                    delivered(event, generations.get(i));
                }
            }
            result.complete(completed);
        }

        private void delivered(MixtureEvent event, int generation) {
            Duration ready = event.readyAt();
            Duration wait = startedAt.minus(ready);
            if (generation == 0
                    && !event.waitedForPoison()
                    && mixture.outages.stream()
                            .noneMatch(
                                    outage -> outage.explainsWait(event.route, ready, startedAt, counts.rereads > 0))) {
                counts.wait(mixture.waitClass(), wait, event + ", ready at " + ready);
            }
            event.complete(generation, now());
        }
    }
}
