/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import java.io.Serial;
import org.apache.kafka.connect.errors.ConnectException;

/** Thrown when a configured table does not exist or has no stream. */
final class MissingTableException extends ConnectException {
    @Serial
    private static final long serialVersionUID = 1L;

    MissingTableException(String message) {
        super(message);
    }

    MissingTableException(String message, Throwable cause) {
        super(message, cause);
    }
}
