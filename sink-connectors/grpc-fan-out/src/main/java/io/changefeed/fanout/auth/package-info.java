/* SPDX-License-Identifier: Apache-2.0 */
/** Who may read which tables: bearer tokens. */
@NullMarked
package io.changefeed.fanout.auth;

import org.jspecify.annotations.NullMarked;
