/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.claim.Claim;
import io.changefeed.readmodel.claim.Claims;
import io.changefeed.readmodel.row.Owner;
import io.changefeed.readmodel.row.RowChange;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.sql.dialect.Dialect;
import io.changefeed.readmodel.sql.table.SqlColumn;
import io.changefeed.readmodel.sql.table.SqlTable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows whose versions are in a table beside theirs: it locks the claims on them, decides here, and writes claims
 * and rows.
 */
public final class ClaimsWriter implements Writer {
    private static final String CONFLICT = "40001";

    private final SqlTable claims;
    private final SqlColumn hash;
    private final RowWrites rows;
    private final ClaimsText text;
    private final Duration retention;
    private final InstantSource clock;

    /**
     * @param isOwned whether one item at most ever has a row: then its content is needed in no other place
     * @param retention how long the version of what is gone is kept
     */
    public ClaimsWriter(
            SqlTable table,
            SqlTable claims,
            Optional<String> deletedColumn,
            boolean isOwned,
            Duration retention,
            InstantSource clock) {
        this.claims = claims;
        this.hash = claims.key().get(0);
        this.rows = new RowWrites(table, deletedColumn);
        this.text = new ClaimsText(!isOwned);
        this.retention = retention;
        this.clock = clock;
    }

    /** A row that is claimed: what the changes say, and what is held. */
    private static final class Claimed {
        final RowKey key;
        final List<Saying> sayings = new ArrayList<>();
        Claims held = Claims.none();

        Claimed(RowKey key) {
            this.key = key;
        }
    }

    private record Saying(int change, Owner owner, Claim claim) {}

    @Override
    public BitSet write(Session session, List<RowChange> changes) throws SQLException {
        Instant now = clock.instant();
        SortedMap<String, Claimed> claimed = claimed(changes, now);
        lock(session, claimed);
        BitSet applied = new BitSet();
        Map<RowKey, RowWrites.Shown> shown = new LinkedHashMap<>();
        Rows newClaims = new Rows(session.dialect(), claims);
        claimed.forEach((rowHash, row) -> {
            Claims before = row.held;
            Claims after = before;
            for (Saying saying : row.sayings) {
                Optional<Claims> next = after.with(saying.owner, saying.claim, now);
                next.ifPresent(newer -> applied.set(saying.change));
                after = next.orElse(after);
            }
            if (!after.equals(before)) {
                newClaims.add(0, key(rowHash), values(row.key, after));
                shown(before, after).ifPresent(newRow -> shown.put(row.key, newRow));
            }
        });
        if (!newClaims.isEmpty()) {
            session.update(
                    session.dialect().upsert(claims, Optional.empty(), newClaims.size()),
                    claims.columns(),
                    newClaims.inOrder());
            rows.write(session, shown);
        }
        applied.flip(0, changes.size());
        return applied;
    }

    private SortedMap<String, Claimed> claimed(List<RowChange> changes, Instant now) {
        SortedMap<String, Claimed> claimed = new TreeMap<>();
        for (int i = 0; i < changes.size(); i++) {
            int number = i;
            RowChange change = changes.get(i);
            change.put()
                    .ifPresent(row -> of(claimed, row.key())
                            .sayings
                            .add(new Saying(
                                    number,
                                    change.owner(),
                                    new Claim.Live(change.order(), change.time(), row.columns()))));
            change.delete()
                    .ifPresent(key -> of(claimed, key)
                            .sayings
                            .add(new Saying(
                                    number,
                                    change.owner(),
                                    new Claim.Gone(change.order(), change.time(), now.plus(retention)))));
        }
        return claimed;
    }

    private static Claimed of(SortedMap<String, Claimed> claimed, RowKey key) {
        return claimed.computeIfAbsent(hash(text(key)), rowHash -> new Claimed(key));
    }

    /** Inserts what is missing, so that there is something to lock, and locks in one order. */
    private void lock(Session session, SortedMap<String, Claimed> claimed) throws SQLException {
        Dialect dialect = session.dialect();
        SqlTable locked =
                new SqlTable(claims.name(), claims.key(), claims.others().subList(0, 2));
        Rows missing = new Rows(dialect, locked);
        Rows keys = new Rows(dialect, claims.withLast(0));
        claimed.forEach((rowHash, row) -> {
            missing.add(
                    0,
                    key(rowHash),
                    Map.of(
                            claims.others().get(0).name(),
                            string(text(row.key)),
                            claims.others().get(1).name(),
                            string("")));
            keys.add(0, key(rowHash), Map.of());
        });
        session.update(dialect.insertMissing(locked, missing.size()), locked.columns(), missing.inOrder());
        List<Boolean> found = session.query(dialect.lock(locked, keys.size()), claims.key(), keys.inOrder(), one -> {
            Claimed row = claimed.get(one.getString(1));
            if (row != null) {
                row.held = text.read(one.getString(3));
            }
            return row != null;
        });
        if (found.size() < claimed.size()) {
            // Somebody else may have claimed these rows again by now.
            throw new SQLException("claims were deleted before they could be locked", CONFLICT);
        }
    }

    private RowKey key(String rowHash) {
        return new RowKey(Map.of(hash.name(), string(rowHash)));
    }

    private Map<String, ItemValue> values(RowKey key, Claims after) {
        Map<String, ItemValue> values = new LinkedHashMap<>();
        values.put(claims.others().get(0).name(), string(text(key)));
        values.put(claims.others().get(1).name(), string(text.write(after)));
        after.expires().ifPresent(expires -> values.put(claims.others().get(2).name(), Rows.time(expires)));
        return values;
    }

    /** What the row is to show now; empty when it shows that. */
    private static Optional<RowWrites.Shown> shown(Claims before, Claims after) {
        Optional<Claim.Live> live = after.shown();
        boolean isSame = before.winner().equals(after.winner())
                && before.shown().map(Claim::order).equals(live.map(Claim::order));
        if (live.isPresent()) {
            return isSame ? Optional.empty() : live.map(claim -> RowWrites.Shown.of(claim.columns()));
        }
        // Told again where nothing was there before: with soft deletes, the row of a late delete has its time.
        return after.byOwner().values().stream()
                .map(Claim::time)
                .max(Comparator.naturalOrder())
                .map(RowWrites.Shown::deleted);
    }

    private static String text(RowKey key) {
        // By name: the order in which the columns are configured may change.
        return ItemFormat.DYNAMODB_JSON.json().text(new Item(new TreeMap<>(key.columns())));
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static ItemValue string(@Nullable String text) {
        return new ItemValue.S(String.valueOf(text));
    }
}
