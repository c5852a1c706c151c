/* SPDX-License-Identifier: Apache-2.0 */
/** The service {@code ddbstream.DdbStream} of an earlier project, for its clients. */
@NullMarked
package io.changefeed.fanout.seed;

import org.jspecify.annotations.NullMarked;
