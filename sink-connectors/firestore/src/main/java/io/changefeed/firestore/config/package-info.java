/* SPDX-License-Identifier: Apache-2.0 */
/** The properties of the Firestore sink connector. */
@NullMarked
package io.changefeed.firestore.config;

import org.jspecify.annotations.NullMarked;
