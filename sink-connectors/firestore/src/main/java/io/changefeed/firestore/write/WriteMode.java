/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.write;

/** The handling of fields that the item does not have: the property {@code write.mode}. */
public enum WriteMode {
    /** The document contains the fields of the item only. */
    REPLACE,
    /** Fields of other writers are kept; fields of removed attributes are removed. */
    MERGE
}
