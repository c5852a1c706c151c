/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.filter;

import static io.changefeed.delivery.Changes.change;
import static io.changefeed.delivery.Changes.item;
import static io.changefeed.delivery.Changes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.ItemKey;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Operation;
import io.changefeed.event.Order;
import io.changefeed.event.Source;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventFilterTest {
    private static final EventFilter ORDERS = EventFilter.parse("{\"attribute\": {\"type\": {\"S\": \"order\"}}}");
    private static final Optional<Item> ORDER = item("USER#1", Map.of("type", text("order")));
    private static final Optional<Item> CLIENT = item("USER#1", Map.of("type", text("client")));
    private static final Optional<Item> NONE = Optional.empty();

    @Test
    void emptyFilterPassesEventsUnchanged() {
        for (String empty : new String[] {"", " ", "{}"}) {
            assertThat(EventFilter.parse(empty).apply(modify(NONE, NONE))).contains(modify(NONE, NONE));
            assertThat(EventFilter.parse(empty).apply(remove(NONE))).contains(remove(NONE));
        }
    }

    @Test
    void eventsOfOtherTablesAreDropped() {
        EventFilter filter = EventFilter.parse("{\"table\": [\"orders\", \"more\"]}");

        assertThat(filter.apply(modify(ORDER, ORDER))).isPresent();
        assertThat(filter.apply(change(Operation.MODIFY, "clients", "USER#1", 1, ORDER, ORDER)))
                .isEmpty();
    }

    @Test
    void keysWithAnotherPrefixAreDropped() {
        assertThat(EventFilter.parse("{\"key\": {\"pk\": {\"prefix\": \"USER#\"}}}")
                        .apply(modify(ORDER, ORDER)))
                .isPresent();
        assertThat(EventFilter.parse("{\"key\": {\"pk\": {\"prefix\": \"SHOP#\"}}}")
                        .apply(modify(ORDER, ORDER)))
                .isEmpty();
    }

    @Test
    void itemsWithoutTheKeyAttributeOfAPrefixDoNotMatch() {
        EventFilter filter = EventFilter.parse("{\"key\": {\"id\": {\"prefix\": \"USER#\"}}}");

        assertThat(filter.apply(modify(ORDER, ORDER))).isEmpty();
        assertThat(filter.apply(remove(NONE))).isEmpty();
        assertThat(filter.apply(modify(NONE, NONE)))
                .as("the key decides without an image")
                .isEmpty();
        assertThat(filter.apply(withKey(new ItemValue.N("7")))).as("a number").isEmpty();
        assertThat(filter.apply(withKey(text("USER#7")))).isPresent();
    }

    private static ChangeEvent withKey(ItemValue id) {
        ChangeEvent event = insert(ORDER);
        return new ChangeEvent(
                event.operation(),
                new ItemKey(Map.of("id", id)),
                event.before(),
                event.after(),
                event.source(),
                event.time());
    }

    @Test
    void itemsWithoutTheComparedKeyAttributeDoNotMatchAndNeedNoImage() {
        EventFilter filter = new EventFilter(
                new ItemFilter(Set.of(), Map.of("id", new ItemValue.N("7.0")), Map.of(), Map.of()), Set.of());

        assertThat(filter.apply(modify(NONE, NONE))).isEmpty();
        assertThat(filter.apply(remove(NONE))).isEmpty();
        assertThat(filter.apply(withKey(new ItemValue.N("7")))).isPresent();
        assertThat(filter.apply(withKey(new ItemValue.N("8")))).isEmpty();
        assertThat(filter.apply(withKey(text("7")))).isEmpty();
    }

    @Test
    void otherOperationsAreDropped() {
        EventFilter filter = EventFilter.parse("{\"op\": [\"u\", \"d\"]}");

        assertThat(filter.apply(modify(ORDER, ORDER))).isPresent();
        assertThat(filter.apply(remove(ORDER))).isPresent();
        assertThat(filter.apply(insert(ORDER))).isEmpty();
        assertThat(filter.apply(read(ORDER))).isEmpty();
    }

    @Test
    void itemThatStaysInOrOutsideTheFilterIsUnchanged() {
        assertThat(ORDERS.apply(insert(ORDER))).contains(insert(ORDER));
        assertThat(ORDERS.apply(modify(ORDER, ORDER))).contains(modify(ORDER, ORDER));
        assertThat(ORDERS.apply(remove(ORDER))).contains(remove(ORDER));
        assertThat(ORDERS.apply(read(ORDER))).contains(read(ORDER));
        assertThat(ORDERS.apply(insert(CLIENT))).isEmpty();
        assertThat(ORDERS.apply(modify(CLIENT, CLIENT))).isEmpty();
        assertThat(ORDERS.apply(remove(CLIENT))).isEmpty();
    }

    @Test
    void itemThatLeavesTheFilterIsRemoved() {
        assertThat(ORDERS.apply(modify(ORDER, CLIENT))).hasValueSatisfying(event -> {
            assertThat(event.operation()).isEqualTo(Operation.REMOVE);
            assertThat(event.before()).isEqualTo(ORDER);
            assertThat(event.after()).isEmpty();
        });
    }

    @Test
    void itemThatEntersTheFilterIsInserted() {
        assertThat(ORDERS.apply(modify(CLIENT, ORDER))).hasValueSatisfying(event -> {
            assertThat(event.operation()).isEqualTo(Operation.INSERT);
            assertThat(event.before()).isEmpty();
            assertThat(event.after()).isEqualTo(ORDER);
        });
    }

    @Test
    void derivedRemoveAndInsertOfOneChangeHaveDifferentIdsAndTheInsertIsNewer() {
        EventFilter clients = EventFilter.parse("{\"attribute\": {\"type\": {\"S\": \"client\"}}}");
        Source change = modify(ORDER, CLIENT).source();

        Source left = ORDERS.apply(modify(ORDER, CLIENT)).orElseThrow().source();
        Source entered = clients.apply(modify(ORDER, CLIENT)).orElseThrow().source();

        assertThat(entered).isEqualTo(change);
        assertThat(left.eventId()).isEqualTo(change.eventId() + "-left");
        assertThat(left.order()).isLessThan(entered.order()).isGreaterThan(Order.of(1, "0"));
        assertThat(ORDERS.apply(modify(ORDER, CLIENT)).orElseThrow().source())
                .as("redelivered")
                .isEqualTo(left);
        assertThat(ORDERS.apply(remove(ORDER)).orElseThrow().source())
                .as("a real remove")
                .isEqualTo(change);
    }

    @Test
    void removeIsAlwaysDeliveredWithoutAnOldImage() {
        assertThat(ORDERS.apply(modify(NONE, CLIENT)))
                .get()
                .extracting(ChangeEvent::operation)
                .isEqualTo(Operation.REMOVE);
        assertThat(ORDERS.apply(remove(NONE))).contains(remove(NONE));
        assertThat(ORDERS.apply(read(CLIENT)))
                .get()
                .extracting(ChangeEvent::operation)
                .isEqualTo(Operation.REMOVE);
        assertThat(ORDERS.apply(modify(NONE, ORDER))).contains(modify(NONE, ORDER));
    }

    @Test
    void itemThatDoesNotMatchIsRemovedWhenItsEarlierStatesAreUnknown() {
        assertThat(ORDERS.apply(modify(CLIENT, CLIENT), false))
                .contains(modify(CLIENT, CLIENT).toRemove());
        assertThat(ORDERS.apply(remove(CLIENT), false)).contains(remove(CLIENT));
        assertThat(ORDERS.apply(insert(CLIENT), false))
                .as("the delete of a matching item is missing")
                .contains(insert(CLIENT).toRemove());
        assertThat(ORDERS.apply(modify(CLIENT, ORDER), false))
                .contains(modify(CLIENT, ORDER).toInsert());
        assertThat(ORDERS.apply(modify(ORDER, ORDER), false)).contains(modify(ORDER, ORDER));
        assertThat(EventFilter.parse("{\"key\": {\"pk\": {\"prefix\": \"SHOP#\"}}}")
                        .apply(modify(ORDER, ORDER), false))
                .as("its key never matched")
                .isEmpty();
    }

    @Test
    void operationsApplyToTheResultingEvents() {
        EventFilter filter = EventFilter.parse("{\"attribute\": {\"type\": {\"S\": \"order\"}}, \"op\": [\"c\"]}");

        assertThat(filter.apply(modify(CLIENT, ORDER))).isPresent();
        assertThat(filter.apply(modify(ORDER, CLIENT))).isEmpty();
        assertThat(filter.apply(modify(ORDER, ORDER))).isEmpty();
    }

    @Test
    void missingNewImageIsNamedInTheError() {
        assertThatThrownBy(() -> ORDERS.apply(modify(ORDER, NONE)))
                .isInstanceOf(RejectedEventException.class)
                .hasMessageContainingAll("after.item", "type", "NEW_AND_OLD_IMAGES");
    }

    @Test
    void keyAttributesNeedNoImage() {
        EventFilter key = EventFilter.parse("{\"attribute\": {\"pk\": {\"S\": \"USER#1\"}}}");
        EventFilter other =
                EventFilter.parse("{\"attribute\": {\"pk\": {\"S\": \"USER#2\"}, \"type\": {\"S\": \"order\"}}}");

        assertThat(key.apply(modify(NONE, NONE))).contains(modify(NONE, NONE));
        assertThat(key.apply(remove(NONE))).contains(remove(NONE));
        assertThat(other.apply(remove(NONE)))
                .as("no item with this key matches")
                .isEmpty();
    }

    @Test
    void missingNewImageMatchesNoOtherTableOrKey() {
        EventFilter filter =
                EventFilter.parse("{\"table\": [\"clients\"], \"attribute\": {\"type\": {\"S\": \"order\"}}}");

        assertThat(filter.apply(modify(NONE, NONE))).isEmpty();
    }

    @Test
    void droppedNewImageIsNamedInTheError() {
        assertThatThrownBy(() -> ORDERS.apply(modify(ORDER, ORDER).withoutImages()))
                .isInstanceOf(RejectedEventException.class)
                .hasMessageContainingAll("after.item", "type", "too large");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'N':'1.0'} | {'N':'1'}",
                "{'N':'1.0'} | {'N':'1E0'}",
                "{'SS':['writer','admin']} | {'SS':['admin','writer']}",
                "{'NS':['1','2']} | {'NS':['2.0','1']}",
                "{'BS':['AA==','/w==']} | {'BS':['/w==','AA==']}",
                "{'M':{'amount':{'N':'5.0'},'tags':{'SS':['a','b']}}} | {'M':{'tags':{'SS':['b','a']},'amount':{'N':'5'}}}",
                "{'L':[{'N':'5.0'}]} | {'L':[{'N':'5'}]}"
            })
    void attributesAreComparedByValueAtEveryDepth(String expected, String actual) {
        EventFilter filter = attribute(expected);

        assertThat(filter.apply(insert(item("a", Map.of("x", value(actual)))))).isPresent();
        assertThat(filter.apply(modify(item("a", Map.of("x", value(actual))), item("a", Map.of()))))
                .get()
                .extracting(ChangeEvent::operation)
                .isEqualTo(Operation.REMOVE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'N':'1'} | {'N':'2'}",
                "{'N':'1'} | {'S':'1'}",
                "{'SS':['a']} | {'L':[{'S':'a'}]}",
                "{'SS':['a']} | {'SS':['a','b']}",
                "{'L':[{'S':'a'},{'S':'b'}]} | {'L':[{'S':'b'},{'S':'a'}]}"
            })
    void otherValuesDoNotMatch(String expected, String actual) {
        assertThat(attribute(expected).apply(insert(item("a", Map.of("x", value(actual))))))
                .isEmpty();
        assertThat(attribute(expected).apply(insert(item("a", Map.of())))).isEmpty();
    }

    private static EventFilter attribute(String value) {
        return EventFilter.parse("{\"attribute\": {\"x\": " + value.replace('\'', '"') + "}}");
    }

    private static ItemValue value(String json) {
        return ItemFormat.DYNAMODB_JSON
                .json()
                .item("{\"x\": " + json.replace('\'', '"') + "}")
                .attributes()
                .getOrDefault("x", new ItemValue.Null());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "orders | Not valid JSON",
                "{\"tables\": []} | tables: unknown field; expected 'attribute', 'key', 'op', 'table'",
                "{\"table\": \"orders\"} | table: expected 'table' to be an array of table names",
                "{\"table\": []} | table: must not be empty",
                "{\"table\": [\"\"]} | table: contains an empty name",
                "{\"table\": [\"arn:aws:dynamodb:eu-central-1:1:table/orders\"]} | is not the name of a table",
                "{\"op\": []} | op: must not be empty",
                "{\"op\": \"c\"} | op: expected 'op' to be an array with any of",
                "{\"key\": {}} | key: must not be empty",
                "{\"key\": {\"pk\": {\"prefix\": \"a\", \"suffix\": \"b\"}}} | key.pk.suffix: unknown field; expected"
                        + " 'prefix'",
                "{\"key\": {\"pk\": [1]}} | key.pk: expected 'key' to be an object such as {\"pk\"",
                "{\"attribute\": {}} | attribute: must not be empty",
                "{\"attribute\": []} | attribute: expected 'attribute' to be an object",
                "[] | Expected one JSON object with any of 'attribute', 'key', 'op', 'table'",
                "1 | Expected one JSON object",
                "{\"op\": [\"x\"]} | op: expected c, u, d or r but found 'x'",
                "{\"key\": {\"pk\": \"USER#\"}} | key",
                "{\"key\": {\"pk\": {}}} | prefix",
                "{\"attribute\": {\"n\": 1}} | attribute.n",
                "{\"table\": [\"a\"], \"table\": [\"b\"]} | Duplicate",
                "{} {} | Expected one JSON object",
                "null | null",
                "{\"table\": [null]} | table",
                "{\"key\": {\"pk\": null}} | key"
            })
    void invalidFilterFailsWithTheNameOfTheField(String json, String error) {
        assertThatThrownBy(() -> EventFilter.parse(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(error)
                .hasMessageNotContainingAny("FilterJson", "KeyJson", "java.", "class");
    }

    private static ChangeEvent insert(Optional<Item> after) {
        return change(Operation.INSERT, "orders", "USER#1", 1, NONE, after);
    }

    private static ChangeEvent modify(Optional<Item> before, Optional<Item> after) {
        return change(Operation.MODIFY, "orders", "USER#1", 1, before, after);
    }

    private static ChangeEvent remove(Optional<Item> before) {
        return change(Operation.REMOVE, "orders", "USER#1", 1, before, NONE);
    }

    private static ChangeEvent read(Optional<Item> after) {
        return change(Operation.READ, "orders", "USER#1", 1, NONE, after);
    }
}
