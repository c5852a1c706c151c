/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.claim;

import static java.util.Collections.unmodifiableMap;

import io.changefeed.readmodel.row.Owner;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What items say of one row, each with its newest claim. In whatever order claims come, and however often, the same
 * ones are left; the row shows the live one that is the latest.
 */
public record Claims(Map<Owner, Claim> byOwner) {
    /** By time; those of one time, which DynamoDB cuts to the second, in an order that is the same everywhere. */
    private static final Comparator<Map.Entry<Owner, Claim>> LATEST = Comparator.comparing(
                    (Map.Entry<Owner, Claim> entry) -> entry.getValue().time())
            .thenComparing(entry -> entry.getValue().order())
            .thenComparing(Map.Entry::getKey);

    public Claims {
        byOwner = unmodifiableMap(new TreeMap<>(byOwner));
    }

    public static Claims none() {
        return new Claims(Map.of());
    }

    /**
     * These claims and a further one, without those that may be forgotten now; empty when the owner's claim here is as
     * new as it or newer, so that nothing changes.
     */
    public Optional<Claims> with(Owner owner, Claim claim, Instant now) {
        Claim held = byOwner.get(owner);
        if (held != null && held.order().compareTo(claim.order()) >= 0) {
            return Optional.empty();
        }
        Map<Owner, Claim> claims = new TreeMap<>(byOwner);
        claims.values()
                .removeIf(
                        old -> old instanceof Claim.Gone gone && gone.expires().isBefore(now));
        claims.put(owner, claim);
        return Optional.of(new Claims(claims));
    }

    /** The owner of the claim that the row shows; empty when there is no row. */
    public Optional<Owner> winner() {
        return byOwner.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Claim.Live)
                .max(LATEST)
                .map(Map.Entry::getKey);
    }

    /** The claim that the row shows; empty when there is no row. */
    public Optional<Claim.Live> shown() {
        return winner().map(byOwner::get).map(Claim.Live.class::cast);
    }

    /** When all of these may be forgotten; empty while one of them is live. */
    public Optional<Instant> expires() {
        if (shown().isPresent()) {
            return Optional.empty();
        }
        return byOwner.values().stream()
                .map(claim -> ((Claim.Gone) claim).expires())
                .max(Comparator.naturalOrder());
    }
}
