/* SPDX-License-Identifier: Apache-2.0 */
/**
 * A Connect worker in memory: it runs the real connector and its real tasks, and lets a test decide what Kafka stores of
 * what they hand over, what is acknowledged, what is flushed, and when which part dies.
 */
@NullMarked
package io.changefeed.source.worker;

import org.jspecify.annotations.NullMarked;
