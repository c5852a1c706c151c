/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.ring;

/** A subscriber cannot go on where it is: what comes next there is not held. The message says why. */
public final class OutOfRangeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public OutOfRangeException(String message) {
        super(message);
    }
}
