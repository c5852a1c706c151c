/* SPDX-License-Identifier: Apache-2.0 */
/** Which offsets may be committed: pure bookkeeping per partition of a topic. */
@NullMarked
package io.changefeed.delivery.offset;

import org.jspecify.annotations.NullMarked;
