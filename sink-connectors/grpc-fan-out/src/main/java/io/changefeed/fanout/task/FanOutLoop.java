/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.task;

import io.changefeed.connector.Closer;
import io.changefeed.connector.metrics.MetricRegistry;
import io.changefeed.connector.metrics.TaskId;
import io.changefeed.delivery.DeadLetters;
import io.changefeed.delivery.UndeliverableRecord;
import io.changefeed.delivery.filter.EventFilter;
import io.changefeed.delivery.record.CompactionGaps;
import io.changefeed.delivery.record.OffsetTracker;
import io.changefeed.delivery.record.PendingOffset;
import io.changefeed.delivery.record.RecordReader;
import io.changefeed.event.ChangeEvent;
import io.changefeed.fanout.config.FanOutConfig;
import io.changefeed.fanout.config.SecurityConfig;
import io.changefeed.fanout.config.ServerConfig;
import io.changefeed.fanout.metrics.FanOutMetrics;
import io.changefeed.fanout.metrics.IngestMeter;
import io.changefeed.fanout.ring.Cursor;
import io.changefeed.fanout.ring.Ring;
import io.changefeed.fanout.ring.Ring.AppendResult;
import io.changefeed.fanout.server.GrpcServer;
import io.changefeed.fanout.service.RingSource;
import io.changefeed.fanout.subscription.CallStatus;
import io.changefeed.fanout.subscription.StartPosition;
import io.changefeed.fanout.subscription.Subscriptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logic of a started task: appends topic records to the ring, from which other threads serve subscribers. The
 * offsets of events in the ring are not committed, so that a restart reads these events again. Used by the task's
 * thread only, except for the methods of {@link RingSource}.
 */
public final class FanOutLoop implements RingSource {
    /** The interval until the task has caught up; afterwards only records wake the task. */
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    private static final Logger LOG = LoggerFactory.getLogger(FanOutLoop.class);

    private final SinkTaskContext context;
    private final EventFilter filter;
    private final RecordReader reader = new RecordReader();
    private final CompactionGaps gaps;
    private final IngestMeter meter = new IngestMeter();
    private final Set<TopicPartition> partitions = new HashSet<>();
    /** The offsets of unreadable records, which are not in the ring. */
    private final OffsetTracker unreadable = new OffsetTracker();

    private final DeadLetters deadLetters;
    private final FanOutThreads threads;
    private final Subscriptions subscriptions;
    private final GrpcServer server;
    private final ConsumerLag consumerLag;
    private WarmUp warmUp = new WarmUp();
    private boolean isPaused;
    private volatile ReadProgress progress;
    private volatile Ring ring;
    private volatile boolean isServing;
    private volatile boolean isCaughtUp;

    private FanOutLoop(SinkTaskContext context, FanOutConfig config, FanOutThreads threads, Closer closer) {
        this.context = context;
        this.threads = threads;
        this.consumerLag = new ConsumerLag(config.consumerClientId());
        this.progress = new ReadProgress(consumerLag::of);
        this.ring = config.streaming().ring();
        this.filter = config.streaming().eventFilter();
        this.gaps = new CompactionGaps(config.streaming().hasCompactedTopics(), threads.clock());
        this.deadLetters = new DeadLetters(
                context.errantRecordReporter(),
                config.deadLetters(),
                unreadable,
                threads.timer(),
                new UnreadableRecordListener());
        this.subscriptions = new Subscriptions(
                config.streaming().maxSubscribers(),
                new Subscriptions.SubscriptionContext(
                        threads.pool(),
                        System::nanoTime,
                        config.streaming().timeouts(),
                        config.security().tokenCodec()));
        this.server = closer.register(GrpcServices.startServer(config, threads.ofServer(), this, subscriptions));
    }

    /**
     * Starts a task.
     *
     * @param closer closes everything that the task has opened, also if the start fails
     * @throws ConnectException if the server cannot listen
     */
    public static FanOutLoop start(SinkTaskContext context, TaskId task, FanOutConfig config, Closer closer) {
        FanOutThreads threads = closer.register(FanOutThreads.start());
        FanOutLoop loop = new FanOutLoop(context, config, threads, closer);
        AutoCloseable stop = loop::stop;
        closer.register(stop);
        FanOutMetrics metrics = new FanOutMetrics(() -> loop.ring, loop.meter, loop.subscriptions);
        MetricRegistry registry = closer.register(MetricRegistry.open(context, task));
        metrics.register(registry, loop.address());
        closer.register(registry.startStatusLog(threads.clock(), metrics));
        loop.begin(config);
        return loop;
    }

    private void begin(FanOutConfig config) {
        threads.schedule(subscriptions);
        // Otherwise the first poll of empty topics blocks for a commit interval.
        context.timeout(POLL_INTERVAL.toMillis());
        LOG.info("gRPC server listening on {}; serving starts when partitions are assigned", address());
        if (config.isOpenToNetwork()) {
            LOG.warn(
                    "The gRPC server on {} accepts clients from other machines without TLS and without tokens: any of"
                            + " them can read every table. Set '{}' and '{}', or set '{}' to a loopback address",
                    address(),
                    SecurityConfig.CERTIFICATE,
                    SecurityConfig.TOKENS,
                    ServerConfig.HOST);
        }
        if (config.sendsTokensInClearText()) {
            LOG.warn(
                    "The gRPC server on {} accepts tokens without TLS: whoever can read the network traffic can use"
                            + " them. Set '{}', or make sure that only a proxy that terminates TLS can connect",
                    address(),
                    SecurityConfig.CERTIFICATE);
        }
    }

    /**
     * Called when partitions are assigned. Requests a commit, which passes their start offsets to {@link #committable}.
     */
    public void open(Collection<TopicPartition> assigned) {
        partitions.addAll(assigned);
        // Connect pauses a partition again if it was paused when it was revoked.
        resume();
        requestStartOffsets();
    }

    private void requestStartOffsets() {
        context.requestCommit();
        context.timeout(POLL_INTERVAL.toMillis());
    }

    /** Called when partitions are revoked. The next owner reads their uncommitted records again. */
    public void close(Collection<TopicPartition> revoked) {
        partitions.removeAll(revoked);
        unreadable.close(revoked);
    }

    /**
     * Appends records to the ring; {@code records} may be empty. Does not block.
     *
     * @throws ConnectException if a record is not a change event and it cannot be stored in a dead letter queue, or if
     *     a thread of the server has failed
     */
    public void put(Collection<SinkRecord> records) {
        threads.requireNoFailure();
        Map<TopicPartition, Long> lastOffsets = new HashMap<>();
        for (SinkRecord record : records) {
            // Before the first commit, a partition starts at its first record: tokens from before a restart refer to
            // it.
            TopicPartition partition = RecordReader.partition(record);
            ring.startAt(partition, record.originalKafkaOffset());
            gaps.startAt(partition, record.originalKafkaOffset());
            unreadable.rewind(partition, record.originalKafkaOffset());
            receive(record);
            lastOffsets.put(partition, record.originalKafkaOffset());
        }
        progress.recordPoll(lastOffsets);
        if (!records.isEmpty()) {
            subscriptions.wakeAll();
        }
        updateWarmUp(records.size());
        reportUnreadable();
    }

    private void receive(SinkRecord record) {
        try {
            Optional<ChangeEvent> read = reader.read(record);
            Optional<Instant> unknownUntil = gaps.read(
                    RecordReader.partition(record), record.originalKafkaOffset(), read.map(ChangeEvent::time));
            read.flatMap(event -> select(event, unknownUntil.isEmpty()))
                    .ifPresent(event -> append(record, event, unknownUntil));
        } catch (DataException e) {
            PendingOffset offset = unreadable.track(
                    RecordReader.partition(record),
                    record.originalKafkaOffset(),
                    0,
                    threads.clock().instant());
            deadLetters.add(new UndeliverableRecord(record, offset, Optional.empty(), String.valueOf(e.getMessage())));
        }
    }

    /** An item that is removed only because its earlier state is unknown has an old image that does not match. */
    private Optional<ChangeEvent> select(ChangeEvent event, boolean isBeforeKnown) {
        return filter.apply(event)
                .or(() -> isBeforeKnown
                        ? Optional.empty()
                        : filter.apply(event, false).map(ChangeEvent::withoutBefore));
    }

    /** Reads nothing more while too many unreadable records wait to be reported. */
    private void reportUnreadable() {
        deadLetters.poll();
        if (deadLetters.isFull() && !isPaused) {
            context.pause(partitions.toArray(TopicPartition[]::new));
            isPaused = true;
        } else if (!deadLetters.isFull() && isPaused) {
            resume();
        }
        if (!deadLetters.isIdle()) {
            context.timeout(POLL_INTERVAL.toMillis());
        }
    }

    private void resume() {
        context.resume(partitions.toArray(TopicPartition[]::new));
        isPaused = false;
    }

    private final class UnreadableRecordListener implements DeadLetters.Listener {
        @Override
        public void reported(UndeliverableRecord record) {
            meter.recordRejected();
        }

        @Override
        public void failed(UndeliverableRecord record, ConnectException reason, boolean isUrgent) {
            throw reason;
        }
    }

    private void append(SinkRecord record, ChangeEvent event, Optional<Instant> unknownUntil) {
        TopicPartition partition = RecordReader.partition(record);
        long offset = record.originalKafkaOffset();
        AppendResult appended = ring.append(partition, offset, event, unknownUntil);
        if (appended == AppendResult.BEFORE_RING || appended == AppendResult.DIFFERENT) {
            reread(
                    partition,
                    offset,
                    appended == AppendResult.BEFORE_RING ? ring.copyRereading(partition, offset) : ring.emptyCopy());
            appended = ring.append(partition, offset, event, unknownUntil);
        }
        if (appended == AppendResult.ADDED) {
            meter.recordReceived(event.source().time(), threads.clock().instant());
        }
    }

    /** Subscribers continue as after a restart: their tokens record which events they received. */
    private void reread(TopicPartition partition, long offset, Ring replacement) {
        LOG.warn(
                "The consumer of {} was rewound to offset {}: the partition was reassigned, its offsets were reset, or"
                        + " the topic was recreated. Reading the partition again from there; subscribers are"
                        + " disconnected and can resume with their last token",
                partition,
                offset);
        setCaughtUp(false);
        setServing(false);
        Ring retired = ring;
        ring = replacement;
        warmUp = new WarmUp();
        progress = new ReadProgress(consumerLag::of);
        disconnectAll(retired, "the server is reading its topics again; resume with the last token");
        requestStartOffsets();
    }

    private void updateWarmUp(int records) {
        if (isCaughtUp || isPaused) {
            return;
        }
        warmUp.recordPoll(records, progress, ring);
        if (warmUp.isDone()) {
            setCaughtUp(true);
            LOG.info(
                    "Caught up with the topics; the event buffer contains {} events",
                    ring.extent().records());
        } else {
            context.timeout(POLL_INTERVAL.toMillis());
        }
    }

    private void setServing(boolean serving) {
        isServing = serving;
        server.setServing(serving);
        meter.setServing(serving);
    }

    private void setCaughtUp(boolean caughtUp) {
        isCaughtUp = caughtUp;
        meter.setCaughtUp(caughtUp);
    }

    /** Ends the calls that read a ring, including calls that are just starting. */
    private void disconnectAll(Ring retired, String reason) {
        retired.retire(reason);
        subscriptions.wakeAll();
    }

    @Override
    public Ring ring() {
        // The order matters, because a ring that replaces another one is not served yet.
        Ring current = ring;
        if (!isServing) {
            throw CallStatus.unavailable("the server does not know the start of its topics yet; retry after a moment")
                    .exception();
        }
        return current;
    }

    @Override
    public Cursor latest(Ring current) {
        if (!isCaughtUp) {
            throw CallStatus.unavailable("the server still reads older events: it serves START_AT_LATEST when it has"
                            + " caught up with its topics. Retry after a moment, or use another server,"
                            + " START_AT_EARLIEST or a token")
                    .exception();
        }
        return current.latest(progress.unreadEnds());
    }

    @Override
    public StartPosition startAt(Ring current, Cursor cursor) {
        ReadProgress reading = progress;
        Map<TopicPartition, Long> ends = reading.unreadEnds();
        return new StartPosition(current, cursor, () -> isCaughtUp && reading.hasReached(ends));
    }

    /** Returns the offsets that may be committed, given the positions of the consumer. */
    public Map<TopicPartition, OffsetAndMetadata> committable(Map<TopicPartition, OffsetAndMetadata> current) {
        ring.startAt(current);
        current.forEach((partition, position) -> {
            gaps.startAt(partition, position.offset());
            progress.recordStart(partition, position.offset());
        });
        if (!current.isEmpty()) {
            warmUp.recordAssignment();
            if (!isServing) {
                setServing(true);
                LOG.info("Serving tokens and START_AT_EARLIEST on {}", address());
            }
        }
        if (!isCaughtUp) {
            context.timeout(POLL_INTERVAL.toMillis());
        }
        return unreadable.committable(ring.committable(current));
    }

    /** Sends each subscriber its last token and an UNAVAILABLE status. The server is closed afterwards. */
    private void stop() {
        setServing(false);
        server.goAway();
        disconnectAll(ring, "the server is stopping; resume with the last token, here or on another server");
    }

    /** Whether every subscriber is accepted. */
    public boolean isCaughtUp() {
        return isCaughtUp;
    }

    /** The number of connected subscribers. */
    public int subscribers() {
        return subscriptions.count();
    }

    /** The address on which the server listens. */
    public String address() {
        return server.address().toString();
    }
}
