/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.lineage;

import java.time.Instant;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/** Random positions, and frontiers of them. */
public final class Frontiers extends DomainContextBase {
    @Provide
    public Arbitrary<Position> positions() {
        return Arbitraries.oneOf(
                Arbitraries.just(new Position.TrimHorizon()),
                Arbitraries.just(new Position.Latest()),
                Arbitraries.longs()
                        .between(0, 4_000_000_000_000L)
                        .map(Instant::ofEpochMilli)
                        .map(Position.Since::new),
                Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(64).map(Position.After::new));
    }

    @Provide
    public Arbitrary<Frontier> frontiers() {
        return Combinators.combine(
                        Arbitraries.longs().between(0, 1_000_000),
                        Arbitraries.maps(shardIds(), positions()).ofMaxSize(8))
                .as((assignment, positions) -> new Frontier(assignment, new TreeMap<>(positions)));
    }

    @Provide
    Arbitrary<Slot> slots() {
        return Combinators.combine(
                        Arbitraries.strings()
                                .alpha()
                                .numeric()
                                .withChars('_', '.', '-')
                                .ofMinLength(3)
                                .ofMaxLength(20),
                        Arbitraries.integers().between(0, Slot.COUNT - 1))
                .as((table, number) -> new Slot(
                        "arn:aws:dynamodb:us-east-1:000000000000:table/" + table + "/stream/2026-01-31T12:00:00.000",
                        number));
    }

    public static Arbitrary<String> shardIds() {
        return Arbitraries.longs()
                .between(0, 4_000_000_000_000L)
                .map(millis -> String.format("shardId-%020d-%08x", millis, millis % 97));
    }
}
