/* SPDX-License-Identifier: Apache-2.0 */
/** Defines and validates the properties that all sinks share. */
@NullMarked
package io.changefeed.delivery.config;

import org.jspecify.annotations.NullMarked;
