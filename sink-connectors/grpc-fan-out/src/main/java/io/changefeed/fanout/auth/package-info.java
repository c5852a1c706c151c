/* SPDX-License-Identifier: Apache-2.0 */
/** Bearer tokens and the tables that each token may read. */
@NullMarked
package io.changefeed.fanout.auth;

import org.jspecify.annotations.NullMarked;
