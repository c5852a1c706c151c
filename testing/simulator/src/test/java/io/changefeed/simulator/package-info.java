/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.changefeed.simulator;

import org.jspecify.annotations.NullMarked;
