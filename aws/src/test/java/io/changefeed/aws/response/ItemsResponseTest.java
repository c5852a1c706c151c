/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws.response;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.aws.AwsErrorClassifier;
import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import io.changefeed.event.JsonSlice;
import io.changefeed.event.KeySchema;
import io.changefeed.event.KeyType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

class ItemsResponseTest {
    private static final KeySchema KEY = new KeySchema(Map.of("id", KeyType.S));
    private static final String SCAN = """
            {"ConsumedCapacity": {"CapacityUnits": 12.5, "TableName": "orders"}, "Count": 2,
             "Items": [{"n": {"N": "1"}, "id": {"S": "a"}}, {"id": {"S": "b"}, "x": {"DEC": "1"}}],
             "LastEvaluatedKey": {"id": {"S": "b"}}, "ScannedCount": 7}""";
    private static final String BATCH = """
            {"ConsumedCapacity": [{"CapacityUnits": 1.5}, {"CapacityUnits": 1.0}],
             "Responses": {"orders": [{"id": {"S": "a"}}]},
             "UnprocessedKeys": {"orders": {"ConsistentRead": true, "Keys": [{"id": {"S": "b"}}, {"id": {"S": "c"}}]}}}""";

    private static JsonSlice bytes(String json) {
        return JsonSlice.of(json.getBytes(UTF_8));
    }

    private static Item item(String id) {
        return new Item(Map.of("id", new ItemValue.S(id)));
    }

    @Test
    void scanReturnsItemsWithTheirKeys() {
        ItemsResponse response = ItemsResponse.parseScan(bytes(SCAN), KEY);

        assertThat(response.evaluated()).isEqualTo(7);
        assertThat(response.lastKey()).contains(item("b"));
        assertThat(response.readUnits()).isEqualTo(12.5);
        assertThat(response.items())
                .extracting(RawItem::keys)
                .containsExactly(Map.of("id", new ItemValue.S("a")), Map.of("id", new ItemValue.S("b")));
        assertThat(response.items().get(0).item())
                .isEqualTo(new Item(Map.of("id", new ItemValue.S("a"), "n", new ItemValue.N("1"))));
        assertThat(response.items())
                .extracting(item -> item.problem().isPresent())
                .containsExactly(false, true);
        assertThat(response.items().get(1).problem().orElseThrow()).hasMessageStartingWith("x: this version of");
    }

    @Test
    void lastPageOfAScanHasNoKey() {
        ItemsResponse missing = ItemsResponse.parseScan(bytes("{\"Items\": []}"), KEY);
        ItemsResponse empty = ItemsResponse.parseScan(bytes("{\"Items\": [], \"LastEvaluatedKey\": {}}"), KEY);

        assertThat(missing).isEqualTo(empty);
        assertThat(missing).isEqualTo(new ItemsResponse(List.of(), 0, Optional.empty(), List.of(), 0));
    }

    @Test
    void batchReturnsItemsAndUnprocessedKeys() {
        ItemsResponse response = ItemsResponse.parseBatch(bytes(BATCH), KEY);

        assertThat(response.items()).extracting(RawItem::item).containsExactly(item("a"));
        assertThat(response.unprocessedKeys()).containsExactly(item("b"), item("c"));
        assertThat(response.readUnits()).isEqualTo(2.5);
    }

    private static Stream<String> incompleteScans() {
        return Stream.concat(cuts(SCAN), Stream.of("{}", "{\"Items\": null}", "{\"Count\": 0}"));
    }

    @Test
    void incompleteScanIsAnErrorToRetry() {
        assertThat(incompleteScans())
                .allSatisfy(json -> assertThatThrownBy(() -> ItemsResponse.parseScan(bytes(json), KEY))
                        .isInstanceOf(SdkClientException.class)
                        .satisfies(e ->
                                assertThat(AwsErrorClassifier.isTransient(e)).isTrue()));
    }

    private static Stream<String> incompleteBatches() {
        return Stream.concat(cuts(BATCH), Stream.of("{}", "{\"Responses\": null}"));
    }

    @Test
    void incompleteBatchIsAnErrorToRetry() {
        assertThat(incompleteBatches())
                .allSatisfy(json -> assertThatThrownBy(() -> ItemsResponse.parseBatch(bytes(json), KEY))
                        .isInstanceOf(SdkClientException.class)
                        .satisfies(e ->
                                assertThat(AwsErrorClassifier.isTransient(e)).isTrue()));
    }

    private static Stream<String> cuts(String json) {
        return IntStream.range(0, json.length()).mapToObj(cut -> json.substring(0, cut));
    }
}
