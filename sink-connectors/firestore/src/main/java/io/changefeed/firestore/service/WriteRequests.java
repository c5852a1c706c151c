/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
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

    private static final EventResult SHARED = new EventResult.Retry("another item is written to the same document");

    private WriteRequests() {}

    /**
     * Returns the first write of each document. Items share a document only with {@code md5-concat} and with templates
     * that map several tables to the same collection.
     */
    static List<PreparedWrite> firstOfEachDocument(List<PreparedWrite> writes) {
        Set<String> documents = new HashSet<>();
        return writes.stream().filter(write -> documents.add(write.document())).toList();
    }

    /**
     * Adds the results of the writes that share the document of an earlier one. They are retried, because requests are
     * concurrent: the later write of a document could be overwritten by the earlier one.
     *
     * @param result of {@link #firstOfEachDocument}
     */
    static DeliveryResult ofAll(List<PreparedWrite> writes, DeliveryResult result) {
        if (!(result instanceof DeliveryResult.PerEvent perEvent)) {
            return result;
        }
        Set<String> documents = new HashSet<>();
        Iterator<EventResult> results = perEvent.results().iterator();
        return new DeliveryResult.PerEvent(writes.stream()
                .map(write -> documents.add(write.document()) ? results.next() : SHARED)
                .toList());
    }

    /** Splits writes into requests, in order. */
    static List<List<PreparedWrite>> split(List<PreparedWrite> writes, int maxWrites) {
        List<List<PreparedWrite>> requests = new ArrayList<>();
        List<PreparedWrite> request = new ArrayList<>();
        long bytes = 0;
        for (PreparedWrite write : writes) {
            int size = write.write().getSerializedSize() + OVERHEAD;
            if (!request.isEmpty() && (request.size() == maxWrites || bytes + size > MAX_BYTES)) {
                requests.add(List.copyOf(request));
                request.clear();
                bytes = 0;
            }
            request.add(write);
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
     * @return one result for each write, or the most severe result of a request. In the second case, writes that
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
