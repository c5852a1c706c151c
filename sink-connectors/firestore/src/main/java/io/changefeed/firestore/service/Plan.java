/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import com.google.firestore.v1.Write;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.event.ChangeEvent;
import io.changefeed.firestore.write.DocumentWrite;
import io.changefeed.firestore.write.DocumentWrites;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.errors.DataException;

/**
 * What a delivery writes, as requests that Firestore takes, and what became of the events that it does not write.
 *
 * @param events how many there are
 * @param settled the outcomes that are known before anything is written, by the event's index
 */
record Plan(int events, Map<Integer, EventResult> settled, List<List<EventWrite>> requests) {
    /** Firestore takes requests of 10 MiB, its emulator of 4 MiB; the rest is for what is not a write. */
    private static final int MOST_BYTES = 4_000_000;

    /** Guarded writes put this beside each of them at most. */
    private static final int BESIDE = 4_096;

    static Plan of(List<ChangeEvent> events, DocumentWrites writes, FirestoreConnection connection, int mostWrites) {
        Map<Integer, EventResult> settled = new LinkedHashMap<>();
        List<EventWrite> planned = new ArrayList<>();
        Set<String> documents = new HashSet<>();
        for (int i = 0; i < events.size(); i++) {
            ChangeEvent event = events.get(i);
            try {
                DocumentWrite write = writes.of(event);
                if (documents.add(write.document())) {
                    Write proto = WriteProtos.write(write, connection);
                    planned.add(new EventWrite(
                            i, write.document(), proto, event.source().order()));
                } else {
                    settled.put(i, sharing(write));
                }
            } catch (DataException e) {
                settled.put(i, new EventResult.Rejected(String.valueOf(e.getMessage())));
            }
        }
        return new Plan(events.size(), settled, requests(planned, mostWrites));
    }

    /** Only where ids are not injective: {@code md5-concat}, and templates that take several tables to one collection. */
    private static EventResult sharing(DocumentWrite write) {
        return new EventResult.Retry(
                EventResult.Fault.DESTINATION,
                "another item is being written to the same document " + write.document());
    }

    private static List<List<EventWrite>> requests(List<EventWrite> writes, int mostWrites) {
        List<List<EventWrite>> requests = new ArrayList<>();
        List<EventWrite> request = new ArrayList<>();
        long bytes = 0;
        for (EventWrite write : writes) {
            int size = write.write().getSerializedSize() + BESIDE;
            if (!request.isEmpty() && (request.size() == mostWrites || bytes + size > MOST_BYTES)) {
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
     * The answer for the whole delivery.
     *
     * @param answers one for each request
     */
    DeliveryResult answer(List<DeliveryResult> answers) {
        return one(answers, DeliveryResult.Fatal.class)
                // What was written already is written again with the rest, which changes nothing.
                .or(() -> one(answers, DeliveryResult.Rejected.class))
                .or(() -> one(answers, DeliveryResult.Unavailable.class))
                .orElseGet(() -> each(answers));
    }

    private static Optional<DeliveryResult> one(List<DeliveryResult> answers, Class<? extends DeliveryResult> kind) {
        return answers.stream().filter(kind::isInstance).findFirst();
    }

    private DeliveryResult each(List<DeliveryResult> answers) {
        Map<Integer, EventResult> outcomes = new LinkedHashMap<>(settled);
        for (int i = 0; i < requests.size(); i++) {
            List<EventResult> ofRequest = ((DeliveryResult.PerEvent) answers.get(i)).results();
            for (int j = 0; j < ofRequest.size(); j++) {
                outcomes.put(requests.get(i).get(j).event(), ofRequest.get(j));
            }
        }
        List<EventResult> inOrder = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            inOrder.add(Objects.requireNonNull(outcomes.get(i)));
        }
        return new DeliveryResult.PerEvent(inOrder);
    }
}
