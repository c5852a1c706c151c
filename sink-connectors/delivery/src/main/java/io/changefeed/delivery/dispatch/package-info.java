/* SPDX-License-Identifier: Apache-2.0 */
/** What is delivered when: by one thread, which no other waits for. */
@NullMarked
package io.changefeed.delivery.dispatch;

import org.jspecify.annotations.NullMarked;
