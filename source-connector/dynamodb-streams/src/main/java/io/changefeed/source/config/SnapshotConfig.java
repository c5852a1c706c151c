/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.EnumValues;
import io.changefeed.source.selection.Selection;
import java.time.Duration;
import java.util.OptionalInt;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/** When and how fast tables are read as a whole. */
public final class SnapshotConfig {
    public static final String MODE = "snapshot.mode";
    public static final String SEGMENTS = "snapshot.segments";
    public static final String MAX_READ_UNITS = "snapshot.max.read.units";
    public static final String YIELD_LAG = "snapshot.yield.lag.ms";

    static final String GROUP = "Snapshots";

    static final EnumValues<SnapshotMode> MODES = EnumValues.of(SnapshotMode.class);

    private final AbstractConfig config;
    private final TableSnapshots tables;

    SnapshotConfig(AbstractConfig config) {
        this.config = config;
        this.tables = new TableSnapshots(config);
    }

    static void addTo(ConfigDef definition) {
        definition
                .define(
                        MODE,
                        Type.STRING,
                        MODES.text(SnapshotMode.NO_DATA),
                        MODES.validator(),
                        MEDIUM,
                        "Whether tables are read as a whole, while their changes are read too: each item becomes an event"
                                + " with the operation `r`. `no_data`: no. `initial`: once for each table that the connector"
                                + " has no snapshot of. `initial_only`: the same, and no changes are read. `when_needed`: as"
                                + " `initial`, and again where changes were lost. `always`: whenever the connector starts."
                                + " Needs `dynamodb:Scan` and, for streams without new images, `dynamodb:BatchGetItem`.",
                        GROUP,
                        1,
                        Width.SHORT,
                        "Snapshot mode")
                .define(
                        SEGMENTS,
                        Type.INT,
                        4,
                        Range.between(1, 1_000),
                        LOW,
                        "In how many parts a table is scanned at a time. A snapshot that has begun keeps its own number.",
                        GROUP,
                        2,
                        Width.SHORT,
                        "Segments")
                .define(
                        MAX_READ_UNITS,
                        Type.INT,
                        1_000,
                        Range.atLeast(0),
                        MEDIUM,
                        "How many read capacity units a second the snapshot of a table may consume, as DynamoDB counts them:"
                                + " one for each 4 KB. 0: as many as it can.",
                        GROUP,
                        3,
                        Width.SHORT,
                        "Read units per second")
                .define(
                        YIELD_LAG,
                        Type.LONG,
                        Duration.ofMinutes(1).toMillis(),
                        Range.atLeast(0),
                        LOW,
                        "How many milliseconds the changes of a table may be behind while it is scanned. The scan waits while"
                                + " they are further behind, so that DynamoDB, which keeps them for 24 hours, does not trim them"
                                + " before they are read. DynamoDB cuts the time of a change to the second.",
                        GROUP,
                        4,
                        Width.SHORT,
                        "Lag at which scans wait (ms)");
    }

    /** The mode of a table: its own, or that of all. */
    public SnapshotMode mode(String table) {
        return tables.ownMode(table)
                .orElseGet(() -> MODES.get(config, MODE));
    }

    /**
     * What a snapshot reads of a table.
     *
     * @throws ConfigException when it cannot be read
     */
    public Selection selection(String table) {
        return tables.selection(table);
    }

    public int segments() {
        return config.getInt(SEGMENTS);
    }

    /** Read capacity units a second; empty for no bound. */
    public OptionalInt maxReadUnits() {
        int units = config.getInt(MAX_READ_UNITS);
        return units == 0 ? OptionalInt.empty() : OptionalInt.of(units);
    }

    /** How far a table's stream may be behind while the table is scanned. */
    public Duration yieldLag() {
        return Duration.ofMillis(config.getLong(YIELD_LAG));
    }
}
