/* SPDX-License-Identifier: Apache-2.0 */
/** The service {@code ddbstream.DdbStream}, for clients of the sample that first defined it. */
@NullMarked
package io.changefeed.fanout.ddbstream;

import org.jspecify.annotations.NullMarked;
