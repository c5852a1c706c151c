/* SPDX-License-Identifier: Apache-2.0 */
/** What the service refuses, and the faults that a script injects. */
@NullMarked
package io.changefeed.simulator.fault;

import org.jspecify.annotations.NullMarked;
