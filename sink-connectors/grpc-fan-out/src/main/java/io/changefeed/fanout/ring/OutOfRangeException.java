/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.ring;

/** The ring no longer holds the events that follow a position. The message gives the reason. */
public final class OutOfRangeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public OutOfRangeException(String message) {
        super(message);
    }
}
