/* SPDX-License-Identifier: Apache-2.0 */
/** Many subscribers that join, stall, cancel and reconnect, and a count of what each received against what was written. */
@NullMarked
package io.changefeed.fanout.subscribers;

import org.jspecify.annotations.NullMarked;
