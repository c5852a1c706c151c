/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.feed;

import io.changefeed.delivery.DeadLetters;
import io.changefeed.delivery.filter.EventFilter;
import io.changefeed.delivery.record.RecordReader;
import io.changefeed.event.ChangeEvent;
import io.changefeed.fanout.config.FanOutConfig;
import io.changefeed.fanout.host.Host;
import io.changefeed.fanout.metrics.FanOutMetrics;
import io.changefeed.fanout.ring.Ring;
import io.changefeed.fanout.ring.Ring.Appended;
import io.changefeed.fanout.service.Source;
import io.changefeed.fanout.subscription.Ending;
import io.changefeed.fanout.subscription.Subscriptions;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A started task: records become events in a ring, from which subscribers are told on threads of their own; what is held
 * is not committed, so that it is read again after a restart. But for {@link #ring()} used by the task's thread alone.
 */
public final class Feed implements Source {
    /** Until the ring is filled; afterwards records alone wake the task. */
    private static final Duration LONGEST_SLEEP = Duration.ofMillis(100);

    /** Connect gives up a task that does not stop in 5 s. */
    private static final Duration LONGEST_END = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

    private final SinkTaskContext context;
    private final EventFilter filter;
    private final RecordReader reader = new RecordReader();
    private final FeedMeter meter = new FeedMeter();
    private final DeadLetters deadLetters;
    private final Threads threads;
    private final Subscriptions subscriptions;
    private final Host host;
    private Filling filling = new Filling();
    private volatile Ring ring;
    private volatile boolean isFilled;

    private Feed(SinkTaskContext context, FanOutConfig config, Threads threads) {
        this.context = context;
        this.threads = threads;
        this.ring = config.feed().ring();
        this.filter = config.feed().eventFilter();
        this.deadLetters = new DeadLetters(context.errantRecordReporter(), meter::countRejected);
        this.subscriptions = new Subscriptions(
                config.feed().maxSubscribers(),
                new Subscriptions.Surroundings(
                        threads.pool(), System::nanoTime, config.feed().patience()));
        this.host = Services.host(config, threads.pool(), this, subscriptions);
        threads.watch(subscriptions);
        FanOutMetrics.show(context, host.address().toString(), () -> ring, meter, subscriptions);
    }

    /**
     * Starts a task.
     *
     * @throws ConnectException when the server cannot listen
     */
    public static Feed start(SinkTaskContext context, FanOutConfig config) {
        Threads threads = Threads.start();
        try {
            Feed feed = new Feed(context, config, threads);
            LOG.info("The gRPC server listens at {}; it serves when its ring is filled", feed.host.address());
            // The first poll would else take as long as a commit interval when topics are empty.
            context.timeout(LONGEST_SLEEP.toMillis());
            return feed;
        } catch (RuntimeException e) {
            threads.close();
            throw e;
        }
    }

    /** Partitions were given to the task: Connect is asked to tell where it reads them from. */
    public void open() {
        context.requestCommit();
        context.timeout(LONGEST_SLEEP.toMillis());
    }

    /**
     * Takes records, possibly none, and returns.
     *
     * @throws ConnectException when a record is no event and there is nobody to report it to
     */
    public void put(Collection<SinkRecord> records) {
        for (SinkRecord record : records) {
            // Before the first commit a partition begins with its first record: tokens from before a restart begin
            // there.
            ring.begin(RecordReader.partition(record), record.originalKafkaOffset());
            event(record).ifPresent(event -> hold(record, event));
        }
        if (!records.isEmpty()) {
            subscriptions.announce();
        }
        fill(records.size());
    }

    private Optional<ChangeEvent> event(SinkRecord record) {
        try {
            return reader.read(record).flatMap(filter::apply);
        } catch (DataException e) {
            deadLetters.report(record, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void hold(SinkRecord record, ChangeEvent event) {
        TopicPartition partition = RecordReader.partition(record);
        long offset = record.originalKafkaOffset();
        Appended appended = ring.append(partition, offset, event);
        if (appended == Appended.BEFORE || appended == Appended.OTHER) {
            startAnew(partition, offset, appended == Appended.BEFORE ? ring.anew(partition, offset) : ring.anew());
            appended = ring.append(partition, offset, event);
        }
        if (appended == Appended.ADDED) {
            meter.received(event.source().time(), threads.clock().instant());
        }
    }

    /** As if the task was restarted: what subscribers have had, their tokens tell. */
    private void startAnew(TopicPartition partition, long offset, Ring anew) {
        LOG.warn(
                "The consumer went back to offset {} of {}, before what the server holds or to other events than it"
                        + " holds, and it is read anew from there. It is so when the consumer lost its partitions,"
                        + " offsets were reset, or a topic was created anew while the connector ran",
                offset,
                partition);
        serving(false);
        Ring before = ring;
        ring = anew;
        filling = new Filling();
        end(before, "the server reads its topics anew; go on with the last token");
        open();
    }

    private void fill(int records) {
        if (isFilled) {
            return;
        }
        filling.put(records, ring);
        if (filling.isDone()) {
            serving(true);
            LOG.info(
                    "The ring is filled with {} events; {} serves",
                    ring.extent().records(),
                    host.address());
        } else {
            context.timeout(LONGEST_SLEEP.toMillis());
        }
    }

    private void serving(boolean isServing) {
        isFilled = isServing;
        host.serving(isServing);
        meter.serving(isServing);
    }

    /** Ends all that read a ring, and whoever is about to. */
    private void end(Ring retired, String reason) {
        retired.retire(reason);
        subscriptions.announce();
    }

    @Override
    public Ring ring() {
        // In this order: a ring is not filled when it takes the place of another one.
        Ring current = ring;
        if (!isFilled) {
            throw Ending.unavailable("the server has not yet read what it holds; try again in a moment")
                    .exception();
        }
        return current;
    }

    /** What may be committed, by where the consumer is. */
    public Map<TopicPartition, OffsetAndMetadata> committable(Map<TopicPartition, OffsetAndMetadata> current) {
        ring.begin(current);
        if (!current.isEmpty()) {
            filling.assigned();
        }
        if (!isFilled) {
            context.timeout(LONGEST_SLEEP.toMillis());
        }
        return ring.committable(current);
    }

    /** Tells subscribers where they are and that they should go elsewhere, and ends. */
    public void stop() {
        serving(false);
        host.goAway();
        end(ring, "the server stops; go on with the last token, there or elsewhere");
        host.close(LONGEST_END);
        threads.close();
    }

    /** Whether the ring is filled and subscribers are taken. */
    public boolean isServing() {
        return isFilled;
    }

    /** How many calls are told of events. */
    public int subscribers() {
        return subscriptions.count();
    }

    /** Where the server listens. */
    public String address() {
        return host.address().toString();
    }
}
