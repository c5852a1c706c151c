/* SPDX-License-Identifier: Apache-2.0 */
/** The source partitions and offsets that Kafka Connect stores for us: flat text, legible and editable by people. */
@NullMarked
package io.changefeed.source.offset;

import org.jspecify.annotations.NullMarked;
