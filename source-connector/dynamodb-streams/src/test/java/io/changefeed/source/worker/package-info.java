/* SPDX-License-Identifier: Apache-2.0 */
/**
 * A Connect worker in memory. It runs the connector and its tasks, and lets a test decide which of their records Kafka
 * stores, which are acknowledged, which offsets are flushed, and when tasks and workers crash.
 */
@NullMarked
package io.changefeed.source.worker;

import org.jspecify.annotations.NullMarked;
