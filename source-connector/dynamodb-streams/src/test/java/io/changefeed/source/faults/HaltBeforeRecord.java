/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;

/**
 * A transform that halts its worker, as SIGKILL does, before one record: the first {@code tombstone}; the first heartbeat
 * of a {@code shard-end}, which replaces a shard with its children; or the first change of a {@code child}. A marker
 * file records the halt, so that it happens only once.
 */
public final class HaltBeforeRecord implements Transformation<SourceRecord> {
    private Path done = Path.of("");
    private String record = "";
    private final Map<Map<String, ?>, Set<?>> frontiers = new HashMap<>();
    private boolean shardEnded;

    @Override
    public void configure(Map<String, ?> config) {
        done = Path.of(String.valueOf(config.get("done")));
        record = String.valueOf(config.get("record"));
    }

    @Override
    public SourceRecord apply(SourceRecord next) {
        if (isChosen(next) && !Files.exists(done)) {
            try {
                Files.createFile(done);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Runtime.getRuntime().halt(137);
        }
        return next;
    }

    private boolean isChosen(SourceRecord next) {
        Set<?> shards = next.sourceOffset().keySet();
        Set<?> before = frontiers.put(next.sourcePartition(), shards);
        boolean shardEnd = before != null && !before.equals(shards);
        if (next.topic().startsWith("__")) {
            shardEnded |= shardEnd;
            return record.equals("shard-end") && shardEnd;
        }
        return switch (record) {
            case "tombstone" -> next.value() == null;
            case "child" -> shardEnded;
            default -> false;
        };
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef();
    }

    @Override
    public void close() {}
}
