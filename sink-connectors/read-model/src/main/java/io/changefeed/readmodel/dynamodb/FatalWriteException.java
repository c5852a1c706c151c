/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

/** No row can be written until an operator removes the cause. The message is the reason. */
final class FatalWriteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FatalWriteException(String reason) {
        super(reason);
    }

    /** The version of a stored row has another format. */
    static FatalWriteException unknownVersion(String table, String attribute) {
        return new FatalWriteException("The attribute '" + attribute + "' of a row of table '" + table
                + "' was written with another configuration or by another writer: rows of one item store a version in"
                + " it, and shared rows a map. Rebuild the read model in a new table (see 'projection.version').");
    }
}
