/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.lane;

import io.changefeed.delivery.offset.Receipt;
import io.changefeed.event.ChangeEvent;
import java.time.Instant;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * An event that was taken from a topic and is not settled.
 *
 * @param event what is delivered
 * @param record what the event was read from, for the dead letters
 * @param bytes of the event, as DynamoDB counts them
 * @param arrived when Connect handed it over
 */
public record PendingEvent(ChangeEvent event, SinkRecord record, long bytes, Instant arrived, Receipt receipt) {}
