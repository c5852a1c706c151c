/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Splits the writes of a delivery into requests that Firestore accepts, and combines the results. */
final class WriteRequests {
    /**
     * Firestore accepts requests of up to 10 MiB, and its emulator up to 4 MiB. The difference is for the other parts
     * of the request.
     */
    private static final int MAX_BYTES = 4_000_000;

    /** Upper bound of the bytes that the stale-write guard adds to a write. */
    private static final int OVERHEAD = 4_096;

    private WriteRequests() {}

    /**
     * Splits writes into requests, in order. A request has at most one write per document. Items share a document only
     * with {@code md5-concat} and with templates that map several tables to the same collection.
     */
    static List<List<PreparedWrite>> split(List<PreparedWrite> writes, int maxWrites) {
        List<List<PreparedWrite>> requests = new ArrayList<>();
        List<PreparedWrite> request = new ArrayList<>();
        Set<String> documents = new HashSet<>();
        long bytes = 0;
        for (PreparedWrite write : writes) {
            int size = write.write().getSerializedSize() + OVERHEAD;
            boolean isFull = request.size() == maxWrites || bytes + size > MAX_BYTES;
            if (!request.isEmpty() && (isFull || documents.contains(write.document()))) {
                requests.add(List.copyOf(request));
                request.clear();
                documents.clear();
                bytes = 0;
            }
            request.add(write);
            documents.add(write.document());
            bytes += size;
        }
        if (!request.isEmpty()) {
            requests.add(List.copyOf(request));
        }
        return requests;
    }

    /**
     * Combines the results of the requests of a delivery.
     *
     * @return one result for each event, or the most severe result of a request. In the second case, writes that
     *     succeeded are repeated together with the others, which has no effect.
     */
    static DeliveryResult combine(List<DeliveryResult> results) {
        return first(results, DeliveryResult.Fatal.class)
                .or(() -> first(results, DeliveryResult.Rejected.class))
                .or(() -> first(results, DeliveryResult.Unavailable.class))
                .orElseGet(() -> concatenate(results));
    }

    private static Optional<DeliveryResult> first(List<DeliveryResult> results, Class<? extends DeliveryResult> kind) {
        return results.stream().filter(kind::isInstance).findFirst();
    }

    private static DeliveryResult concatenate(List<DeliveryResult> results) {
        List<EventResult> all = new ArrayList<>();
        results.forEach(result -> all.addAll(((DeliveryResult.PerEvent) result).results()));
        return new DeliveryResult.PerEvent(all);
    }
}
