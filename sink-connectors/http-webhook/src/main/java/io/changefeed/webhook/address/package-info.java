/* SPDX-License-Identifier: Apache-2.0 */
/** Which internet addresses requests may go to. Pure. */
@NullMarked
package io.changefeed.webhook.address;

import org.jspecify.annotations.NullMarked;
