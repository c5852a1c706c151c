/* SPDX-License-Identifier: Apache-2.0 */
/** Bearer tokens and the tables that each of them allows. */
@NullMarked
package io.changefeed.fanout.auth;

import org.jspecify.annotations.NullMarked;
