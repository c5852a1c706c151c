/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.worker;

import io.changefeed.source.offset.InMemoryOffsets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * An in-memory Kafka that outlives the worker. It stores the records of all topics, the signals, and the connector's
 * offsets.
 */
public final class Kafka {
    private final List<SourceRecord> records = Collections.synchronizedList(new ArrayList<>());
    private final InMemoryOffsets offsets = new InMemoryOffsets();
    private final SignalLog signals = new SignalLog();

    void store(SourceRecord record) {
        records.add(record);
    }

    /** The records of the tables' topics. */
    public List<SourceRecord> changes() {
        return all().stream().filter(record -> !isHeartbeat(record)).toList();
    }

    public List<SourceRecord> heartbeats() {
        return all().stream().filter(Kafka::isHeartbeat).toList();
    }

    private List<SourceRecord> all() {
        synchronized (records) {
            return List.copyOf(records);
        }
    }

    public static boolean isHeartbeat(SourceRecord record) {
        return record.topic().startsWith("__changefeed-heartbeat.");
    }

    /** The key of a record, comparable by its content. */
    static Object key(SourceRecord record) {
        return record.key() instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : record.key();
    }

    public SignalLog signals() {
        return signals;
    }

    public InMemoryOffsets offsets() {
        return offsets;
    }
}
