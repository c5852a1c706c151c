/* SPDX-License-Identifier: Apache-2.0 */
/** The configuration of the Firestore sink connector. */
@NullMarked
package io.changefeed.firestore.config;

import org.jspecify.annotations.NullMarked;
