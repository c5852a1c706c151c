/* SPDX-License-Identifier: Apache-2.0 */
/** The HTTP side: AWS JSON 1.0 for SDK clients, and the control API for scripts. */
@NullMarked
package io.changefeed.simulator.http;

import org.jspecify.annotations.NullMarked;
