/* SPDX-License-Identifier: Apache-2.0 */
/** The connector's properties. */
@NullMarked
package io.changefeed.fanout.config;

import org.jspecify.annotations.NullMarked;
