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
import io.changefeed.readmodel.Changes;
import io.changefeed.readmodel.dynamodb.DynamoDbReadModelConfig;
import io.changefeed.readmodel.row.Owner;
import io.changefeed.readmodel.row.Row;
import io.changefeed.readmodel.row.RowChange;
import io.changefeed.readmodel.row.RowKey;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
        return new DynamoDbReadModelConfig(properties).projection().projection();
    }

    private static RowKey key(String... namesAndTexts) {
        Map<String, ItemValue> columns = new LinkedHashMap<>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            columns.put(namesAndTexts[i], new S(namesAndTexts[i + 1]));
        }
        return new RowKey(columns);
    }

    private static ChangeEvent withoutBefore(ChangeEvent event, String viewType) {
        ChangeEvent told = Changes.event(event.operation(), "m", Optional.empty(), event.after(), 1, viewType);
        return told;
    }

    @Test
    void anInsertPutsTheRow() {
        RowChange change =
                projection("id", "channel,note").of(Changes.insert("m", C1 + ",\"note\":{\"NULL\":true}", 7));

        assertThat(change.put()).contains(new Row(key("id", "m"), Map.of("channel", new S("c1"), "note", new Null())));
        assertThat(change.delete()).isEmpty();
        assertThat(change.order()).isEqualTo(Changes.order(7));
        assertThat(change.time()).isEqualTo(Changes.TIME.plusSeconds(7));
    }

    @Test
    void aColumnTakesPathCastDefaultConstantTimeAndVersion() {
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

        RowChange change = projection.of(Changes.insert(
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
                        new S(Changes.order(3).text())));
    }

    @Test
    void aValueThatDoesNotFitIsRejectedWithPathValueAndColumn() {
        Projection projection = projection("id", "n", "n.from", "a.b[0]", "n.cast", "integer");

        assertThatThrownBy(() -> projection.of(Changes.insert("m", "\"a\":{\"M\":{\"b\":{\"L\":[{\"S\":\"x\"}]}}}", 1)))
                .isInstanceOf(RejectedEventException.class)
                .hasMessage("after.a.b[0]: {\"S\":\"x\"} does not fit the column 'n': this text is no decimal number");
    }

    @Test
    void aKeyWithoutAValueIsRejected() {
        Projection projection = projection("channel", "id");

        for (String channel : new String[] {"", "\"channel\":{\"NULL\":true}"}) {
            assertThatThrownBy(() -> projection.of(Changes.insert("m", channel, 1)))
                    .hasMessage("after.channel: there is no value, and the column 'channel' is in the key of the row");
        }
    }

    @Test
    void aRemoveDeletesTheRowThatItsOldImageHad() {
        RowChange change = projection("channel", "id").of(Changes.remove("m", C1, 2));

        assertThat(change.put()).isEmpty();
        assertThat(change.delete()).contains(key("channel", "c1"));
    }

    @Test
    void aRemoveNeedsNoOldImageWhereTheKeySaysWhichRow() {
        RowChange change = projection("id", "channel").of(withoutBefore(Changes.remove("m", C1, 2), "KEYS_ONLY"));

        assertThat(change.delete()).contains(key("id", "m"));
    }

    @Test
    void aChangedTargetKeyMovesTheRow() {
        RowChange moved = projection("channel,id", "").of(Changes.modify("m", C1, C2, 2));
        RowChange stays = projection("channel,id", "").of(Changes.modify("m", C1, C1, 2));

        assertThat(moved.put().map(Row::key)).contains(key("channel", "c2", "id", "m"));
        assertThat(moved.delete()).contains(key("channel", "c1", "id", "m"));
        assertThat(moved.keys()).hasSize(2);
        assertThat(stays.delete()).isEmpty();
        assertThat(stays.put().map(Row::key)).contains(key("channel", "c1", "id", "m"));
    }

    @Test
    void aNumberInTheKeyIsTheSameHoweverItIsWritten() {
        RowChange change =
                projection("n", "id").of(Changes.modify("m", "\"n\":{\"N\":\"1.0\"}", "\"n\":{\"N\":\"1E0\"}", 2));

        assertThat(change.delete()).isEmpty();
        assertThat(change.put().orElseThrow().key().columns()).containsEntry("n", new N("1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NEW_IMAGE", "KEYS_ONLY"})
    void withoutOldImagesAProjectionThatCouldMoveRowsIsRefusedWithTheReason(String viewType) {
        Projection projection = projection("channel", "id");
        String reason = "before: the event has no old image (the view type of the table's stream is " + viewType
                + "), and the row that the item leaves is found by it; the table's stream needs the view type"
                + " NEW_AND_OLD_IMAGES";

        assertThat(projection.movesRows()).isTrue();
        assertThatThrownBy(() -> projection.of(withoutBefore(Changes.modify("m", C1, C2, 2), viewType)))
                .isInstanceOf(RejectedEventException.class)
                .hasMessage(reason);
        assertThatThrownBy(() -> projection.of(withoutBefore(Changes.remove("m", C1, 2), viewType)))
                .hasMessage(reason);
    }

    @Test
    void withoutTheNewImageThereIsNoRow() {
        ChangeEvent event = Changes.event(Operation.MODIFY, "m", Optional.empty(), Optional.empty(), 1, "OLD_IMAGE");

        assertThatThrownBy(() -> projection("id", "channel").of(event))
                .hasMessage("after: the event has no new image (the view type of the table's stream is OLD_IMAGE), and"
                        + " the row is made of it");
        assertThatThrownBy(() -> projection("id", "channel")
                        .of(Changes.modify("m", C1, C2, 1).withoutImages()))
                .hasMessage("after: the event has no new image (the source connector left it out, as the event was too"
                        + " large), and the row is made of it");
    }

    @Test
    void anItemThatLeavesTheFilterDeletesItsRow() {
        EventFilter filter = EventFilter.parse("{\"attribute\":{\"channel\":{\"S\":\"c1\"}}}");
        Projection projection = projection("channel,id", "");

        RowChange left =
                projection.of(filter.apply(Changes.modify("m", C1, C2, 1)).orElseThrow());
        RowChange entered =
                projection.of(filter.apply(Changes.modify("m", C2, C1, 2)).orElseThrow());

        assertThat(left.put()).isEmpty();
        assertThat(left.delete()).contains(key("channel", "c1", "id", "m"));
        assertThat(entered.put()).isPresent();
        assertThat(entered.delete()).isEmpty();
    }

    @Test
    void aSnapshotsRowOutsideTheFilterDeletesTheRowOfItsKeyOrNone() {
        EventFilter filter = EventFilter.parse("{\"attribute\":{\"channel\":{\"S\":\"c1\"}}}");
        ChangeEvent told = filter.apply(Changes.read("m", C2, 1)).orElseThrow();

        assertThat(projection("id", "").of(told).delete()).contains(key("id", "m"));
        assertThat(projection("channel", "id").of(told).keys()).isEmpty();
    }

    @Test
    void whatCouldNotBeWrittenNeedsNoDelete() {
        Projection projection = projection("n", "id", "n.cast", "integer");
        String poison = "\"n\":{\"S\":\"x\"}";

        assertThat(projection.of(Changes.remove("m", poison, 2)).keys()).isEmpty();
        assertThat(projection
                        .of(Changes.modify("m", poison, "\"n\":{\"N\":\"1\"}", 2))
                        .delete())
                .isEmpty();
    }

    @Test
    void aRowIsOneItemsWhereItsKeyHoldsTheItemsKeyUnchanged() {
        assertThat(projection("id", "").target().isOwned()).isTrue();
        assertThat(projection("channel,id", "").target().isOwned()).isTrue();
        assertThat(projection("row", "", "row.from", "id").target().isOwned()).isTrue();
        assertThat(projection("row", "", "row.from", "id", "row.cast", "timestamp")
                        .target()
                        .isOwned())
                .isFalse();
        assertThat(projection("channel", "id").target().isOwned()).isFalse();
        assertThat(projection("row", "", "row.from", "id.x").target().isOwned()).isFalse();
    }

    @Test
    void anItemWhoseNewRowIsRejectedHasLeftItsOldOne() {
        Projection projection = projection("channel", "n", "n.cast", "integer");
        String poison = ",\"n\":{\"S\":\"x\"}";

        assertThat(projection.leaving(Changes.modify("m", C1, C2 + poison, 2)))
                .map(RowChange::keys)
                .contains(List.of(key("channel", "c1")));
        assertThat(projection.leaving(Changes.modify("m", C1, poison.substring(1), 2)))
                .map(RowChange::keys)
                .contains(List.of(key("channel", "c1")));
        assertThat(projection.leaving(Changes.modify("m", C1, C1 + poison, 2))).isEmpty();
        assertThat(projection.leaving(Changes.insert("m", C1 + poison, 2))).isEmpty();
        assertThat(projection.leaving(withoutBefore(Changes.modify("m", C1, C2 + poison, 2), "NEW_IMAGE")))
                .isEmpty();
    }

    @Test
    void aNumberInAKeyIsOneTextHoweverItIsWritten() {
        Projection projection = projection("n", "id", "n.cast", "string");

        assertThat(projection
                        .of(Changes.insert("m", "\"n\":{\"N\":\"1.50\"}", 1))
                        .put()
                        .map(Row::key))
                .contains(key("n", "1.5"));
        assertThat(projection
                        .of(Changes.remove("m", "\"n\":{\"N\":\"15E-1\"}", 2))
                        .delete())
                .contains(key("n", "1.5"));
    }

    @Test
    void aRowIsNobodysWhereItemsOfSeveralTopicsCanHaveItsKey() {
        for (Map<String, String> topics : List.of(Map.of("topics", "a,b"), Map.of("topics.regex", "a.*"))) {
            Map<String, String> properties = new HashMap<>(topics);
            properties.put("projection.table", "rows");
            properties.put("projection.source.key", "id");
            properties.put("projection.key", "id");
            Projection projection =
                    new DynamoDbReadModelConfig(properties).projection().projection();

            assertThat(projection.target().isOwned()).isFalse();
            assertThat(projection.movesRows()).isFalse();
        }
    }

    @Test
    void onlyWhatIsInTheItemsKeyOrConstantStaysForAnItemsLife() {
        assertThat(projection("id", "channel").movesRows()).isFalse();
        assertThat(projection("kind,id", "", "kind.constant", "message").movesRows())
                .isFalse();
        assertThat(projection("channel,id", "").movesRows()).isTrue();
    }

    @Test
    void aTableWithAnotherKeyIsRejected() {
        ChangeEvent event = Changes.insert("m", C1, 1);
        ChangeEvent other = new ChangeEvent(
                event.operation(),
                new ItemKey(Map.of("pk", new S("m"))),
                event.before(),
                event.after(),
                event.source(),
                event.time());

        assertThatThrownBy(() -> projection("id", "").of(other))
                .hasMessage("source.key: the key of table 'messages' is [pk], but 'projection.source.key' says [id]");
    }

    @Test
    void differentItemsAreDifferentOwnersAndOneItemIsAlwaysTheSame() {
        Projection projection = projection("id", "");
        Owner owner = projection.of(Changes.insert("m", C1, 1)).owner();

        assertThat(projection.of(Changes.remove("m", C1, 2)).owner()).isEqualTo(owner);
        assertThat(projection.of(Changes.insert("n", C1, 1)).owner()).isNotEqualTo(owner);
        assertThat(owner.id()).matches("[A-Za-z0-9_-]{43}");
    }

    @Test
    void theOrderOfTheKeysAttributesMakesNoOtherOwner() {
        Map<String, ItemValue> one = new LinkedHashMap<>();
        one.put("a", new S("1"));
        one.put("b", new S("2"));
        Map<String, ItemValue> other = new LinkedHashMap<>();
        other.put("b", new S("2"));
        other.put("a", new S("1"));
        ChangeEvent event = Changes.insert("m", C1, 1);

        assertThat(Owners.of(withKey(event, one))).isEqualTo(Owners.of(withKey(event, other)));
    }

    private static ChangeEvent withKey(ChangeEvent event, Map<String, ItemValue> key) {
        return new ChangeEvent(
                event.operation(), new ItemKey(key), event.before(), event.after(), event.source(), event.time());
    }
}
