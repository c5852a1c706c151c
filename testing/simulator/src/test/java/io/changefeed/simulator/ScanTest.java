/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

class ScanTest {
    @RegisterExtension
    final SimulatorFixture fixture = new SimulatorFixture();

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8})
    void segmentsReturnEachItemOnce(int segments) {
        fixture.orders.generate(300, 100);
        fixture.orders.scanInPagesOf(7);

        List<String> ids = IntStream.range(0, segments)
                .boxed()
                .flatMap(segment -> pages(segment, segments).stream())
                .flatMap(page -> page.items().stream())
                .map(ScanTest::id)
                .toList();

        assertThat(pages(0, segments))
                .allSatisfy(page -> assertThat(page.count()).isLessThanOrEqualTo(7));
        assertThat(ids)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(fixture.orders.items().stream()
                        .map(item -> item.path("id").path("S").textValue())
                        .toList());
    }

    private static String id(Map<String, AttributeValue> item) {
        return Objects.requireNonNull(item.get("id")).s();
    }

    private List<ScanResponse> pages(int segment, int segments) {
        return new ArrayList<>(fixture
                .tables
                .scanPaginator(r -> r.tableName("orders")
                        .segment(segment)
                        .totalSegments(segments)
                        .consistentRead(true)
                        .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
                .stream()
                .toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void eachPreparedItemIsInOneSegment(int segments) {
        fixture.orders.fillItems(2_500, 1_000);

        List<ScanResponse> pages = IntStream.range(0, segments)
                .boxed()
                .flatMap(segment -> pages(segment, segments).stream())
                .toList();

        assertThat(pages).hasSize(3).allSatisfy(page -> assertThat(page.count()).isLessThanOrEqualTo(1_048));
        assertThat(pages.stream().flatMap(page -> page.items().stream()).map(ScanTest::id))
                .hasSize(2_500)
                .doesNotHaveDuplicates();
        assertThat(fixture.tables
                        .describeTable(r -> r.tableName("orders"))
                        .table()
                        .itemCount())
                .isEqualTo(2_500);
    }

    @Test
    void limitMakesPagesOfPreparedItemsSmaller() {
        fixture.orders.fillItems(10, 1_000);

        ScanResponse page = fixture.tables.scan(r -> r.tableName("orders").limit(4));

        assertThat(page.items()).hasSize(4);
        assertThat(page.lastEvaluatedKey()).isNotEmpty();
    }

    @Test
    void consumedCapacityIsReturned() {
        fixture.orders.generate(50, 10);

        assertThat(pages(0, 1))
                .allSatisfy(page ->
                        assertThat(page.consumedCapacity().capacityUnits()).isGreaterThanOrEqualTo(1));
    }

    @Test
    void itemsAreReadByKey() {
        fixture.orders.generate(50, 10);
        String id = fixture.orders.items().get(0).path("id").path("S").textValue();

        var response = fixture.tables.batchGetItem(r -> r.requestItems(Map.of(
                "orders",
                KeysAndAttributes.builder()
                        .keys(List.of(
                                Map.of("id", AttributeValue.fromS(id)), Map.of("id", AttributeValue.fromS("none"))))
                        .build())));

        assertThat(response.responses().get("orders"))
                .singleElement()
                .satisfies(item -> assertThat(id(item)).isEqualTo(id));
    }
}
