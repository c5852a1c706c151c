/* SPDX-License-Identifier: Apache-2.0 */
/** The paths of documents: collections and document ids. Pure. */
@NullMarked
package io.changefeed.firestore.name;

import org.jspecify.annotations.NullMarked;
