/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.validation;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.event.KeySchema;
import io.changefeed.event.KeyType;
import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.fault.Fault;
import io.changefeed.simulator.fault.FaultRule;
import io.changefeed.simulator.protocol.ErrorType;
import io.changefeed.simulator.protocol.Operation;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.offset.TableOffset;
import io.changefeed.source.worker.SourceTestBed;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Altered offsets that the configuration or DynamoDB contradicts. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class OffsetValidationTest {
    private static final String ABSENT = "shardId-00000001795257159758-55e9bca8";

    @RegisterExtension
    private final SourceTestBed testBed = new SourceTestBed();

    private final SimulatedTable orders = testBed.table("orders", 2);
    private final String stream = orders.report().arn();
    private final String table = stream.substring(0, stream.indexOf("/stream/"));
    private final String shard = orders.report().shards().get(0).id();

    private void validate(Map<String, String> config, Map<String, ?> partition, @Nullable Map<String, ?> offset) {
        validate(new OffsetValidation(), config, partition, offset);
    }

    private void validate(
            OffsetValidation validation,
            Map<String, String> config,
            Map<String, ?> partition,
            @Nullable Map<String, ?> offset) {
        Map<Map<String, ?>, @Nullable Map<String, ?>> altered = new HashMap<>();
        altered.put(partition, offset);
        validation.validate(altered, testBed.config(config), Instant.now());
    }

    private static Map<String, String> tables(String tables) {
        return Map.of("tables", tables);
    }

    private static Map<String, String> offset(String stream) {
        return offset(stream, Instant.now().toEpochMilli());
    }

    private static Map<String, String> offset(String stream, long generation) {
        return new TableOffset(
                        stream,
                        generation,
                        Instant.parse("2026-01-01T00:00:00Z"),
                        new KeySchema(Map.of("id", KeyType.S)),
                        new Position.TrimHorizon())
                .toMap();
    }

    private static Map<String, String> slot(String stream) {
        return Map.of("slot", stream + "/7");
    }

    @Test
    void acceptsOffsetsOfConfiguredTables() {
        Map<String, String> offset = Map.of("assignment", "1", shard, "TRIM_HORIZON");

        assertThatCode(() -> validate(tables("orders"), slot(stream), offset)).doesNotThrowAnyException();
        assertThatCode(() -> validate(tables(stream), slot(stream), offset)).doesNotThrowAnyException();
        assertThatCode(() -> validate(Map.of("tables.regex", "or.*"), slot(stream), offset))
                .doesNotThrowAnyException();
        assertThatCode(() -> validate(tables("orders"), Map.of("table", table), offset(stream)))
                .doesNotThrowAnyException();
        assertThatCode(() -> validate(
                        tables("orders"),
                        Map.of("snapshot", table),
                        Map.of("id", "a", "segments", "1", "state", "done")))
                .doesNotThrowAnyException();
    }

    @Test
    void rejectsTableThatIsNotConfigured() {
        assertThatThrownBy(() -> validate(tables("clients"), slot(stream), Map.of(shard, "TRIM_HORIZON")))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("'tables' does not select table " + table)
                .hasMessageContaining("set the offset to null");
        assertThatThrownBy(() -> validate(Map.of("tables.regex", "c.*"), slot(stream), Map.of(shard, "TRIM_HORIZON")))
                .hasMessageContaining("'tables.regex' does not select table " + table);
        assertThatThrownBy(() -> validate(
                        tables(stream.replace("000000000000", "111111111111")),
                        slot(stream),
                        Map.of(shard, "TRIM_HORIZON")))
                .hasMessageContaining("'tables' does not select table " + table);
    }

    @Test
    void acceptsRemovalOfATableThatIsNotConfigured() {
        assertThatCode(() -> validate(tables("clients"), slot(stream), null)).doesNotThrowAnyException();
        assertThatCode(() -> validate(tables("clients"), Map.of("signals", "topic"), null))
                .doesNotThrowAnyException();
    }

    @Test
    void rejectsSignalTopicThatIsNotConfigured() {
        assertThatThrownBy(() -> validate(tables("orders"), Map.of("signals", "topic"), Map.of("position", "1")))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("'signal.kafka.topic' does not name this topic");
    }

    @Test
    void rejectsStreamThatDynamoDbDoesNotHave() {
        String absent = table + "/stream/2020-01-01T00:00:00.000";

        assertThatThrownBy(() -> validate(tables("orders"), slot(absent), Map.of(shard, "TRIM_HORIZON")))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("DynamoDB has no stream " + absent);
        assertThatThrownBy(() -> validate(tables("orders"), Map.of("table", table), offset(absent)))
                .hasMessageContaining("DynamoDB has no stream " + absent);
    }

    @Test
    void rejectsShardThatDynamoDbDoesNotHave() {
        assertThatThrownBy(() -> validate(tables("orders"), slot(stream), Map.of(ABSENT, "TRIM_HORIZON")))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("DynamoDB has no shard '" + ABSENT + "'");
    }

    @Test
    void rejectsSequenceNumberThatIsNotInTheShard() {
        orders.generate(20, 5);
        String own = orders.oracle().byKey().values().stream()
                .flatMap(List::stream)
                .filter(record -> record.shardId().equals(shard))
                .map(record -> record.sequenceNumber())
                .findFirst()
                .orElseThrow();

        assertThatCode(() -> validate(tables("orders"), slot(stream), Map.of(shard, own)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> validate(tables("orders"), slot(stream), Map.of(shard, "9".repeat(38))))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining(
                        "field '" + shard + "': '" + "9".repeat(38) + "' is not a sequence number of this shard");
    }

    @Test
    void rejectsGenerationBeforeTheCreationOfTheStream() {
        assertThatThrownBy(() -> validate(tables("orders"), Map.of("table", table), offset(stream, 5)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("field 'generation': 5 is before the creation of the stream")
                .hasMessageContaining("Use at least 1");
    }

    @Test
    void acceptsSequenceNumberThatWasTrimmed() {
        testBed.simulator()
                .inject(FaultRule.always(Fault.error(ErrorType.TRIMMED_DATA_ACCESS))
                        .on(Operation.GET_SHARD_ITERATOR));

        assertThatCode(() -> validate(tables("orders"), slot(stream), Map.of(shard, "1".repeat(21))))
                .doesNotThrowAnyException();
    }

    @Test
    void rejectsSnapshotOfATableOfAnotherAccount() {
        String other = table.replaceFirst(":[0-9]{12}:", ":999999999999:");

        assertThatThrownBy(() -> validate(
                        tables("orders"),
                        Map.of("snapshot", other),
                        Map.of("id", "a", "segments", "1", "state", "done")))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("the ARN of this table is " + table);
    }

    @Test
    void acceptsShardThatWasReadToItsEndAndHasExpired() {
        assertThatCode(() -> validate(tables("orders"), slot(stream), Map.of(ABSENT, "END")))
                .doesNotThrowAnyException();
    }

    @Test
    void doesNotCallDynamoDbIfRemoteValidationIsOff() {
        Map<String, String> config = Map.of("tables", "orders", "validate.remote", "false");

        assertThatCode(() -> validate(config, slot(stream), Map.of(ABSENT, "TRIM_HORIZON")))
                .doesNotThrowAnyException();
    }

    /** Offsets are altered to end an outage, which must not depend on the health of DynamoDB. */
    @Test
    void outageOfDynamoDbDoesNotBlockTheAlteration() {
        testBed.simulator().inject(FaultRule.always(Fault.error(ErrorType.INTERNAL_SERVER_ERROR)));
        assertThatCode(() -> validate(tables("orders"), slot(stream), Map.of(shard, "TRIM_HORIZON")))
                .doesNotThrowAnyException();

        testBed.simulator().clearFaults();
        testBed.simulator().inject(FaultRule.always(Fault.hang()));
        assertThatCode(() -> validate(
                        new OffsetValidation(Duration.ofSeconds(2)),
                        tables("orders"),
                        slot(stream),
                        Map.of(shard, "TRIM_HORIZON")))
                .doesNotThrowAnyException();
    }
}
