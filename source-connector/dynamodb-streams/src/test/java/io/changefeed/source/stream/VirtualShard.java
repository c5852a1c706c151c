/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.Simulator;
import io.changefeed.simulator.control.ShardReport;
import io.changefeed.simulator.stream.ViewType;
import io.changefeed.simulator.table.KeySchema;
import io.changefeed.simulator.table.KeySchema.KeyType;
import io.changefeed.source.aws.AwsClients;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.lineage.Slot;
import io.changefeed.source.metrics.TableMetrics;
import io.changefeed.source.record.StreamPageConverter;
import io.changefeed.source.record.TableStream;
import io.changefeed.testing.ManualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/** A simulated table with one shard, and its reader, in virtual time: calls take no time, and nothing waits. */
final class VirtualShard implements AutoCloseable {
    static final Duration STALL_TIMEOUT = Duration.ofMinutes(2);

    private record Step(Instant due, long number, Runnable action) {}

    private final ManualClock clock = new ManualClock();
    private final Simulator simulator;
    private final SimulatedTable table;
    private final AwsClients clients;
    private final StreamPageConverter converter;
    private final String shard;
    private final TableMetrics metrics = new TableMetrics(Duration.ofMinutes(5));
    private final HeapBudget budget = new HeapBudget(Long.MAX_VALUE);
    private final ReadBuffer buffer = new ReadBuffer(Long.MAX_VALUE);
    private final Queue<Step> steps =
            new PriorityQueue<>(Comparator.comparing(Step::due).thenComparing(Step::number));
    private final List<ReadResult> results = new ArrayList<>();
    private long stepCount;

    VirtualShard() {
        try {
            simulator = Simulator.start(0, 0, clock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        table = simulator.createTable("orders", KeySchema.of("id", KeyType.S), ViewType.NEW_AND_OLD_IMAGES);
        shard = report().id();
        SourceConfig config = new SourceConfig(Map.of(
                "tables", "orders",
                "topic.prefix", "test",
                "aws.region", "us-east-1",
                "aws.endpoint", simulator.endpoint().toString(),
                "aws.access.key.id", "any",
                "aws.secret.access.key", "any"));
        clients = new AwsClients(config.aws(), 1);
        TableStream stream = new TableStream(
                table.report().arn(),
                "orders",
                table.report().arn() + "/stream",
                new io.changefeed.event.KeySchema(Map.of("id", io.changefeed.event.KeyType.S)),
                0);
        converter = new StreamPageConverter(stream, config, clock);
    }

    SimulatedTable table() {
        return table;
    }

    Simulator simulator() {
        return simulator;
    }

    Instant now() {
        return clock.instant();
    }

    /** Starts reading from the trim horizon, as a restarted task does: it does not know whether the shard is closed. */
    void open(Duration pollIdleMax) {
        StreamClient streams = new StreamClient(clients.streams());
        PollBackoff backoff = new PollBackoff(pollIdleMax, STALL_TIMEOUT, clock);
        metrics.lag().shardOpened(shard, Optional.empty(), now());
        new ShardReader(
                        new ShardRef(new Slot(table.report().arn(), 0), shard),
                        new Position.TrimHorizon(),
                        false,
                        converter,
                        streams,
                        new ChildShardLookup(streams, this::schedule),
                        new PageLimit(budget, new PageLimit.Weights(), StreamClient.MAX_RECORDS),
                        buffer,
                        this::schedule,
                        new ShardPacing(pollIdleMax, false, now()),
                        backoff,
                        metrics)
                .start();
    }

    /** Takes all room, as another table of the task does while Kafka is unavailable. */
    void fillBudget() {
        budget.allocate(Duration.ZERO, () -> Long.MAX_VALUE, allocation -> {});
    }

    private void schedule(Duration delay, Duration tolerance, Runnable action) {
        steps.add(new Step(now().plus(delay), stepCount++, action));
    }

    /** Advances the time to the next step, runs it, and repeats until the condition holds after a step. */
    void runUntil(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            next(steps.remove());
        }
    }

    /** Runs the steps of this time. */
    void run(Duration time) throws InterruptedException {
        Instant end = now().plus(time);
        while (!steps.isEmpty() && !steps.element().due().isAfter(end)) {
            next(steps.remove());
        }
        clock.advance(Duration.between(now(), end));
    }

    private void next(Step step) throws InterruptedException {
        if (step.due().isAfter(now())) {
            clock.advance(Duration.between(now(), step.due()));
        }
        step.action().run();
        for (ReadResult result : buffer.poll(Duration.ZERO)) {
            results.add(result);
            if (result instanceof ReadResult.Page page) {
                metrics.lag().emitted(shard, page.lastChanged());
            }
        }
    }

    /** The pages with records so far. */
    int pages() {
        return (int) results.stream().filter(ReadResult.Page.class::isInstance).count();
    }

    boolean hasEnded() {
        return results.stream().anyMatch(ReadResult.ShardEnd.class::isInstance);
    }

    /** Empty while it is unknown. */
    Optional<Duration> lag() {
        return metrics.lag().at(now());
    }

    /** The number of GetRecords calls. */
    int calls() {
        return report().pages();
    }

    private ShardReport report() {
        return table.report().shards().get(0);
    }

    @Override
    public void close() {
        clients.close();
        simulator.close();
    }
}
