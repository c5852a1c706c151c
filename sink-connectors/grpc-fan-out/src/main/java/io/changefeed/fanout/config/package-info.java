/* SPDX-License-Identifier: Apache-2.0 */
/** The configuration of the connector. */
@NullMarked
package io.changefeed.fanout.config;

import org.jspecify.annotations.NullMarked;
