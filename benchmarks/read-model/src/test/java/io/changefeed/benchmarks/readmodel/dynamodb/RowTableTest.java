/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.benchmarks.measure.BareLoop;
import io.changefeed.benchmarks.measure.Orders;
import io.changefeed.benchmarks.measure.Target;
import io.changefeed.benchmarks.readmodel.dynamodb.RowTable.RowKind;
import io.changefeed.localstack.LocalStack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class RowTableTest {
    private static final int IN_FLIGHT = 20;
    private static final int ROWS = 100;
    /** More than a write unit. */
    private static final AttributeValue TEXT = AttributeValue.fromS("x".repeat(1_500));

    private static final LocalStack STACK = LocalStack.builder().build();

    @BeforeAll
    static void start() {
        STACK.dynamoDb().start();
    }

    @AfterAll
    static void end() {
        STACK.close();
    }

    @ParameterizedTest
    @EnumSource(RowKind.class)
    void eachWriteIsOneConditionalPutAndSharedRowsAreRead(RowKind kind) {
        List<Map<String, AttributeValue>> rows = IntStream.range(0, ROWS)
                .mapToObj(item -> Map.of(
                        kind.key(),
                        AttributeValue.fromS(kind.keyOfItem(item)),
                        kind == RowKind.OWNED ? Orders.CUSTOMER : "id",
                        AttributeValue.fromS(kind == RowKind.OWNED ? Orders.customer(item) : Orders.id(item)),
                        "text",
                        TEXT))
                .toList();
        try (CallCounter calls = new CallCounter(STACK.dynamoDb().endpoint());
                RowTable table = new RowTable(STACK.dynamoDb(), calls.endpoint(), kind, kind.name(), IN_FLIGHT)) {
            table.create();
            assertThat(table.written()).isZero();
            CallCounter.Count before = calls.count();
            Target counted;
            try (BareLoop<Map<String, AttributeValue>> loop = BareLoop.start(rows, IN_FLIGHT, table::writeRevised)) {
                counted = loop.counted(table, 1);
                await().atMost(Duration.ofMinutes(2)).until(() -> {
                    loop.requireNotFailed();
                    return counted.written() >= 2 * ROWS;
                });
            }

            CallCounter.Count count = calls.count().since(before);
            assertThat(count.writes()).isEqualTo(counted.written());
            assertThat(count.reads()).isEqualTo(kind == RowKind.OWNED ? 0 : counted.written());
            assertThat(count.writeUnits()).isEqualTo(2.0 * counted.written());
            assertThat(table.rows()).hasSize(ROWS);
            assertThat(table.rows().stream()
                            .mapToLong(row -> Long.parseLong(revision(row)))
                            .sum())
                    .isEqualTo(counted.written());
        }
    }

    private static String revision(Map<String, AttributeValue> row) {
        return row.getOrDefault(Orders.REVISION, AttributeValue.fromN("0")).n();
    }
}
