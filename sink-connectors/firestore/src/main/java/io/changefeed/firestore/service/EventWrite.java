/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import com.google.firestore.v1.Write;
import io.changefeed.event.Order;

/**
 * The write of one event of a delivery.
 *
 * @param event its index in the delivery
 * @param document the path, relative to the database
 */
record EventWrite(int event, String document, Write write, Order order) {}
