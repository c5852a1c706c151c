/* SPDX-License-Identifier: Apache-2.0 */
/** The plugin of a source connector that is not part of Changefeed. */
@NullMarked
package io.changefeed.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
