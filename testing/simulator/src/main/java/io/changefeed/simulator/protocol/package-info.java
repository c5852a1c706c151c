/* SPDX-License-Identifier: Apache-2.0 */
/** The operations and errors of the protocol. */
@NullMarked
package io.changefeed.simulator.protocol;

import org.jspecify.annotations.NullMarked;
