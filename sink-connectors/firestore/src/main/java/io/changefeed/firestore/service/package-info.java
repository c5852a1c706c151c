/* SPDX-License-Identifier: Apache-2.0 */
/** The calls to Firestore and what its answers mean. */
@NullMarked
package io.changefeed.firestore.service;

import org.jspecify.annotations.NullMarked;
