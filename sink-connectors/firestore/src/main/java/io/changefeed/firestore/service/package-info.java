/* SPDX-License-Identifier: Apache-2.0 */
/** The destination: prepares writes, calls Firestore and classifies the results. */
@NullMarked
package io.changefeed.firestore.service;

import org.jspecify.annotations.NullMarked;
