/* SPDX-License-Identifier: Apache-2.0 */
/** The properties that all sinks have: definition, documentation, typed access and the checks across them. */
@NullMarked
package io.changefeed.delivery.config;

import org.jspecify.annotations.NullMarked;
