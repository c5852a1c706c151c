/* SPDX-License-Identifier: Apache-2.0 */
/** The commands that script a simulator, in the same process or over HTTP. */
@NullMarked
package io.changefeed.simulator.control;

import org.jspecify.annotations.NullMarked;
