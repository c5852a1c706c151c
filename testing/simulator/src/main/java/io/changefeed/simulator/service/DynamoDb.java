/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.service;

import static java.util.Objects.requireNonNull;

import io.changefeed.simulator.fault.Faults;
import io.changefeed.simulator.stream.SequenceNumbers;
import io.changefeed.simulator.stream.ShardIds;
import io.changefeed.simulator.stream.StreamContext;
import io.changefeed.simulator.stream.TableStream;
import io.changefeed.simulator.stream.ViewType;
import io.changefeed.simulator.table.KeySchema;
import io.changefeed.simulator.table.Table;
import io.changefeed.simulator.table.TableName;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** All tables and streams of one simulator. Not thread-safe, except for {@link #withLock}. */
public final class DynamoDb {
    /** The region of tables whose names contain none. */
    public static final String REGION = "us-east-1";

    public static final String ACCOUNT = "000000000000";

    /** The number of digits in DynamoDB. */
    public static final int SEQUENCE_NUMBER_DIGITS = 21;

    private static final DateTimeFormatter LABEL =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private final ReentrantLock lock = new ReentrantLock();
    private final AdjustableClock clock;
    private final Random random;
    private final StreamContext context;
    private final Faults faults;
    private final CallCounters calls = new CallCounters();
    private final Map<String, Table> tables = new TreeMap<>();
    private final Map<String, TableStream> streams = new LinkedHashMap<>();
    private final Map<String, KeySchema> keySchemas = new HashMap<>();
    private SequenceNumbers numbers;

    /** Creates a service; the same seed, clock and calls cause the same responses. */
    public DynamoDb(long seed, Clock clock) {
        this.clock = new AdjustableClock(clock);
        this.random = new Random(seed);
        AtomicLong logicalTime = new AtomicLong();
        this.context = new StreamContext(this.clock, new ShardIds(this.clock, random), logicalTime::incrementAndGet);
        this.numbers = SequenceNumbers.ofDigits(SEQUENCE_NUMBER_DIGITS, random);
        this.faults = new Faults(random, this.clock);
    }

    /** Runs work while holding the lock of the service. */
    public <R> R withLock(Function<DynamoDb, R> work) {
        lock.lock();
        try {
            return work.apply(this);
        } finally {
            lock.unlock();
        }
    }

    public AdjustableClock clock() {
        return clock;
    }

    public Random random() {
        return random;
    }

    public Faults faults() {
        return faults;
    }

    public CallCounters calls() {
        return calls;
    }

    /**
     * Sets the number of digits of the sequence numbers of streams that are enabled from now on.
     */
    public void setSequenceNumberDigits(int digits) {
        numbers = SequenceNumbers.ofDigits(digits, random);
    }

    /**
     * Creates a table without a stream.
     *
     * @throws IllegalArgumentException if the table exists
     */
    public Table createTable(TableName name, KeySchema keySchema) {
        if (tables.containsKey(name.arn())) {
            throw new IllegalArgumentException("table " + name.arn() + " exists");
        }
        Table table = new Table(name, keySchema, clock, random);
        tables.put(name.arn(), table);
        return table;
    }

    /** Deletes a table; its stream is disabled and can be read for another day. */
    public void deleteTable(Table table) {
        table.stream().filter(TableStream::isEnabled).ifPresent(TableStream::disable);
        tables.remove(table.name().arn());
    }

    /**
     * Enables a new stream for a table.
     *
     * @throws IllegalArgumentException if its stream is already enabled
     */
    public TableStream enableStream(Table table, ViewType viewType, int shards) {
        if (table.stream().filter(TableStream::isEnabled).isPresent()) {
            throw new IllegalArgumentException("the stream of " + table.name().arn() + " is already enabled");
        }
        String label = unusedLabel(table.name());
        String arn = streamArn(table.name(), label);
        TableStream stream = new TableStream(arn, label, viewType, shards, numbers, context);
        streams.put(arn, stream);
        keySchemas.put(arn, table.keySchema());
        table.streamTo(stream);
        return stream;
    }

    private String unusedLabel(TableName table) {
        Instant at = clock.instant();
        while (streams.containsKey(streamArn(table, LABEL.format(at)))) {
            at = at.plusMillis(1);
        }
        return LABEL.format(at);
    }

    private static String streamArn(TableName table, String label) {
        return table.arn() + "/stream/" + label;
    }

    /** Returns all tables, ordered by ARN. */
    public Collection<Table> tables() {
        return tables.values();
    }

    /** Finds a table by its name, its ARN or the ARN of one of its streams. */
    public Optional<Table> findTable(String nameOrArn) {
        return Optional.ofNullable(
                tables.get(TableName.parse(nameOrArn, REGION, ACCOUNT).arn()));
    }

    /** Returns all streams that can be read, oldest first. */
    public Collection<TableStream> streams() {
        return streams.values().stream().filter(stream -> !stream.isGone()).toList();
    }

    /** Returns the key schema of the table that a stream belongs to, even if that table was deleted. */
    public KeySchema keySchema(TableStream stream) {
        return requireNonNull(keySchemas.get(stream.arn()));
    }

    /** Finds the stream with this ARN, unless it has expired. */
    public Optional<TableStream> findStream(String arn) {
        return Optional.ofNullable(streams.get(arn)).filter(stream -> !stream.isGone());
    }
}
