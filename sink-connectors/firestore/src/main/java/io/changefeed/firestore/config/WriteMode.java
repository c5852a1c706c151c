/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.config;

/** The handling of document fields that the item does not have (property {@code write.mode}). */
enum WriteMode {
    /** The document contains only the fields of the item. */
    REPLACE,
    /** Fields of other writers are kept; fields of removed attributes are removed. */
    MERGE
}
