/* SPDX-License-Identifier: Apache-2.0 */
/** What Firestore holds in place of an item's values. Pure. */
@NullMarked
package io.changefeed.firestore.value;

import org.jspecify.annotations.NullMarked;
