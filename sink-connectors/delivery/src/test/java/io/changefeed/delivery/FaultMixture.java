/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.delivery.MixtureTopic.Poison;
import io.changefeed.delivery.config.DeadLetterConfig;
import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.config.DeliveryDefaults;
import io.changefeed.testing.RandomInputs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** The traffic of a model and everything that goes wrong in it. */
final class FaultMixture {
    /** The mixtures in which no healthy event waits for long. */
    static final String MODERATE = "at most 5 % poison";

    /** The time for which requests with an event that always times out are in flight, until the event is rejected. */
    private static final int HANGING_SECONDS = 300;

    final MixtureTopic topic;
    /** The average number of events per second. */
    double rate = 1;

    int routes = 1;
    int maxInFlight = 8;
    int batchRecords = 1;
    Duration batchLinger = Duration.ZERO;
    int bufferRecords = 10_000;
    int maxUncommitted = 100_000;
    int maxPollRecords = 500;
    /** Whether an event that is blocked can pause its partition. */
    boolean hasTinyBuffer;

    /** The average time until an response. */
    Duration latency = Duration.ofMillis(20);

    Duration requestTimeout = Duration.ofSeconds(30);
    /** Whether the destination answers for each event of a batch, and not for the batch as a whole. */
    boolean respondsPerEvent;

    boolean sendsRetryAfter;
    double poisonShare;
    List<Outage> outages = List.of();

    /** The longest time until a report to the dead letter queue completes. */
    Duration reportDelay = Duration.ofMillis(5);

    /** The number of reports that fail. */
    int failedReports;
    /** How often the worker rebalances, restarts the task, or rewinds the consumer. */
    int disturbances;

    FaultMixture(int partitions) {
        topic = new MixtureTopic(partitions);
    }

    /** Returns a random mixture. */
    static FaultMixture random(long seed, int maxEvents) {
        RandomInputs inputs = new RandomInputs(seed);
        Random random = inputs.random();
        FaultMixture mixture = new FaultMixture(inputs.integer(1, 4));
        mixture.rate = logUniform(random, 0.003, 1000);
        mixture.routes = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(20);
        mixture.batchRecords = inputs.oneOf(1, 1, 5, 20, 100);
        mixture.batchLinger = Duration.ofMillis(inputs.oneOf(0, 0, 20));
        mixture.latency = Duration.ofNanos((long) logUniform(random, 3e6, 100e6));
        // The destination is fast enough for single events.
        double busy = mixture.rate * mixture.latency.toNanos() / 1e9;
        mixture.maxInFlight = (int) Math.max(inputs.oneOf(4, 8, 32), Math.ceil(busy * 8));
        mixture.requestTimeout = Duration.ofSeconds(inputs.oneOf(5, 10, 30));
        mixture.respondsPerEvent = random.nextBoolean();
        mixture.sendsRetryAfter = inputs.oneIn(4);
        mixture.poisonShare = inputs.choose(
                () -> 0.0,
                () -> logUniform(random, 0.001, 0.01),
                () -> 0.01 + random.nextDouble() * 0.04,
                () -> 0.05 + random.nextDouble() * 0.15);
        mixture.reportDelay = Duration.ofMillis(inputs.oneOf(5, 50, 500));
        if (inputs.oneIn(8)) {
            mixture.failedReports = inputs.integer(1, 3);
        }
        if (inputs.oneIn(5)) {
            mixture.disturbances = inputs.integer(1, 6);
        }
        if (inputs.oneIn(8)) {
            mixture.setTinyBuffer(inputs);
        } else if (inputs.oneIn(3)) {
            // The events of a route in an outage do not fit into its share of the buffer.
            mixture.bufferRecords = 200 + 20 * (mixture.batchRecords + (int) busy);
        }
        mixture.addTraffic(inputs, (int) Math.min(maxEvents, Math.max(60, mixture.rate * 20_000)));
        mixture.addOutages(inputs);
        return mixture;
    }

    private void setTinyBuffer(RandomInputs inputs) {
        hasTinyBuffer = true;
        maxPollRecords = 6;
        bufferRecords = batchRecords * inputs.integer(2, 10);
        maxUncommitted = batchRecords * inputs.integer(2, 50);
    }

    private void addTraffic(RandomInputs inputs, int events) {
        Random random = inputs.random();
        // The events of one item follow each other at least 50 times as slowly as they are delivered.
        int fewest = (int) Math.ceil(50 * rate * latency.toNanos() / 1e9 / routes);
        int items = Math.max(inputs.oneOf(1, 4, 10, 200), fewest);
        List<Poison> kinds = new ArrayList<>(
                inputs.someOf(List.of(Poison.UNREADABLE, Poison.UNSUPPORTED, Poison.REJECTED, Poison.FAILING)));
        boolean hasTraffic = rate > 1 && !hasTinyBuffer && routes * items > 100;
        if (hasTraffic && random.nextBoolean()) {
            // The task fails if nothing else is delivered for a minute.
            kinds.add(Poison.FORBIDDEN);
        }
        double hanging = poisonShare * rate * HANGING_SECONDS;
        if (batchRecords == 1 && hanging < maxInFlight / 4.0 && random.nextBoolean()) {
            // Others wait while all deliveries in flight hang.
            kinds.add(Poison.HANGING);
        }
        boolean hasBadItems = hasTraffic && inputs.oneIn(4);
        double time = 0;
        for (int i = 0; i < events; i++) {
            time += -Math.log(1 - random.nextDouble()) / rate;
            int item = random.nextInt(items);
            boolean isBad =
                    hasBadItems ? Math.floorMod(item * 31, 100) < poisonShare * 100 : random.nextDouble() < poisonShare;
            Poison poison = isBad ? kinds.isEmpty() ? Poison.REJECTED : inputs.oneOf(kinds) : Poison.NONE;
            topic.add(random.nextInt(routes), "item-" + item, poison, Duration.ofNanos((long) (time * 1e9)));
        }
    }

    private void addOutages(RandomInputs inputs) {
        Random random = inputs.random();
        List<Outage> drawn = new ArrayList<>();
        for (int i = inputs.oneOf(0, 1, 1, 2); i > 0; i--) {
            long start = (long) (random.nextDouble() * lastArrival().toMillis());
            Outage.Pattern pattern = inputs.oneOf(Outage.Pattern.values());
            // All routes have the same host.
            boolean isOfRoute = random.nextBoolean();
            Outage.Response response = isOfRoute
                    ? inputs.oneOf(Outage.Response.SERVER_ERROR, Outage.Response.CLIENT_ERROR, Outage.Response.NONE)
                    : inputs.oneOf(
                            Outage.Response.REFUSED,
                            Outage.Response.SERVER_ERROR,
                            Outage.Response.CLIENT_ERROR,
                            Outage.Response.NONE);
            drawn.add(new Outage(
                    isOfRoute ? OptionalInt.of(random.nextInt(routes)) : OptionalInt.empty(),
                    pattern,
                    response,
                    pattern == Outage.Pattern.PARTIAL ? 0.2 + random.nextDouble() * 0.7 : 1,
                    Duration.ofMillis((long) logUniform(random, 500, 60_000)),
                    Duration.ofMillis(start),
                    Duration.ofMillis(start + (long) logUniform(random, 1000, 7_200_000))));
        }
        outages = drawn;
    }

    private static double logUniform(Random random, double min, double max) {
        return min * Math.exp(random.nextDouble() * Math.log(max / min));
    }

    Duration lastArrival() {
        return topic.events().get(topic.events().size() - 1).arrival;
    }

    /** When all events have arrived and all outages have ended. */
    Duration end() {
        return outages.stream()
                .map(Outage::end)
                .reduce(lastArrival(), (one, other) -> one.compareTo(other) > 0 ? one : other);
    }

    /** What limits the time for which healthy events can wait. */
    String waitClass() {
        if (disturbances > 0 || failedReports > 0) {
            return "restarts";
        }
        if (hasTinyBuffer) {
            return "tiny buffer";
        }
        if (outages.stream().anyMatch(outage -> outage.response() == Outage.Response.NONE)
                || topic.events().stream().anyMatch(event -> event.poison == Poison.HANGING)) {
            return "requests time out";
        }
        if (sendsRetryAfter) {
            return "pauses requested";
        }
        return poisonShare <= 0.05 ? MODERATE : "more than 5 % poison";
    }

    /** Whether each poison event is soon followed by successes. */
    boolean isSteady() {
        return outages.isEmpty() && rate >= 20 && poisonShare <= 0.01 && !hasTinyBuffer;
    }

    DeliveryConfig config() {
        ConfigDef definition = DeliveryConfig.addTo(
                new ConfigDef(), new DeliveryDefaults(maxInFlight, batchRecords, 1_000_000, batchLinger));
        Map<String, Object> properties = Map.of(
                DeliveryConfig.BUFFER_MAX_RECORDS,
                bufferRecords,
                DeliveryConfig.MAX_UNCOMMITTED_RECORDS,
                maxUncommitted,
                DeadLetterConfig.TOLERANCE,
                "all",
                DeadLetterConfig.TOPIC,
                "dead-letters");
        return new DeliveryConfig(new AbstractConfig(definition, properties, false));
    }

    @Override
    public String toString() {
        return String.format(
                "%d events, %.3f/s, %d routes, %d items, batch %d, %d in flight, latency %d ms, poison %.3f, per event %s,"
                        + " buffer %d, uncommitted %d, reports %d ms, %d failed, disturbances %d, timeout %d s, %s",
                topic.events().size(),
                rate,
                routes,
                topic.items(),
                batchRecords,
                maxInFlight,
                latency.toMillis(),
                poisonShare,
                respondsPerEvent,
                bufferRecords,
                maxUncommitted,
                reportDelay.toMillis(),
                failedReports,
                disturbances,
                requestTimeout.toSeconds(),
                outages);
    }
}
