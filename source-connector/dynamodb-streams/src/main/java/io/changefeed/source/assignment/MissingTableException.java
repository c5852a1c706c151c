/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import java.io.Serial;
import org.apache.kafka.connect.errors.ConnectException;

/** A table that is to be read does not exist, has no stream, or exists no more. */
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
