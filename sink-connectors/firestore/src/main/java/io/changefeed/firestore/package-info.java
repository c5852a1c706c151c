/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The Firestore sink connector, which replicates DynamoDB tables to a Firestore database. {@code name} derives the path
 * of an item's document, {@code value} converts the item to fields, {@code write} builds the write of an event, and
 * {@code service} calls Firestore. {@code config} is the configuration.
 */
@NullMarked
package io.changefeed.firestore;

import org.jspecify.annotations.NullMarked;
