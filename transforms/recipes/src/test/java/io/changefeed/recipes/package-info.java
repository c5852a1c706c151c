/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of the recipes for third-party sinks: each is posted unchanged to a worker with the real sink. */
@NullMarked
package io.changefeed.recipes;

import org.jspecify.annotations.NullMarked;
