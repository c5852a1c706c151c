/* SPDX-License-Identifier: Apache-2.0 */
/** The recipes for others' sinks, each posted as it stands to a worker with the real sink. */
@NullMarked
package io.changefeed.recipes;

import org.jspecify.annotations.NullMarked;
