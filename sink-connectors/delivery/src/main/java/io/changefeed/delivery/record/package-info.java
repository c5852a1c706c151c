/* SPDX-License-Identifier: Apache-2.0 */
/** From Kafka's records to change events, and from completed events to offsets that can be committed. */
@NullMarked
package io.changefeed.delivery.record;

import org.jspecify.annotations.NullMarked;
