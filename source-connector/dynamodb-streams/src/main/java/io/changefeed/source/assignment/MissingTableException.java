/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import java.io.Serial;
import org.apache.kafka.connect.errors.ConnectException;

/** Thrown when nothing of a table can be read: it does not exist, or has no stream. No unread change is known. */
final class MissingTableException extends ConnectException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final boolean readBefore;

    /** @param readBefore whether the table was read before, to the end of its stream */
    MissingTableException(String message, boolean readBefore) {
        super(message);
        this.readBefore = readBefore;
    }

    boolean isReadBefore() {
        return readBefore;
    }
}
