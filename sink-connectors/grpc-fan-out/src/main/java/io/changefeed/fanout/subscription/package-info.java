/* SPDX-License-Identifier: Apache-2.0 */
/** Subscribers: each a cursor that is drained while its call takes more, on a few threads for all. */
@NullMarked
package io.changefeed.fanout.subscription;

import org.jspecify.annotations.NullMarked;
