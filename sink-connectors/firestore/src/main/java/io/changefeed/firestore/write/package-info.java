/* SPDX-License-Identifier: Apache-2.0 */
/** What is to be written to a document for a change event. Pure. */
@NullMarked
package io.changefeed.firestore.write;

import org.jspecify.annotations.NullMarked;
