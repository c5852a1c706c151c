/* SPDX-License-Identifier: Apache-2.0 */
/** The conversion of items to fields of Firestore. Pure. */
@NullMarked
package io.changefeed.firestore.value;

import org.jspecify.annotations.NullMarked;
