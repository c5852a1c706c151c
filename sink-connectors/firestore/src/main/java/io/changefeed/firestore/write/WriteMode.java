/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.write;

/** What becomes of fields that an item has not: the property {@code write.mode}. */
public enum WriteMode {
    /** The document is the item and nothing else. */
    REPLACE,
    /** Fields that others have written stay; those of attributes that the item has lost go. */
    MERGE
}
