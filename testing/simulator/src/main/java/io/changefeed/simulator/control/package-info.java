/* SPDX-License-Identifier: Apache-2.0 */
/** The commands that script a simulator, the same in its own process and over HTTP. */
@NullMarked
package io.changefeed.simulator.control;

import org.jspecify.annotations.NullMarked;
