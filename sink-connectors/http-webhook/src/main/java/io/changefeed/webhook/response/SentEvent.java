/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.response;

import java.util.List;
import java.util.Set;

/**
 * An event as a response can name it.
 *
 * @param id the {@code event_id}
 * @param sequenceNumber the {@code SequenceNumber} in the format of AWS Lambda; not unique, because all snapshot rows
 *     share one
 */
public record SentEvent(String id, String sequenceNumber) {
    List<String> identifiers() {
        return List.of(id, sequenceNumber);
    }

    boolean isNamedIn(Set<String> identifiers) {
        return identifiers().stream().anyMatch(identifiers::contains);
    }
}
