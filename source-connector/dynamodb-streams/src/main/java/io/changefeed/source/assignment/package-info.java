/* SPDX-License-Identifier: Apache-2.0 */
/** Assignment of the tables, their slots and snapshots to tasks, which receive it in their configuration. */
@NullMarked
package io.changefeed.source.assignment;

import org.jspecify.annotations.NullMarked;
