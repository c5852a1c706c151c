/* SPDX-License-Identifier: Apache-2.0 */
/** The connector's properties: definition, documentation, typed access and the checks across them. */
@NullMarked
package io.changefeed.source.config;

import org.jspecify.annotations.NullMarked;
