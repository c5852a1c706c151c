/* SPDX-License-Identifier: Apache-2.0 */
/** Runs all plugins in workers of several versions of Kafka. */
@NullMarked
package io.changefeed.workers;

import org.jspecify.annotations.NullMarked;
