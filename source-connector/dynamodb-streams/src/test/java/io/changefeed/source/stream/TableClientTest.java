/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.source.selection.ScanFilter;
import io.changefeed.source.selection.ScanProjection;
import io.changefeed.source.selection.ScanSelection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

class TableClientTest {
    private static final Map<String, AttributeValue> KEY = Map.of("id", AttributeValue.fromS("a"));
    private static final ScanFilter OPEN = ScanFilter.parse("""
        {"expression": "#s = :open", "names": {"#s": "status"}, "values": {":open": {"S": "open"}}}\
        """);

    private final Requests requests = new Requests();
    private final TableClient tables = new TableClient(requests);

    /** Records requests, and returns empty responses. */
    private static final class Requests implements DynamoDbClient {
        private final List<ScanRequest> scans = new ArrayList<>();
        private final List<BatchGetItemRequest> reads = new ArrayList<>();

        @Override
        public ScanResponse scan(ScanRequest request) {
            scans.add(request);
            return ScanResponse.builder().build();
        }

        @Override
        public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
            reads.add(request);
            return BatchGetItemResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    @Test
    void scanOfAllRowsHasNoExpressions() {
        tables.page(segment(ScanSelection.ALL), Optional.of(KEY), 250);

        assertThat(requests.scans).singleElement().satisfies(scan -> {
            assertThat(scan.limit()).isEqualTo(250);
            assertThat(scan.consistentRead()).isTrue();
            assertThat(scan.exclusiveStartKey()).isEqualTo(KEY);
            assertThat(scan.filterExpression()).isNull();
            assertThat(scan.projectionExpression()).isNull();
            assertThat(scan.hasExpressionAttributeNames()).isFalse();
            assertThat(scan.hasExpressionAttributeValues()).isFalse();
        });
    }

    @Test
    void scanIsFilteredAndProjected() {
        tables.page(
                segment(new ScanSelection(Optional.of(OPEN), new ScanProjection(List.of("name", "id")))),
                Optional.empty(),
                100);

        assertThat(requests.scans).singleElement().satisfies(scan -> {
            assertThat(scan.filterExpression()).isEqualTo("#s = :open");
            assertThat(scan.projectionExpression()).isEqualTo("#changefeed0, #changefeed1");
            assertThat(scan.expressionAttributeNames())
                    .isEqualTo(Map.of("#s", "status", "#changefeed0", "name", "#changefeed1", "id"));
            assertThat(scan.expressionAttributeValues()).isEqualTo(Map.of(":open", AttributeValue.fromS("open")));
        });
    }

    @Test
    void itemsAreProjectedButNotFiltered() {
        tables.items(
                segment(new ScanSelection(Optional.of(OPEN), new ScanProjection(List.of("name", "id")))),
                List.of(KEY),
                Optional.empty());

        assertThat(requests.reads.get(0).requestItems())
                .isEqualTo(Map.of(
                        "arn:orders",
                        KeysAndAttributes.builder()
                                .keys(List.of(KEY))
                                .consistentRead(true)
                                .projectionExpression("#changefeed0, #changefeed1")
                                .expressionAttributeNames(Map.of("#changefeed0", "name", "#changefeed1", "id"))
                                .build()));
    }

    private static Segment segment(ScanSelection selection) {
        return new Segment("arn:orders", "initial", 0, 4, selection);
    }
}
