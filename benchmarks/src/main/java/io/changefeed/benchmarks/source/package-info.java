/* SPDX-License-Identifier: Apache-2.0 */
/** Benchmarks of the source connector, beside a loop of the AWS SDK. */
@NullMarked
package io.changefeed.benchmarks.source;

import org.jspecify.annotations.NullMarked;
