/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import io.changefeed.event.ItemValue.B;
import io.changefeed.event.ItemValue.Bool;
import io.changefeed.event.ItemValue.L;
import io.changefeed.event.ItemValue.M;
import io.changefeed.event.ItemValue.N;
import io.changefeed.event.ItemValue.NS;
import io.changefeed.event.ItemValue.Null;
import io.changefeed.event.ItemValue.S;
import io.changefeed.event.ItemValue.SS;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Test events of an orders table with the partition key {@code pk} (S) and the sort key {@code sk} (N). */
final class TestEvents {
    static final String TOPIC = "cdc.orders-prod";
    static final KeySchema KEY_SCHEMA = keySchema("pk", KeyType.S, "sk", KeyType.N);
    static final ItemKey KEY = new ItemKey(ordered("pk", new S("customer-7"), "sk", new N("42")));
    static final Item OLD = new Item(ordered("pk", new S("customer-7"), "sk", new N("42"), "total", new N("1.50")));
    static final Item NEW = new Item(ordered(
            "pk",
            new S("customer-7"),
            "sk",
            new N("42"),
            "total",
            new N("12345678901234567890.123456789012345678"),
            "note",
            new S(""),
            "paid",
            new Bool(true),
            "coupon",
            new Null(),
            "blob",
            B.of((byte) 0, (byte) -1),
            "tags",
            new SS(List.of("a", "b")),
            "sizes",
            new NS(List.of(new N("1"), new N("2.0"))),
            "address.lines",
            new L(List.of(new S("Ümläutstraße 1"), new M(Map.of("zip", new N("01234")))))));

    private TestEvents() {}

    static ChangeEvent insert() {
        return event(Operation.INSERT, Optional.empty(), Optional.of(NEW), stream());
    }

    static ChangeEvent modify() {
        return event(Operation.MODIFY, Optional.of(OLD), Optional.of(NEW), stream());
    }

    static ChangeEvent keysOnlyModify() {
        return event(
                Operation.MODIFY,
                Optional.empty(),
                Optional.empty(),
                source(Optional.of(ViewType.KEYS_ONLY), Optional.empty()));
    }

    static ChangeEvent keysOnlyRemove() {
        return event(
                Operation.REMOVE,
                Optional.empty(),
                Optional.empty(),
                source(Optional.of(ViewType.KEYS_ONLY), Optional.empty()));
    }

    static ChangeEvent expiry() {
        return event(
                Operation.REMOVE,
                Optional.of(OLD),
                Optional.empty(),
                source(Optional.of(ViewType.NEW_AND_OLD_IMAGES), Optional.of(UserIdentity.TIME_TO_LIVE)));
    }

    /** A snapshot read of a table without a stream. */
    static ChangeEvent read() {
        Source source = new Source(
                "1.2.3",
                "cdc",
                Instant.ofEpochMilli(1_700_000_000_123L),
                Source.Snapshot.TRUE,
                "eu-central-1",
                "orders-prod",
                "123456789012",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Order.ofSnapshot(1_700_000_000_000L),
                "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                Optional.empty(),
                0,
                false,
                Optional.empty(),
                Optional.of("snapshot-1"),
                Optional.empty());
        return event(Operation.READ, Optional.empty(), Optional.of(OLD), source);
    }

    /** Returns events of all kinds by name. */
    static Map<String, ChangeEvent> byName() {
        return ordered(
                "insert",
                insert(),
                "modify",
                modify(),
                "modify in a stream of keys only",
                keysOnlyModify(),
                "remove in a stream of keys only",
                keysOnlyRemove(),
                "remove by time to live",
                expiry(),
                "snapshot read of a table without a stream",
                read(),
                "modify too large for its old image",
                modify().withoutBefore(),
                "modify too large for its images",
                modify().withoutImages());
    }

    static List<ChangeEvent> all() {
        return List.copyOf(byName().values());
    }

    static Heartbeat heartbeat() {
        return new Heartbeat(
                "slot",
                "cdc",
                Instant.ofEpochMilli(1_700_000_001_500L),
                "arn:aws:dynamodb:eu-central-1:123456789012:table/orders-prod/7",
                ordered("shards", "2", "why", "transition"));
    }

    static ChangeEvent event(Operation operation, Optional<Item> before, Optional<Item> after, Source source) {
        return new ChangeEvent(operation, KEY, before, after, source, Instant.ofEpochMilli(1_700_000_001_500L));
    }

    static Source stream() {
        return source(Optional.of(ViewType.NEW_AND_OLD_IMAGES), Optional.empty());
    }

    private static Source source(Optional<ViewType> viewType, Optional<UserIdentity> user) {
        return new Source(
                "1.2.3",
                "cdc",
                Instant.ofEpochSecond(1_700_000_000L),
                Source.Snapshot.FALSE,
                "eu-central-1",
                "orders-prod",
                "123456789012",
                Optional.of(
                        "arn:aws:dynamodb:eu-central-1:123456789012:table/orders-prod/stream/2026-01-02T03:04:05.678"),
                Optional.of("shardId-00000001700000000000-1a2b3c4d"),
                Optional.of("400000000000000000001"),
                Order.of(1_700_000_000_000L, "400000000000000000001"),
                "c4ca4238a0b923820dcc509a6f75849b",
                viewType,
                321,
                user.isPresent(),
                user,
                Optional.empty(),
                Optional.empty());
    }

    static KeySchema keySchema(Object... namesAndTypes) {
        return new KeySchema(TestEvents.<KeyType>ordered(namesAndTypes));
    }

    /** Returns a map of alternating names and values, in their order. */
    static <V> Map<String, V> ordered(Object... namesAndValues) {
        Map<String, V> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            @SuppressWarnings("unchecked") // the caller chooses the type
            V value = (V) namesAndValues[i + 1];
            map.put((String) namesAndValues[i], value);
        }
        return map;
    }
}
