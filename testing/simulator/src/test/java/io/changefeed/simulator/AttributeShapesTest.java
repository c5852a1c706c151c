/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator;

import static io.changefeed.simulator.table.KeySchema.KeyType.S;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.simulator.control.ShardReport;
import io.changefeed.simulator.stream.ViewType;
import io.changefeed.simulator.table.KeySchema;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;

class AttributeShapesTest {
    private static final int MAX_ITEM_BYTES = 400 << 10;

    @RegisterExtension
    final SimulatorFixture fixture = new SimulatorFixture();

    @Test
    void bothImagesHaveManySmallNumbers() {
        List<Record> page = firstPage(AttributeShapes.smallNumbers(20)).records();

        assertThat(page).hasSize(1_000).allSatisfy(record -> {
            assertThat(record.dynamodb().oldImage()).hasSize(21);
            assertThat(record.dynamodb().newImage()).hasSize(21);
            assertThat(record.dynamodb().sizeBytes()).isLessThan(250);
        });
    }

    @Test
    void mapsAreNestedInThirtyTwoLevels() {
        Record record = firstPage(AttributeShapes.nestedMaps(3, 32)).records().get(0);

        List<AttributeValue> nested = record.dynamodb().newImage().entrySet().stream()
                .filter(attribute -> !attribute.getKey().equals("id"))
                .map(attribute -> attribute.getValue())
                .toList();
        assertThat(nested).hasSize(3);
        AttributeValue value = nested.get(0);
        int levels = 1;
        for (; value.hasM(); levels++) {
            value = value.m().values().iterator().next();
        }
        assertThat(levels).isEqualTo(32);
    }

    @Test
    void namesHave255Bytes() {
        Record record = firstPage(AttributeShapes.longNames(20)).records().get(0);

        assertThat(record.dynamodb().newImage().keySet()).hasSize(21);
        assertThat(record.dynamodb().newImage().keySet())
                .filteredOn(name -> !name.equals("id"))
                .allSatisfy(name -> assertThat(name.getBytes(UTF_8)).hasSize(255));
    }

    @Test
    void itemOfTheLargestSizeHas130000Attributes() {
        GetRecordsResponse page = firstPage(AttributeShapes.emptyTexts(130_000));

        assertThat(page.records()).singleElement().satisfies(record -> {
            assertThat(record.dynamodb().newImage()).hasSize(130_001);
            assertThat(record.dynamodb().sizeBytes()).isLessThan(2L * MAX_ITEM_BYTES);
        });
    }

    @Test
    void scannedItemsHaveTheAttributes() {
        fixture.orders.fillItems(10, AttributeShapes.smallNumbers(20));

        assertThat(fixture.tables.scan(r -> r.tableName("orders")).items())
                .hasSize(10)
                .allSatisfy(item -> assertThat(item).hasSize(21));
    }

    @Test
    void millionChangesOf64ShardsTakeNoMemory() {
        SimulatedTable stock =
                fixture.simulator.createTable("stock", KeySchema.of("id", S), ViewType.NEW_AND_OLD_IMAGES, 64);
        stock.fill(1_000_000 / 64, 100, AttributeShapes.text(1_000));

        assertThat(stock.report().shards()).hasSize(64);
        assertThat(stock.report().shards()).extracting(ShardReport::records).containsOnly(15_625);
        assertThat(stock.items()).isEmpty();
    }

    private GetRecordsResponse firstPage(ObjectNode attributes) {
        fixture.orders.fill(1_500, 10, attributes);
        return fixture.read(fixture.trimHorizon(fixture.shard()));
    }
}
