/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The Firestore sink connector: change event -> document -> write -> Firestore. It keeps a database equal to the tables
 * whose topics it reads.
 */
@NullMarked
package io.changefeed.firestore;

import org.jspecify.annotations.NullMarked;
