/* SPDX-License-Identifier: Apache-2.0 */
/** Firestore for tests: Google's emulator or a stand-in, a proxy that breaks calls, and a reader of what is there. */
@NullMarked
package io.changefeed.firestore.server;

import org.jspecify.annotations.NullMarked;
