/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.table;

/** A table is not what it must be. The message names the property, and the statement that would mend it. */
public final class BrokenTableException extends Exception {
    private static final long serialVersionUID = 1L;

    public BrokenTableException(String message) {
        super(message);
    }
}
