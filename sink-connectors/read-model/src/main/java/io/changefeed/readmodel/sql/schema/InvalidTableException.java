/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.schema;

/** A table does not match its required definition. The message contains the property and the statement that fixes it. */
public final class InvalidTableException extends Exception {
    private static final long serialVersionUID = 1L;

    public InvalidTableException(String message) {
        super(message);
    }
}
