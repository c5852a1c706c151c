/* SPDX-License-Identifier: Apache-2.0 */
/** Tables: items, their changes, and the oracle of all written records. */
@NullMarked
package io.changefeed.simulator.table;

import org.jspecify.annotations.NullMarked;
