/* SPDX-License-Identifier: Apache-2.0 */
/** Which document is an item's: collections and document ids. Pure. */
@NullMarked
package io.changefeed.firestore.name;

import org.jspecify.annotations.NullMarked;
