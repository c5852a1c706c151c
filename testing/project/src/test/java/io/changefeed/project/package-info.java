/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of the whole project: its architecture, the plugins as users install them, and the documents. */
@NullMarked
package io.changefeed.project;

import org.jspecify.annotations.NullMarked;
