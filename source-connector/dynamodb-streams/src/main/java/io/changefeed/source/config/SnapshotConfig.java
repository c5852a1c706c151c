/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.ConfigForm;
import io.changefeed.connector.EnumValues;
import io.changefeed.connector.PropertyCondition;
import io.changefeed.source.selection.ScanSelection;
import java.time.Duration;
import java.util.OptionalInt;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/** Properties of snapshots. */
public final class SnapshotConfig {
    public static final String MODE = "snapshot.mode";
    public static final String SEGMENTS = "snapshot.segments";
    public static final String MAX_READ_UNITS = "snapshot.max.read.units";
    public static final String YIELD_LAG = "snapshot.yield.lag.ms";

    static final String GROUP = "Snapshots";

    static final EnumValues<SnapshotMode> MODES = EnumValues.of(SnapshotMode.class);

    private final AbstractConfig config;
    private final TableSnapshotConfig tables;

    SnapshotConfig(AbstractConfig config) {
        this.config = config;
        this.tables = new TableSnapshotConfig(config);
    }

    static void addTo(ConfigDef definition) {
        definition
                .define(
                        MODE,
                        Type.STRING,
                        MODES.text(SnapshotMode.NO_DATA),
                        MODES.validator(),
                        MEDIUM,
                        "When the connector takes a snapshot of a table. A snapshot scans the table while its changes"
                                + " are read, and emits each item as an event with the operation `r`. `no_data`:"
                                + " never. `initial`: once for each table that has no snapshot yet. `initial_only`:"
                                + " like `initial`, but changes are not read. `when_needed`: like `initial`, and"
                                + " again after a gap. `always`: each time the connector starts. Snapshots require"
                                + " the permission `dynamodb:Scan` and, for streams without new images,"
                                + " `dynamodb:BatchGetItem`.",
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
                        "Number of segments of a table that are scanned in parallel. A snapshot in progress keeps the"
                                + " number of segments with which it started.",
                        GROUP,
                        2,
                        Width.SHORT,
                        "Snapshot segments")
                .define(
                        MAX_READ_UNITS,
                        Type.INT,
                        1_000,
                        Range.atLeast(0),
                        MEDIUM,
                        "Maximum number of read capacity units per second that the snapshot of a table consumes. A"
                                + " strongly consistent read of up to 4 KB consumes one unit. `0`: no limit.",
                        GROUP,
                        3,
                        Width.SHORT,
                        "Maximum read units per second")
                .define(
                        YIELD_LAG,
                        Type.LONG,
                        Duration.ofMinutes(1).toMillis(),
                        Range.between(0, Duration.ofHours(24).toMillis()),
                        LOW,
                        "Lag of a table's stream in milliseconds above which its snapshot waits, so that changes are"
                                + " read before they expire after 24 hours. DynamoDB truncates the time of a change"
                                + " to seconds, so the measured lag can be up to one second too high.",
                        GROUP,
                        4,
                        Width.SHORT,
                        "Snapshot yield lag (ms)");
    }

    /** Signals and gaps can start snapshots in every mode. */
    static void addConditions(ConfigForm form) {
        PropertyCondition takesSnapshots = PropertyCondition.notIn(MODE, MODES.text(SnapshotMode.NO_DATA))
                .or(PropertyCondition.set(SignalConfig.TOPIC))
                .or(TablesConfig.takesSnapshots());
        form.showIf(takesSnapshots, SEGMENTS, MAX_READ_UNITS, YIELD_LAG);
    }

    /** The snapshot mode of a table; {@code snapshot.mode.<table>} overrides {@code snapshot.mode}. */
    public SnapshotMode mode(String table) {
        return tables.mode(table).orElseGet(() -> MODES.get(config, MODE));
    }

    /**
     * The rows and attributes that a snapshot of a table reads.
     *
     * @throws ConfigException when the filter or the projection of the table is invalid
     */
    public ScanSelection selection(String table) {
        return tables.selection(table);
    }

    public int segments() {
        return config.getInt(SEGMENTS);
    }

    /** Read capacity units per second; empty for no limit. */
    public OptionalInt maxReadUnits() {
        int units = config.getInt(MAX_READ_UNITS);
        return units == 0 ? OptionalInt.empty() : OptionalInt.of(units);
    }

    /** Lag of a table's stream above which its snapshot waits. */
    public Duration yieldLag() {
        return Duration.ofMillis(config.getLong(YIELD_LAG));
    }
}
