/* SPDX-License-Identifier: Apache-2.0 */
/** Tables: items, the changes made to them, and the oracle of what was written. */
@NullMarked
package io.changefeed.simulator.table;

import org.jspecify.annotations.NullMarked;
