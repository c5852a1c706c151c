/* SPDX-License-Identifier: Apache-2.0 */
/** The destination: prepares writes, makes the calls to Firestore and classifies the results. */
@NullMarked
package io.changefeed.firestore.service;

import org.jspecify.annotations.NullMarked;
