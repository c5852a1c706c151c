/* SPDX-License-Identifier: Apache-2.0 */
/** The faults that a script injects. */
@NullMarked
package io.changefeed.simulator.fault;

import org.jspecify.annotations.NullMarked;
