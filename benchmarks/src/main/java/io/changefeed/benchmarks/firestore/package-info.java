/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Measures how fast a sink connector in a real worker writes change events to Google's Firestore emulator, beside a bare
 * loop of Google's client that writes the same documents.
 */
@NullMarked
package io.changefeed.benchmarks.firestore;

import org.jspecify.annotations.NullMarked;
