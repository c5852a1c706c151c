/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.aws.response.ResponseCapture;
import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import io.changefeed.event.KeySchema;
import io.changefeed.event.KeyType;
import io.changefeed.source.selection.ScanFilter;
import io.changefeed.source.selection.ScanProjection;
import io.changefeed.source.selection.ScanSelection;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

class TableClientTest {
    private static final Map<String, AttributeValue> KEY = Map.of("id", AttributeValue.fromS("a"));
    private static final Item LAST = new Item(Map.of("id", new ItemValue.S("a")));
    private static final KeySchema SCHEMA = new KeySchema(Map.of("id", KeyType.S));
    private static final ScanFilter OPEN = ScanFilter.parse("""
        {"expression": "#s = :open", "names": {"#s": "status"}, "values": {":open": {"S": "open"}}}\
        """);

    private final Requests requests = new Requests();
    private final TableClient tables = new TableClient(DynamoDbClient.builder()
            .httpClient(new EmptyResponses())
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .overrideConfiguration(client ->
                    client.addExecutionInterceptor(new ResponseCapture()).addExecutionInterceptor(requests))
            .build());

    private static final class Requests implements ExecutionInterceptor {
        private final List<ScanRequest> scans = new ArrayList<>();
        private final List<BatchGetItemRequest> reads = new ArrayList<>();

        @Override
        public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
            if (context.request() instanceof ScanRequest scan) {
                scans.add(scan);
            } else {
                reads.add((BatchGetItemRequest) context.request());
            }
        }
    }

    /** Returns responses without items. */
    private static final class EmptyResponses implements SdkHttpClient {
        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() {
                    byte[] body = "{\"Items\":[],\"Responses\":{}}".getBytes(UTF_8);
                    return HttpExecuteResponse.builder()
                            .response(SdkHttpResponse.builder().statusCode(200).build())
                            .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
                            .build();
                }

                @Override
                public void abort() {}
            };
        }

        @Override
        public void close() {}
    }

    @Test
    void scanOfAllRowsHasNoExpressions() {
        tables.page(segment(ScanSelection.ALL), SCHEMA, Optional.of(LAST), 250);

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
                SCHEMA,
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
                SCHEMA,
                List.of(LAST),
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
