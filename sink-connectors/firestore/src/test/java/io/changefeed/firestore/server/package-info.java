/* SPDX-License-Identifier: Apache-2.0 */
/** Firestore for tests: Google's emulator or a fake, a proxy that breaks calls, and a reader of documents. */
@NullMarked
package io.changefeed.firestore.server;

import org.jspecify.annotations.NullMarked;
