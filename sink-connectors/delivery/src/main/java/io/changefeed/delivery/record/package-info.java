/* SPDX-License-Identifier: Apache-2.0 */
/** What a record of a topic is to a sink: a change event, or nothing that has to be delivered. */
@NullMarked
package io.changefeed.delivery.record;

import org.jspecify.annotations.NullMarked;
