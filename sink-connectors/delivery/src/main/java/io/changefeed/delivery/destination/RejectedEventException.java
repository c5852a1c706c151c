/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.destination;

import org.apache.kafka.connect.errors.DataException;

/**
 * Thrown for an event that a destination cannot accept. The message names the field, such as
 * {@code after.address.lines[3]}.
 */
public final class RejectedEventException extends DataException {
    private static final long serialVersionUID = 1L;

    public RejectedEventException(String message) {
        super(message);
    }

    public RejectedEventException(String message, Throwable cause) {
        super(message, cause);
    }
}
