/* SPDX-License-Identifier: Apache-2.0 */
/** Which task reads what: slots are dealt to tasks, and told to them by their configuration. */
@NullMarked
package io.changefeed.source.assignment;

import org.jspecify.annotations.NullMarked;
