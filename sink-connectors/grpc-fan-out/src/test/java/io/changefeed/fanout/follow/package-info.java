/* SPDX-License-Identifier: Apache-2.0 */
/** Many subscribers that do what subscribers do, and a count of what each was told against what was written. */
@NullMarked
package io.changefeed.fanout.follow;

import org.jspecify.annotations.NullMarked;
