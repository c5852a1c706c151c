/* SPDX-License-Identifier: Apache-2.0 */
/** The writes of documents for change events. Pure. */
@NullMarked
package io.changefeed.firestore.write;

import org.jspecify.annotations.NullMarked;
