/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.readmodel.dynamodb.SharedRow.Entry;
import io.changefeed.readmodel.dynamodb.SharedRow.Live;
import io.changefeed.readmodel.dynamodb.SharedRow.Tombstone;
import io.changefeed.readmodel.row.ItemId;
import io.changefeed.readmodel.row.RowVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class SharedRowMergeTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final Instant LATER = NOW.plus(Duration.ofHours(1));
    private static final SharedRowFormat FORMAT =
            new SharedRowFormat("view", new MetadataAttributes("versions", "expiry", Optional.empty()));
    private static final Map<String, AttributeValue> KEY = Map.of("grp", AttributeValue.fromS("g"));

    private record Change(ItemId item, Entry entry) {}

    private static ItemId item(int number) {
        return new ItemId("item-" + number);
    }

    private static RowVersion version(int order) {
        return new RowVersion(String.format(Locale.ROOT, "%06d@origin", order));
    }

    private static String changed(int time) {
        return String.format(Locale.ROOT, "%06d", time);
    }

    private static Live live(String v) {
        return new Live(Map.of("v", AttributeValue.fromS(v)));
    }

    private static String shown(SharedRow row) {
        return row.columns().map(SharedRowMergeTest::value).orElse("none");
    }

    private static String value(Map<String, AttributeValue> columns) {
        return requireNonNull(columns.get("v")).s();
    }

    private static SharedRow merge(List<Change> changes) {
        SharedRow row = new SharedRow(new TreeMap<>());
        for (Change change : changes) {
            // Through the stored format, which contains the columns of the shown item only once.
            row = FORMAT.row(Set.of("grp"), FORMAT.item(KEY, row.with(change.item, change.entry, NOW)));
        }
        return row;
    }

    /** Each of 2,000 rows is compared with the result of a computation that knows all changes. */
    @Test
    void changesInAnyOrderAndRepeatedResultInOneRow() {
        Random random = new Random(11);
        int hidden = 0;
        for (int run = 0; run < 2_000; run++) {
            List<Change> changes = new ArrayList<>();
            for (int order = 1; order <= 12; order++) {
                boolean isSnapshot = random.nextInt(4) == 0;
                changes.add(new Change(
                        item(random.nextInt(3)),
                        new Entry(
                                version(order),
                                isSnapshot ? "" : changed(order / 3),
                                random.nextInt(3) == 0 ? new Tombstone(LATER) : live("v" + order))));
            }
            List<Change> delivered = new ArrayList<>(changes);
            changes.stream().filter(change -> random.nextInt(3) == 0).forEach(delivered::add);
            Collections.shuffle(delivered, random);

            SharedRow row = merge(delivered);

            assertThat(row).as("run %s", run).isEqualTo(merge(changes));
            assertThat(shown(row)).as("run %s", run).isEqualTo(expected(changes));
            hidden += row.liveItems() > 1 ? 1 : 0;
        }
        assertThat(hidden).as("rows with several items").isGreaterThan(500);
    }

    private static String expected(List<Change> changes) {
        String shown = "none";
        String greatest = "";
        for (int number = 0; number < 3; number++) {
            ItemId item = item(number);
            List<Entry> entries = changes.stream()
                    .filter(change -> change.item.equals(item))
                    .map(Change::entry)
                    .toList();
            String time =
                    entries.stream().map(Entry::changed).max(String::compareTo).orElse("");
            if (!entries.isEmpty()
                    && entries.get(entries.size() - 1).content() instanceof Live last
                    && (time + "/" + item.id()).compareTo(greatest) > 0) {
                greatest = time + "/" + item.id();
                shown = value(last.columns());
            }
        }
        return shown;
    }

    @Test
    void rowKeepsTheNewestTombstonesAndAllItems() {
        SharedRow row = SharedRow.of(item(0), new Entry(version(1), changed(1), live("x")));
        for (int i = 1; i <= 150; i++) {
            row = row.with(item(i), new Entry(version(i), changed(i), new Tombstone(LATER.plusSeconds(i))), NOW);
        }

        assertThat(row.entries()).hasSize(SharedRow.MAX_TOMBSTONES + 1);
        assertThat(row.entry(item(50))).isEmpty();
        assertThat(row.entry(item(51))).isPresent();
        assertThat(shown(row)).isEqualTo("x");
    }

    @Test
    void expiredTombstonesOfOtherItemsAreDropped() {
        SharedRow row = SharedRow.of(item(1), new Entry(version(1), changed(1), new Tombstone(LATER)))
                .with(item(2), new Entry(version(1), changed(2), new Tombstone(LATER.plusSeconds(1))), NOW);

        assertThat(row.with(item(3), new Entry(version(1), changed(3), live("x")), LATER)
                        .entries())
                .containsOnlyKeys(item(2), item(3));
    }

    @Test
    void rowWithoutItemsExpiresWithItsLastTombstone() {
        SharedRow row = SharedRow.of(item(1), new Entry(version(2), changed(2), new Tombstone(LATER.plusSeconds(9))))
                .with(item(2), new Entry(version(1), changed(1), new Tombstone(LATER)), NOW);

        assertThat(row.expires()).hasValue(LATER.plusSeconds(9));
        assertThat(FORMAT.item(KEY, row)).containsOnlyKeys("grp", "versions", "expiry");
    }
}
