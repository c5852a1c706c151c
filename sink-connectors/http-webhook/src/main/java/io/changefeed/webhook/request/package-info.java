/* SPDX-License-Identifier: Apache-2.0 */
/** The parts of a request other than its body: URL, headers, message id and signatures. Pure. */
@NullMarked
package io.changefeed.webhook.request;

import org.jspecify.annotations.NullMarked;
