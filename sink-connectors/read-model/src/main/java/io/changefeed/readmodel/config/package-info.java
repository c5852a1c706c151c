/* SPDX-License-Identifier: Apache-2.0 */
/** The properties that the read-model sink connectors share. */
@NullMarked
package io.changefeed.readmodel.config;

import org.jspecify.annotations.NullMarked;
