/* SPDX-License-Identifier: Apache-2.0 */
/** The conversion of items to Firestore fields. Pure. */
@NullMarked
package io.changefeed.firestore.value;

import org.jspecify.annotations.NullMarked;
