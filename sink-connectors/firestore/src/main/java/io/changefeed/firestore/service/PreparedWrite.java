/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import com.google.firestore.v1.Write;
import io.changefeed.event.Order;

/**
 * The Firestore write for an event.
 *
 * @param document path of the document, relative to the database
 */
public record PreparedWrite(String document, Write write, Order order) {}
