/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.delivery.filter.EventFilter;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemKey;
import io.changefeed.event.ItemValue;
import io.changefeed.event.ItemValue.N;
import io.changefeed.event.ItemValue.Null;
import io.changefeed.event.ItemValue.S;
import io.changefeed.event.Operation;
import io.changefeed.event.TombstoneHeader;
import io.changefeed.readmodel.TestEvents;
import io.changefeed.readmodel.dynamodb.DynamoDbReadModelConfig;
import io.changefeed.readmodel.row.ItemChange;
import io.changefeed.readmodel.row.ItemId;
import io.changefeed.readmodel.row.Row;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.sql.config.JdbcReadModelConfig;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectionTest {
    private static final String C1 = "\"channel\":{\"S\":\"c1\"}";
    private static final String C2 = "\"channel\":{\"S\":\"c2\"}";

    private static Projection projection(String key, String columns, String... more) {
        Map<String, String> properties = new HashMap<>();
        properties.put("projection.table", "rows");
        properties.put("projection.source.key", "id");
        properties.put("projection.key", key);
        properties.put("projection.columns", columns);
        for (int i = 0; i < more.length; i += 2) {
            properties.put("projection.column." + more[i], more[i + 1]);
        }
        return new DynamoDbReadModelConfig(properties).projection();
    }

    private static RowKey key(String... namesAndTexts) {
        Map<String, ItemValue> columns = new LinkedHashMap<>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            columns.put(namesAndTexts[i], new S(namesAndTexts[i + 1]));
        }
        return new RowKey(columns);
    }

    private static ChangeEvent withoutBefore(ChangeEvent event, String viewType) {
        return TestEvents.event(event.operation(), "m", Optional.empty(), event.after(), 1, viewType);
    }

    @Test
    void insertPutsRow() {
        ItemChange change =
                projection("id", "channel,note").project(TestEvents.insert("m", C1 + ",\"note\":{\"NULL\":true}", 7));

        assertThat(change.put()).contains(new Row(key("id", "m"), Map.of("channel", new S("c1"), "note", new Null())));
        assertThat(change.leaves()).isEmpty();
        assertThat(change.version().text()).startsWith(TestEvents.order(7).text() + "@");
        assertThat(change.time()).isEqualTo(TestEvents.TIME.plusSeconds(7));
    }

    @Test
    void columnSupportsPathCastDefaultConstantTimeAndVersion() {
        Projection projection = projection(
                "id",
                "city,n,missing,nothing,origin,at,version",
                "city.from",
                "address.cities[1]",
                "n.cast",
                "integer",
                "missing.default",
                "none",
                "nothing.cast",
                "string",
                "origin.constant",
                "7",
                "origin.cast",
                "integer",
                "at.from",
                "$time",
                "version.from",
                "$order");

        ItemChange change = projection.project(TestEvents.insert(
                "m",
                "\"address\":{\"M\":{\"cities\":{\"L\":[{\"S\":\"a\"},{\"S\":\"b\"}]}}},\"n\":{\"S\":\"5\"},"
                        + "\"missing\":{\"NULL\":true},\"nothing\":{\"NULL\":true}",
                3));

        assertThat(change.put().orElseThrow().columns())
                .isEqualTo(Map.of(
                        "city",
                        new S("b"),
                        "n",
                        new N("5"),
                        "missing",
                        new S("none"),
                        "origin",
                        new N("7"),
                        "at",
                        new S("2026-01-31T12:00:03.000000Z"),
                        "version",
                        new S(TestEvents.order(3).text())));
    }

    @Test
    void rejectsValueThatDoesNotFitWithPathValueAndColumn() {
        Projection projection = projection("id", "n", "n.from", "a.b[0]", "n.cast", "integer");

        ItemChange change =
                projection.project(TestEvents.insert("m", "\"a\":{\"M\":{\"b\":{\"L\":[{\"S\":\"x\"}]}}}", 1));

        assertThat(change.effect())
                .isEqualTo(new ItemChange.Reject(
                        Optional.of(key("id", "m")),
                        "after.a.b[0]: {\"S\":\"x\"} does not fit the column 'n': not a decimal number"));
        assertThat(change.storedVersion()).isEqualTo(change.version().rejected());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "string | {\"S\":\"a\\u0000\"} | after.n: the text contains the null character U+0000, which"
                        + " PostgreSQL cannot store in the column 'n'",
                "json | {\"S\":\"\\u0000\"} | after.n: the text contains",
                "json | {\"SS\":[\"a\",\"\\u0000\"]} | after.n: a text of the set contains",
                "json | {\"M\":{\"a\":{\"L\":[{\"S\":\"\\u0000\"}]}}} | after.n.a[0]: the text contains",
                "json | {\"M\":{\"\\u0000\":{\"N\":\"1\"}}} | after.n: the name of an attribute contains"
            })
    void nullCharacterDoesNotFitInPostgreSql(String cast, String value, String reason) {
        ChangeEvent insert = TestEvents.insert("m", "\"n\":" + value, 1);

        assertThat(jdbc("postgresql", "id", "n", cast).project(insert).effect())
                .isInstanceOfSatisfying(ItemChange.Reject.class, reject -> {
                    assertThat(reject.target()).contains(key("id", "m"));
                    assertThat(reject.reason()).startsWith(reason);
                });
        assertThat(jdbc("mariadb", "id", "n", cast).project(insert).put()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"S\":\"\\\\u0000\"}", "{\"B\":\"AA==\"}", "{\"L\":[{\"BS\":[\"AA==\"]},{\"N\":\"0\"}]}"})
    void otherValuesFitInPostgreSql(String value) {
        ItemChange change = jdbc("postgresql", "id", "n", "json").project(TestEvents.insert("m", "\"n\":" + value, 1));

        assertThat(change.put()).isPresent();
    }

    @Test
    void keyWithANullCharacterIdentifiesNoRowInPostgreSql() {
        Projection projection = jdbc("postgresql", "n", "id", "string");
        String before = "\"n\":{\"S\":\"\\u0000\"}";

        assertThat(projection.project(TestEvents.insert("m", before, 1)).effect())
                .isInstanceOfSatisfying(
                        ItemChange.Reject.class,
                        reject -> assertThat(reject.target()).isEmpty());
        ItemChange change = projection.project(TestEvents.modify("m", before, "\"n\":{\"S\":\"a\"}", 2));
        assertThat(change.put()).contains(new Row(key("n", "a"), Map.of("id", new S("m"))));
        assertThat(change.leaves()).isEmpty();
    }

    private static Projection jdbc(String database, String key, String columns, String cast) {
        return new JdbcReadModelConfig(Map.of(
                        "connection.url",
                        "jdbc:" + database + "://localhost/shop",
                        "projection.table",
                        "rows",
                        "projection.source.key",
                        "id",
                        "projection.key",
                        key,
                        "projection.columns",
                        columns,
                        "projection.column.n.cast",
                        cast))
                .projection();
    }

    @Test
    void rejectsMissingKeyValue() {
        Projection projection = projection("channel", "id");

        for (String channel : new String[] {"", "\"channel\":{\"NULL\":true}"}) {
            assertThat(projection.project(TestEvents.insert("m", channel, 1)).effect())
                    .isEqualTo(new ItemChange.Reject(
                            Optional.empty(), "after.channel: no value for the key column 'channel'"));
        }
    }

    @Test
    void removeDeletesRowOfOldImage() {
        ItemChange change = projection("channel", "id").project(TestEvents.remove("m", C1, 2));

        assertThat(change.put()).isEmpty();
        assertThat(change.leaves()).contains(key("channel", "c1"));
    }

    @Test
    void removeNeedsNoOldImageIfItemKeyIdentifiesRow() {
        ItemChange change =
                projection("id", "channel").project(withoutBefore(TestEvents.remove("m", C1, 2), "KEYS_ONLY"));

        assertThat(change.leaves()).contains(key("id", "m"));
    }

    @Test
    void changedRowKeyMovesRow() {
        ItemChange moved = projection("channel,id", "").project(TestEvents.modify("m", C1, C2, 2));
        ItemChange unmoved = projection("channel,id", "").project(TestEvents.modify("m", C1, C1, 2));

        assertThat(moved.put().map(Row::key)).contains(key("channel", "c2", "id", "m"));
        assertThat(moved.leaves()).contains(key("channel", "c1", "id", "m"));
        assertThat(unmoved.leaves()).isEmpty();
        assertThat(unmoved.put().map(Row::key)).contains(key("channel", "c1", "id", "m"));
    }

    @Test
    void keyNumberIsEqualInAnyNotation() {
        ItemChange change = projection("n", "id")
                .project(TestEvents.modify("m", "\"n\":{\"N\":\"1.0\"}", "\"n\":{\"N\":\"1E0\"}", 2));

        assertThat(change.leaves()).isEmpty();
        assertThat(change.put().orElseThrow().key().columns()).containsEntry("n", new N("1"));
    }

    @Test
    void keyOfEqualValuesIsEqualAsJson() {
        ItemChange change = projection("n", "id", "n.cast", "json")
                .project(TestEvents.modify(
                        "m",
                        "\"n\":{\"M\":{\"a\":{\"NS\":[\"1\",\"2\"]},\"b\":{\"S\":\"x\"}}}",
                        "\"n\":{\"M\":{\"b\":{\"S\":\"x\"},\"a\":{\"NS\":[\"2.0\",\"1\"]}}}",
                        2));

        assertThat(change.leaves()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NEW_IMAGE", "KEYS_ONLY"})
    void rejectsEventWithoutOldImageIfRowsCanMove(String viewType) {
        Projection projection = projection("channel", "id");
        String reason = "before: the event has no old image (the view type of the table's stream is " + viewType
                + "); it identifies the row that the item leaves; set the view type of the table's stream to"
                + " NEW_AND_OLD_IMAGES";

        assertThat(projection.canMoveRows()).isTrue();
        assertThatThrownBy(() -> projection.project(withoutBefore(TestEvents.modify("m", C1, C2, 2), viewType)))
                .isInstanceOf(RejectedEventException.class)
                .hasMessage(reason);
        assertThatThrownBy(() -> projection.project(withoutBefore(TestEvents.remove("m", C1, 2), viewType)))
                .hasMessage(reason);
    }

    @Test
    void tombstoneDeletesTheRowOfItsKeyOrIsRejected() {
        ChangeEvent remove = TombstoneHeader.read(TombstoneHeader.write(TestEvents.remove("m", C1, 2)));

        assertThat(projection("id", "channel").project(remove).leaves()).contains(key("id", "m"));
        assertThatThrownBy(() -> projection("channel", "id").project(remove))
                .isInstanceOf(RejectedEventException.class)
                .hasMessageContaining("log compaction left only the tombstone of the delete");
    }

    @Test
    void rejectsEventWithoutNewImage() {
        ChangeEvent event = TestEvents.event(Operation.MODIFY, "m", Optional.empty(), Optional.empty(), 1, "OLD_IMAGE");

        assertThat(projection("id", "channel").project(event).effect())
                .isEqualTo(new ItemChange.Reject(
                        Optional.of(key("id", "m")),
                        "after: the event has no new image (the view type of the table's stream is OLD_IMAGE); the row"
                                + " is built from it"));
        assertThat(projection("id", "channel")
                        .project(TestEvents.modify("m", C1, C2, 1).withoutImages())
                        .effect())
                .isEqualTo(new ItemChange.Reject(
                        Optional.of(key("id", "m")),
                        "after: the event has no new image (the source connector dropped it because the event was too"
                                + " large); the row is built from it"));
    }

    @Test
    void needsNoOldImageIfTheStoreKnowsTheRowsOfItems() {
        Projection projection = projection("channel", "id").withoutOldImages();

        ItemChange moved = projection.project(withoutBefore(TestEvents.modify("m", C1, C2, 2), "NEW_IMAGE"));
        ItemChange removed = projection.project(withoutBefore(TestEvents.remove("m", C1, 3), "NEW_IMAGE"));

        assertThat(moved.put().map(Row::key)).contains(key("channel", "c2"));
        assertThat(moved.leaves()).isEmpty();
        assertThat(removed.effect()).isEqualTo(new ItemChange.Delete());
    }

    @Test
    void itemThatLeavesFilterDeletesItsRow() {
        EventFilter filter = EventFilter.parse("{\"attribute\":{\"channel\":{\"S\":\"c1\"}}}");
        Projection projection = projection("channel,id", "");

        ItemChange leaving = projection.project(
                filter.apply(TestEvents.modify("m", C1, C2, 1)).orElseThrow());
        ItemChange entering = projection.project(
                filter.apply(TestEvents.modify("m", C2, C1, 2)).orElseThrow());

        assertThat(leaving.put()).isEmpty();
        assertThat(leaving.leaves()).contains(key("channel", "c1", "id", "m"));
        assertThat(entering.put()).isPresent();
        assertThat(entering.leaves()).isEmpty();
    }

    @Test
    void snapshotRowOutsideFilterDeletesRowOfItsKeyOrNone() {
        EventFilter filter = EventFilter.parse("{\"attribute\":{\"channel\":{\"S\":\"c1\"}}}");
        ChangeEvent filtered = filter.apply(TestEvents.read("m", C2, 1)).orElseThrow();

        assertThat(projection("id", "").project(filtered).leaves()).contains(key("id", "m"));
        assertThat(projection("channel", "id").project(filtered).leaves()).isEmpty();
    }

    @Test
    void rowThatWasNeverWrittenNeedsNoDelete() {
        Projection projection = projection("n", "id", "n.cast", "integer");
        String poison = "\"n\":{\"S\":\"x\"}";

        assertThat(projection.project(TestEvents.remove("m", poison, 2)).leaves())
                .isEmpty();
        assertThat(projection
                        .project(TestEvents.modify("m", poison, "\"n\":{\"N\":\"1\"}", 2))
                        .leaves())
                .isEmpty();
    }

    @Test
    void rowBelongsToOneItemIfItsKeyContainsUnchangedItemKey() {
        assertThat(projection("id", "").target().hasOneItemPerRow()).isTrue();
        assertThat(projection("channel,id", "").target().hasOneItemPerRow()).isTrue();
        assertThat(projection("row", "", "row.from", "id").target().hasOneItemPerRow())
                .isTrue();
        assertThat(projection("row", "", "row.from", "id", "row.cast", "timestamp")
                        .target()
                        .hasOneItemPerRow())
                .isFalse();
        assertThat(projection("channel", "id").target().hasOneItemPerRow()).isFalse();
        assertThat(projection("row", "", "row.from", "id.x").target().hasOneItemPerRow())
                .isFalse();
    }

    @Test
    void itemWithRejectedNewRowStillLeavesOldRow() {
        Projection projection = projection("channel", "n", "n.cast", "integer");
        String poison = ",\"n\":{\"S\":\"x\"}";

        assertThat(projection
                        .project(TestEvents.modify("m", C1, C2 + poison, 2))
                        .leaves())
                .contains(key("channel", "c1"));
        assertThat(projection
                        .project(TestEvents.modify("m", C1, poison.substring(1), 2))
                        .leaves())
                .contains(key("channel", "c1"));
        assertThat(projection
                        .project(TestEvents.modify("m", C1, C1 + poison, 2))
                        .leaves())
                .isEmpty();
        assertThat(projection.project(TestEvents.insert("m", C1 + poison, 2)).leaves())
                .isEmpty();
    }

    @Test
    void snapshotRowIsNoChange() {
        Projection projection = projection("channel", "id");

        assertThat(projection.project(TestEvents.read("m", C1, 1)).changed()).isEmpty();
        assertThat(projection.project(TestEvents.insert("m", C1, 1)).changed()).isPresent();
    }

    @Test
    void keyNumberHasOneTextInAnyNotation() {
        Projection projection = projection("n", "id", "n.cast", "string");

        assertThat(projection
                        .project(TestEvents.insert("m", "\"n\":{\"N\":\"1.50\"}", 1))
                        .put()
                        .map(Row::key))
                .contains(key("n", "1.5"));
        assertThat(projection
                        .project(TestEvents.remove("m", "\"n\":{\"N\":\"15E-1\"}", 2))
                        .leaves())
                .contains(key("n", "1.5"));
    }

    @Test
    void rowCanBeSharedIfSeveralTopicsAreRead() {
        for (Map<String, String> topics : List.of(Map.of("topics", "a,b"), Map.of("topics.regex", "a.*"))) {
            Map<String, String> properties = new HashMap<>(topics);
            properties.put("projection.table", "rows");
            properties.put("projection.source.key", "id");
            properties.put("projection.key", "id");
            Projection projection = new DynamoDbReadModelConfig(properties).projection();

            assertThat(projection.target().hasOneItemPerRow()).isFalse();
            assertThat(projection.canMoveRows()).isFalse();
        }
    }

    @Test
    void rowsCannotMoveIfKeyContainsItemKeyAndConstantsOnly() {
        assertThat(projection("id", "channel").canMoveRows()).isFalse();
        assertThat(projection("kind,id", "", "kind.constant", "message").canMoveRows())
                .isFalse();
        assertThat(projection("channel,id", "").canMoveRows()).isTrue();
    }

    @Test
    void rejectsEventOfTableWithOtherKey() {
        ChangeEvent event = TestEvents.insert("m", C1, 1);
        ChangeEvent other = new ChangeEvent(
                event.operation(),
                new ItemKey(Map.of("pk", new S("m"))),
                event.before(),
                event.after(),
                event.source(),
                event.time());

        assertThatThrownBy(() -> projection("id", "").project(other))
                .hasMessage("source.key: the key of table 'messages' is [pk], but 'projection.source.key' is [id]");
    }

    @Test
    void itemIdIdentifiesItem() {
        Projection projection = projection("id", "");
        ItemId item = projection.project(TestEvents.insert("m", C1, 1)).item();

        assertThat(projection.project(TestEvents.remove("m", C1, 2)).item()).isEqualTo(item);
        assertThat(projection.project(TestEvents.insert("n", C1, 1)).item()).isNotEqualTo(item);
        assertThat(item.id()).matches("[A-Za-z0-9_-]{43}");
    }

    @Test
    void itemIdDoesNotDependOnOrderOfKeyAttributes() {
        Map<String, ItemValue> one = new LinkedHashMap<>();
        one.put("a", new S("1"));
        one.put("b", new S("2"));
        Map<String, ItemValue> other = new LinkedHashMap<>();
        other.put("b", new S("2"));
        other.put("a", new S("1"));
        ChangeEvent event = TestEvents.insert("m", C1, 1);

        assertThat(ItemId.of(withKey(event, one), true)).isEqualTo(ItemId.of(withKey(event, other), true));
    }

    private static ChangeEvent withKey(ChangeEvent event, Map<String, ItemValue> key) {
        return new ChangeEvent(
                event.operation(), new ItemKey(key), event.before(), event.after(), event.source(), event.time());
    }
}
