/* SPDX-License-Identifier: Apache-2.0 */
/** The words of the wire: operations, and errors. */
@NullMarked
package io.changefeed.simulator.protocol;

import org.jspecify.annotations.NullMarked;
